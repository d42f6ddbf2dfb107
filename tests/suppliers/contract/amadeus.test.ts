import type { AmadeusOperation } from "../../../suppliers/amadeus/config";
import type { Rule, RuleInput } from "../../../suppliers/amadeus/sandbox/behaviours";
import { dearerFare } from "../../../suppliers/amadeus/sandbox/magic-rules";
import type { SupplierOperation } from "../../../suppliers/port";
import { startHarness } from "../amadeus/harness";
import type { Act, ContractHarness, Fault } from "./contract-harness";
import { describeContract } from "./describe-contract";

/** The message of an operation that the fault meets: of an act, the one that acts. */
const messages: Partial<Readonly<Record<SupplierOperation, AmadeusOperation>>> = {
  retrieve: "PNR_Retrieve",
  issue: "DocIssuance_IssueTicket",
  getDocumentStatus: "Ticket_ProcessEDoc",
  voidDocuments: "Ticket_CancelDocument",
  quoteRefund: "Ticket_InitRefund",
  refund: "Ticket_ProcessRefund",
  quoteExchange: "Ticket_RepricePNRWithBookingClass",
  exchange: "DocIssuance_IssueTicket",
  listDocuments: "PNR_Retrieve",
};

const behaviours: Readonly<Record<Exclude<Fault, "none">, RuleInput["behaviour"]>> = {
  delay: { kind: "delay", delayMs: 100 },
  hang: { kind: "hang" },
  "hang after the work": { kind: "workThenHang" },
  "reset before the work": { kind: "resetBeforeWork" },
  "reset after the work": { kind: "resetAfterWork" },
  "business refusal": { kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" },
  "malformed answer": { kind: "malformedXml" },
  "duplicate answer": { kind: "duplicateAnswer" },
  "HTTP 429": { kind: "httpStatus", status: 429 },
  "HTTP 503": { kind: "httpStatus", status: 503 },
};

async function startAmadeus(): Promise<ContractHarness> {
  const harness = await startHarness();
  const messageOf = (operation: SupplierOperation): AmadeusOperation => {
    const message = messages[operation];
    if (message === undefined) throw new Error(`${operation} has no message`);
    return message;
  };
  return {
    open: (overrides) =>
      harness.client({
        onExchange: undefined,
        ...(overrides === "unreachable" ? { endpoint: "http://amadeus.invalid/" } : {}),
        ...(overrides === "wrong credentials" ? { password: "wrong" } : {}),
      }),
    createOrder: () => harness.createPnr({ pnr: { penalty: "1500.00" } }),
    makeReady: async ({ recordLocator }, act) => {
      if (act === "exchange") {
        await harness.control("PATCH", `/pnrs/${recordLocator}`, { fares: [dearerFare] });
        return;
      }
      const { documents } = await harness.readPnr(recordLocator);
      for (const { number } of documents) {
        await harness.control("PATCH", `/documents/${number}`, { issuedOn: "2026-01-05" });
      }
    },
    addFault: async (operation, recordLocator, fault) => {
      const rule = { operation: messageOf(operation), recordLocator, times: 1 };
      const { id } = await harness.control<Rule>("POST", "/faults", {
        ...rule,
        behaviour: behaviours[fault],
      });
      return {
        isHit: async () => {
          const { faults } = await harness.control<{ faults: Rule[] }>("GET", "/faults");
          return !faults.some((one) => one.id === id);
        },
      };
    },
    countEffects: async (act: Act, recordLocator) => {
      const entries = await harness.journal(recordLocator);
      return entries.filter(({ operation, worked }) => worked && operation === messageOf(act))
        .length;
    },
    refusals: {},
    stop: harness.stop,
  };
}

describeContract("amadeus", startAmadeus);
