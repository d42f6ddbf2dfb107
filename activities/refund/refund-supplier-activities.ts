import type { SupplierDependencies } from "../dependencies";
import { createQuoteRefundAtSupplier } from "./quote-refund-at-supplier";
import { createRefundAtSupplier } from "./refund-at-supplier";

export type RefundSupplierActivities = ReturnType<typeof createRefundSupplierActivities>;

/** Steps of a refund at the supplier: run on the supplier's own queue. */
export function createRefundSupplierActivities(dependencies: SupplierDependencies) {
  return {
    quoteRefundAtSupplier: createQuoteRefundAtSupplier(dependencies),
    refundAtSupplier: createRefundAtSupplier(dependencies),
  };
}
