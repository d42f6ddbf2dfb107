import type { CallHealth, SupplierGate } from "../domain/supplier-gate";
import type { NotDone, SupplierOutcome } from "./outcome";
import type { AirSupplier, CallOptions } from "./port";

/** The same supplier behind a gate: a call that is held back is `notDone`, to be tried again later. */
export function guardSupplier(supplier: AirSupplier, gate: SupplierGate): AirSupplier {
  const guard =
    <Parameters extends readonly [...unknown[], CallOptions], T>(
      operation: (...parameters: Parameters) => Promise<SupplierOutcome<T>>,
    ) =>
    async (...parameters: Parameters): Promise<SupplierOutcome<T>> => {
      const admission = await gate.admit();
      if (admission.kind === "heldBack") return heldBack(admission.waitMs);
      let health: CallHealth = { kind: "neither" };
      try {
        const outcome = await operation(...parameters);
        const isAborted = parameters.some((one) => isCallOptions(one) && one.signal.aborted);
        if (!isAborted) health = toHealth(outcome);
        return outcome;
      } finally {
        await gate.record(admission, health);
      }
    };
  return {
    capabilities: supplier.capabilities,
    searchOffers: guard(supplier.searchOffers),
    searchStays: guard(supplier.searchStays),
    priceOffer: guard(supplier.priceOffer),
    createHold: guard(supplier.createHold),
    retrieve: guard(supplier.retrieve),
    checkPrice: guard(supplier.checkPrice),
    issue: guard(supplier.issue),
    getDocumentStatus: guard(supplier.getDocumentStatus),
    voidDocuments: guard(supplier.voidDocuments),
    quoteRefund: guard(supplier.quoteRefund),
    refund: guard(supplier.refund),
    quoteExchange: guard(supplier.quoteExchange),
    exchange: guard(supplier.exchange),
    cancelOrder: guard(supplier.cancelOrder),
    listDocuments: guard(supplier.listDocuments),
    close: () => supplier.close(),
  };
}

function isCallOptions(value: unknown): value is CallOptions {
  return typeof value === "object" && value !== null && "signal" in value;
}

function heldBack(waitMs: number): NotDone {
  return {
    kind: "notDone",
    message: "The supplier has not answered of late: requests to it are held back for a while.",
    retryAfterMs: waitMs,
  };
}

function toHealth(outcome: SupplierOutcome<unknown>): CallHealth {
  switch (outcome.kind) {
    case "done":
      return { kind: "answered" };
    case "refused":
      // Our own word for what it is not asked for: as a rule nothing was sent.
      return { kind: outcome.reason === "not_supported" ? "neither" : "answered" };
    case "notDone":
      return outcome.retryAfterMs === undefined
        ? { kind: "failed" }
        : { kind: "limited", retryAfterMs: outcome.retryAfterMs };
    case "unknown":
      return { kind: outcome.isPending === true ? "answered" : "failed" };
  }
}
