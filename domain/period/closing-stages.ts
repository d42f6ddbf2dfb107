/** What closing a period in one act does, in this order. */
export const closingStages = [
  "soft_close",
  "recognition",
  "accruals",
  "revaluation",
  "year_end",
  "close",
  "lock",
  "audit_pack",
] as const;
export type ClosingStage = (typeof closingStages)[number];
