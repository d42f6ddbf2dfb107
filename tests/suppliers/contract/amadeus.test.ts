import { toHoldReference } from "../../../suppliers/amadeus/hold/hold-reference";
import type { Rule } from "../../../suppliers/amadeus/sandbox/behaviours";
import { dearerFare } from "../../../suppliers/amadeus/sandbox/magic-rules";
import type { JournalEntry } from "../../../suppliers/amadeus/sandbox/state";
import { readOfferReference } from "../../../suppliers/amadeus/shopping/offer-reference";
import type { SupplierOperation } from "../../../suppliers/port";
import { behaviourOf, requestOf } from "../../harness/supplier-faults";
import { startHarness } from "../amadeus/harness";
import type { Act, ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

async function startAmadeus(): Promise<ContractHarness> {
  const harness = await startHarness();
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
    addFault: async (operation, subject, fault) => {
      const about = toAbout(operation, subject);
      const rule = { operation: requestOf("amadeus", operation), ...about, times: 1 };
      const { id } = await harness.control<Rule>("POST", "/faults", {
        ...rule,
        behaviour: behaviourOf("amadeus", fault),
      });
      return {
        isHit: async () => {
          const { faults } = await harness.control<{ faults: Rule[] }>("GET", "/faults");
          return !faults.some((one) => one.id === id);
        },
      };
    },
    countEffects: async (act: Act, subject) => {
      const about = new URLSearchParams(toAbout(act, subject));
      const { entries } = await harness.control<{ entries: readonly JournalEntry[] }>(
        "GET",
        `/journal?${about.toString()}`,
      );
      return entries.filter(
        ({ operation, worked }) => worked && operation === requestOf("amadeus", act),
      ).length;
    },
    refusals: {},
    stop: harness.stop,
  };
}

/** Until there is a PNR, a request is told by its journey, or by our key. */
function toAbout(operation: SupplierOperation, subject: string): Record<string, string> {
  if (operation === "searchOffers") return { subject };
  if (operation === "createHold") return { subject: toHoldReference(subject) };
  if (operation !== "priceOffer") return { recordLocator: subject };
  const [flight] = readOfferReference(subject)?.legs[0] ?? [];
  if (flight === undefined) throw new Error(`${subject} is no offer`);
  const { originAirport, destinationAirport, departsLocal } = flight;
  return { subject: `${originAirport}-${destinationAirport}-${departsLocal.slice(0, 10)}` };
}

describeContract("amadeus", startAmadeus);
