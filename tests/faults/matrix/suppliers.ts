import type { SupplierName } from "../../../domain/supplier-names";
import { fareOf, laterFlight } from "../../harness/exchanges";
import { longAgo } from "../../harness/refunds";
import type { SandboxCall, SupplierSandbox } from "../../harness/supplier-sandbox";
import { supplierSandbox } from "../../harness/supplier-sandbox";
import type { FaultStack } from "../support/fault-stack";
import type { Behaviour } from "./harms";

/** A supplier as the matrix sees it: its sandbox, addressed by the reservation. */
export interface MatrixSupplier {
  readonly name: SupplierName;
  /** Whether something is earned later: its commission, or the price of a stay. */
  readonly defers: boolean;
  /** Makes a reservation of this many adults; returns its locator. */
  reserve(passengers: number): Promise<string>;
  calls(locator: string): Promise<readonly SandboxCall[]>;
  documents(
    locator: string,
  ): Promise<readonly { readonly numbers: readonly string[]; readonly status: string }[]>;
  /** Any request of its sandbox's remote control. */
  control: SupplierSandbox["control"];
  /** What happens, once, to the call of this operation after as many of the same were let through. */
  harm(
    locator: string,
    call: { readonly operation: string; readonly skip: number },
    behaviour: Behaviour,
  ): Promise<void>;
  /** As if its documents had been issued long ago: too late for a void. */
  age(locator: string): Promise<void>;
  /** Its journey costs more now. */
  makeDearer(locator: string): Promise<void>;
  /** As if the supplier had held it until a moment ago. */
  endHold(locator: string): Promise<void>;
  /** Whether the operation changes something there. */
  changes(operation: string): boolean;
  /** Whether its sandbox can do this to this operation. */
  can(operation: string, behaviour: Behaviour): boolean;
}

/** How long an answer is late that comes in time. */
const lateMs = 700;
/** Longer than the calls of a wave take to come, so that none is answered before it is struck. */
export const outageAnswerMs = 6_000;

const addresses: Readonly<Record<SupplierName, string>> = {
  amadeus: "amadeusSandbox",
  sabre: "sabreSandbox",
  ndc: "ndcSandbox",
  lcc: "lccSandbox",
  hotelbeds: "hotelbedsSandbox",
};

const changes: Readonly<Record<SupplierName, RegExp>> = {
  amadeus:
    /^(DocIssuance_IssueTicket|Ticket_CancelDocument|Ticket_ProcessRefund|PNR_Cancel|PNR_AddMultiElements:End)$/,
  sabre: /^(fulfillFlightTickets|voidFlightTickets|refundFlightTickets|cancelBooking)$/,
  ndc: /^Order(Create|Change|Cancel)/,
  lcc: /^(orders|payments|confirm_cancellation)$/,
  hotelbeds: /^(book|cancel_booking)$/,
};

export function openSupplier({ stack }: FaultStack, name: SupplierName): MatrixSupplier {
  const url = stack.addresses[addresses[name]];
  const sandbox = supplierSandbox(name, `${url}/control`);
  const behaviourOf = name === "amadeus" ? soapBehaviour : restBehaviour;
  return {
    name,
    defers: name !== "ndc" && name !== "lcc",
    calls: sandbox.calls,
    documents: sandbox.documents,
    control: sandbox.control,
    ...changesAt(name, sandbox),
    reserve: (passengers) => sandbox.createOrder(reservation(name, passengers)),
    changes: (operation) => changes[name].test(operation),
    can: (operation, behaviour) => behaviourOf(operation, behaviour) !== undefined,
    harm: async (locator, { operation, skip }, behaviour) => {
      await sandbox.control("POST", "/faults", {
        operation,
        ...sandbox.about(locator),
        skip,
        times: 1,
        behaviour: behaviourOf(operation, behaviour),
      });
    },
  };
}

type Changes = Pick<MatrixSupplier, "age" | "makeDearer" | "endHold">;

function changesAt(name: SupplierName, sandbox: SupplierSandbox): Changes {
  if (name === "hotelbeds") return changesOfStay;
  return name === "amadeus" ? changesOfPnr(sandbox) : changesOfOrder(sandbox);
}

/** A stay has no day on which it may be voided, and nobody holds one. */
const changesOfStay: Changes = {
  age: () => Promise.resolve(),
  makeDearer: () => Promise.reject(new Error("a stay is not exchanged")),
  endHold: () => Promise.reject(new Error("a stay is not held")),
};

