/** States of a refund (manual 13.4). */
export const refundStates = [
  "PENDING_APPROVAL",
  "APPROVED",
  "PAYBACK_PENDING",
  "COMPLETED",
  "REJECTED",
  "FAILED",
] as const;

export type RefundState = (typeof refundStates)[number];
