/** accounting.md 3, and that the year is moved to retained earnings before its last period closes. */
export const checklistItems = [
  "earlier_periods_closed",
  "later_periods_open",
  "supplier_intents_resolved",
  "bookings_decided",
  "bsp_settled",
  "bank_reconciled",
  "recognition_run",
  "revaluation_done",
  "credit_loss_updated",
  "year_end_posted",
  "trial_balance_zero",
  "subledgers_agree",
  "audit_chain_intact",
  "signed_off",
] as const;

export type ChecklistCode = (typeof checklistItems)[number];

/**
 * What travoBooks does not do by itself yet: where there is something to do, a person has to have
 * done it, and says so.
 */
export const attestableItems: readonly ChecklistCode[] = [
  "bsp_settled",
  "bank_reconciled",
  "recognition_run",
  "credit_loss_updated",
];

export interface ChecklistItem {
  readonly item: ChecklistCode;
  readonly status: "passed" | "failed" | "not_applicable" | "attested";
  /** What was counted or summed. */
  readonly figure: string;
  readonly text: string;
  /** Where to look at what blocks it: a path of the API. */
  readonly link: string | null;
}

export interface Attestation {
  readonly item: ChecklistCode;
  readonly note: string;
}

/** An item that failed passes by a person's word, where it is one of those that can. */
export function attest(
  items: readonly ChecklistItem[],
  attestations: readonly Attestation[],
): ChecklistItem[] {
  return items.map((item) => {
    const attestation = attestations.find((each) => each.item === item.item);
    const applies =
      attestation !== undefined && item.status === "failed" && attestableItems.includes(item.item);
    return applies
      ? { ...item, status: "attested", text: `${item.text} Attested: ${attestation.note}` }
      : item;
  });
}

export function failedItems(items: readonly ChecklistItem[]): ChecklistItem[] {
  return items.filter(({ status }) => status === "failed");
}
