import type { SupplierOutcome } from "./outcome";
import {
  type AirSupplier,
  type SupplierCapabilities,
  supplierOperations,
  type SupplierOperations,
} from "./port";

export interface SupplierDefinition {
  readonly operations: Partial<SupplierOperations>;
  readonly traits: Omit<SupplierCapabilities, "operations">;
  /** Called once, when no call is under way any more. */
  close(): void;
}

/** A supplier out of the operations it has: the capabilities it declares are those, no others. */
export function defineSupplier({ operations, traits, close }: SupplierDefinition): AirSupplier {
  const underWay = new Set<Promise<unknown>>();
  const offer = <Parameters extends readonly unknown[], T>(
    operation: ((...parameters: Parameters) => Promise<SupplierOutcome<T>>) | undefined,
  ) => {
    return async (...parameters: Parameters): Promise<SupplierOutcome<T>> => {
      if (operation === undefined) return notSupported;
      const call = operation(...parameters);
      underWay.add(call);
      try {
        return await call;
      } finally {
        underWay.delete(call);
      }
    };
  };
  return {
    capabilities: {
      ...traits,
      operations: new Set(supplierOperations.filter((name) => operations[name] !== undefined)),
    },
    searchOffers: offer(operations.searchOffers),
    searchStays: offer(operations.searchStays),
    priceOffer: offer(operations.priceOffer),
    createHold: offer(operations.createHold),
    retrieve: offer(operations.retrieve),
    checkPrice: offer(operations.checkPrice),
    issue: offer(operations.issue),
    getDocumentStatus: offer(operations.getDocumentStatus),
    voidDocuments: offer(operations.voidDocuments),
    quoteRefund: offer(operations.quoteRefund),
    refund: offer(operations.refund),
    quoteExchange: offer(operations.quoteExchange),
    exchange: offer(operations.exchange),
    cancelOrder: offer(operations.cancelOrder),
    listDocuments: offer(operations.listDocuments),
    close: async () => {
      await Promise.allSettled(underWay);
      close();
    },
  };
}

const notSupported = {
  kind: "refused",
  reason: "not_supported",
  supplierCode: "",
  supplierText: "this supplier has no such operation",
} as const;
