import { createRecordOperationFailed } from "../books/record-operation-failed";
import type { LedgerDependencies } from "../dependencies";
import { createCommitRefund } from "./commit-refund";
import { createRefundRecords } from "./follow-refund";
import { createApproveRefund, createOpenRefund } from "./open-refund";
import { createStoreRefundQuote } from "./store-refund-quote";

export type RefundActivities = ReturnType<typeof createRefundActivities>;

/** Steps of a refund in our own books. */
export function createRefundActivities(dependencies: LedgerDependencies) {
  return {
    approveRefund: createApproveRefund(dependencies),
    commitRefund: createCommitRefund(dependencies),
    openRefund: createOpenRefund(dependencies),
    recordOperationFailed: createRecordOperationFailed(dependencies),
    storeRefundQuote: createStoreRefundQuote(dependencies),
    ...createRefundRecords(dependencies),
  };
}
