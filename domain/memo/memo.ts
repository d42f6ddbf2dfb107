import { Refusal } from "../refusal";

export const memoKinds = ["adm", "acm"] as const;
export type MemoKind = (typeof memoKinds)[number];

/** What airlines raise memos for (manual 4.6). */
export const memoCauses = [
  "booking_class",
  "fare",
  "tax",
  "commission",
  "improper_void",
  "improper_refund",
  "late_ticketing",
  "unticketed_pnr",
  "duplicate_booking",
  "no_show",
  "other",
] as const;
export type MemoCause = (typeof memoCauses)[number];

/** Why we do not owe what an ADM claims. */
export const disputeReasons = [
  "fare_correct",
  "tax_correct",
  "commission_correct",
  "waiver_granted",
  "within_ticketing_limit",
  "refund_authorised",
  "already_settled",
  "not_our_ticket",
  "other",
] as const;
export type DisputeReason = (typeof disputeReasons)[number];

/** Manual 4.6. DISPUTE_ACCEPTED: the airline gave way, in whole or part; DISPUTE_REJECTED: it did not. */
export const memoStates = [
  "RECEIVED",
  "UNDER_REVIEW",
  "ACCEPTED",
  "DISPUTED",
  "DISPUTE_ACCEPTED",
  "DISPUTE_REJECTED",
  "SETTLED",
] as const;
export type MemoState = (typeof memoStates)[number];

const next: Readonly<Record<MemoState, readonly MemoState[]>> = {
  RECEIVED: ["UNDER_REVIEW"],
  UNDER_REVIEW: ["ACCEPTED", "DISPUTED"],
  ACCEPTED: ["SETTLED"],
  DISPUTED: ["DISPUTE_ACCEPTED", "DISPUTE_REJECTED"],
  DISPUTE_ACCEPTED: ["SETTLED"],
  DISPUTE_REJECTED: ["SETTLED"],
  SETTLED: [],
};

/** Refuses a step that the lifecycle does not have (`MEMO_STATE_INVALID`). */
export function assertMemoStep(from: MemoState, to: MemoState): void {
  if (next[from].includes(to)) return;
  throw memoStateInvalid(from, `A memo in ${from} does not become ${to}.`);
}

export function memoStateInvalid(state: MemoState, message: string): Refusal {
  return new Refusal("MEMO_STATE_INVALID", message, { state });
}

/** Whether somebody has yet to decide on it: the deadline counts. */
export function awaitsDecision(state: MemoState): boolean {
  return state === "RECEIVED" || state === "UNDER_REVIEW";
}