function changesOfPnr(sandbox: SupplierSandbox): Changes {
  return {
    age: async (locator) => {
      const documents = await sandbox.documents(locator);
      for (const number of documents.flatMap(({ numbers }) => numbers.slice(0, 1))) {
        await sandbox.control("PATCH", `/documents/${number}`, { issuedOn: longAgo });
      }
    },
    makeDearer: (locator) =>
      sandbox.changeOrder(locator, {
        fares: [fareOf(46_000, 9_000)],
        segments: [laterFlight],
        penalty: "3000.00",
      }),
    endHold: async (locator) => {
      const hourMs = 3_600_000;
      // By the office's clock, six hours ahead.
      const at = new Date(Date.now() + 6 * hourMs - 2 * 60_000).toISOString().slice(0, 16);
      await sandbox.changeOrder(locator, { ticketingTimeLimit: at });
    },
  };
}

function changesOfOrder(sandbox: SupplierSandbox): Changes {
  return {
    age: async (locator) => {
      const documents = await sandbox.documents(locator);
      for (const number of documents.flatMap(({ numbers }) => numbers)) {
        await sandbox.control("PATCH", `/documents/${number}`, {
          issuedAt: `${longAgo}T08:00:00Z`,
        });
      }
    },
    makeDearer: async (locator) => {
      const { fares } = await sandbox.control<{ readonly fares: readonly object[] }>(
        "GET",
        `/orders/${locator}`,
      );
      await sandbox.changeOrder(locator, {
        fares: fares.map((fare) => ({ ...fare, base: "43500.00" })),
      });
    },
    endHold: (locator) => sandbox.changeOrder(locator, { createdAt: `${longAgo}T08:00:00Z` }),
  };
}

function reservation(supplier: SupplierName, passengers: number): object {
  if (supplier === "amadeus") return { template: "one-way", adults: passengers };
  if (passengers > 1) throw new Error(`${supplier} voids all documents of an order in one call`);
  return {};
}

/** Codes that say no for good, each in its operation's own way. */
const soapRefusals: Readonly<Record<string, readonly [code: string, text: string]>> = {
  Air_SellFromRecommendation: ["390", "UNABLE TO REFORMAT"],
  PNR_AddMultiElements: ["120", "UNABLE TO PROCESS"],
  "PNR_AddMultiElements:End": ["120", "UNABLE TO PROCESS"],
  Fare_PricePNRWithBookingClass: ["00477", "INVALID FORMAT"],
  Ticket_CreateTSTFromPricing: ["CM01959", "NEED PNR"],
  "PNR_Retrieve:Name": ["284", "SECURED PNR"],
  PNR_Retrieve: ["284", "SECURED PNR"],
  DocIssuance_IssueTicket: ["120", "UNABLE TO PROCESS"],
  Ticket_CancelDocument: ["5458", "NOT AUTHORISED"],
  Ticket_InitRefund: ["21803", "NOT REFUNDABLE"],
  Ticket_ProcessRefund: ["21803", "NOT REFUNDABLE"],
  PNR_Cancel: ["120", "UNABLE TO PROCESS"],
  Ticket_RepricePNRWithBookingClass: ["1970", "TICKET NOT ELIGIBLE FOR REISSUE"],
  Ticket_ReissueConfirmedPricing: ["1970", "TICKET NOT ELIGIBLE FOR REISSUE"],
};

/** Undefined where the sandbox has nothing of the kind. */
function soapBehaviour(operation: string, behaviour: Behaviour): object | undefined {
  if (behaviour !== "refuses") return soapBehaviours[behaviour];
  const [errorCode, errorText] = soapRefusals[operation] ?? [];
  return errorCode === undefined ? undefined : { kind: "reject", errorCode, errorText };
}

function restBehaviour(_operation: string, behaviour: Behaviour): object | undefined {
  return restBehaviours[behaviour];
}

const anyBehaviours = {
  "answers late": { kind: "delay", delayMs: lateMs },
  "answers after the outage": { kind: "delay", delayMs: outageAnswerMs },
  hangs: { kind: "hang" },
  "works and hangs": { kind: "workThenHang" },
  "resets before the work": { kind: "resetBeforeWork" },
  "resets after the work": { kind: "resetAfterWork" },
  "closes after the work": { kind: "closeAfterWork" },
  "is overloaded": { kind: "httpStatus", status: 503 },
} as const;

const soapBehaviours: Readonly<Record<Exclude<Behaviour, "refuses">, object>> = {
  ...anyBehaviours,
  "hangs and works late": { kind: "lateWork", delayMs: 2_000 },
  "answers nonsense": { kind: "malformedXml" },
  "answers half": { kind: "truncatedBody" },
  "answers twice": { kind: "duplicateAnswer", delayMs: 20 },
  "answers the request before": { kind: "previousAnswer" },
};

const restBehaviours: Readonly<Partial<Record<Behaviour, object>>> = {
  ...anyBehaviours,
  "answers nonsense": { kind: "malformed" },
  "answers half": { kind: "truncated" },
  "answers twice": { kind: "duplicate", delayMs: 20 },
  refuses: { kind: "refuse", code: "REQUEST_REJECTED", text: "not now" },
};
