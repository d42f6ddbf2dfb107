/** Why an operation asks a person; docs/runbook.md says what each means and what to do. */
export const attentionReasons = [
  "confirmed_late",
  "documents_unmatched",
  "exchange_unmatched",
  "exchanged_elsewhere",
  "hold_unknown",
  "order_unbooked",
  "posting_refused",
  "refund_incomplete",
  "refund_not_settled",
  "supplier_silent",
  "ticketed_elsewhere",
  "void_incomplete",
] as const;

export type AttentionReason = (typeof attentionReasons)[number];

/** What a person may decide; which of them, the workflow says with the reason. */
export const attentionActions = ["retry", "adopt", "abandon", "dismiss"] as const;

export type AttentionAction = (typeof attentionActions)[number];
