/** Kinds of entries that statements tell apart (`journal_entries.source_type`). */
export const sourceTypes = {
  /** Income and expense of a fiscal year to retained earnings: no income and no expense itself. */
  yearEnd: "year_end",
  /** What was earned, by a run: of a booking each. */
  recognition: "recognition",
  /** Foreign monetary items at the closing rate, and the reversal on the next day: no cash moves. */
  revaluation: "revaluation",
  /** What suppliers owe on top of commission, as far as it is probable. */
  overrideAccrual: "override_accrual",
} as const;
