/**
 * How a call to a supplier ended.
 * `refused`: the supplier said no, nothing happened there. `notDone`: the request never reached
 * it or was turned away unread, trying again is safe. `unknown`: it may have acted; ask first.
 */
export type SupplierOutcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | Refused
  | NotDone
  | Unknown;

export interface Refused {
  readonly kind: "refused";
  readonly reason: SupplierRefusalReason;
  /** The supplier's own code and text, redacted, for the operator. */
  readonly supplierCode: string;
  readonly supplierText: string;
  /**
   * It was said to the question what came of an earlier request, before anything was asked for anew:
   * of that request nothing is known.
   */
  readonly isAboutEarlier?: true;
}

export interface NotDone {
  readonly kind: "notDone";
  readonly message: string;
  readonly retryAfterMs?: number;
}

export interface Unknown {
  readonly kind: "unknown";
  readonly message: string;
  /** It was taken, and the supplier confirms it later. */
  readonly isPending?: boolean;
  /** It need not be asked before. */
  readonly retryAfterMs?: number;
}

/** Why a supplier says no, in our words; every adapter maps its supplier's codes to these. */
export const supplierRefusalReasons = [
  "reservation_not_found",
  "reservation_invalid",
  "already_ticketed",
  "document_not_found",
  "void_window_closed",
  "not_refundable",
  "not_exchangeable",
  "price_changed",
  "offer_expired",
  "payment_declined",
  "credentials_rejected",
  "not_supported",
  "rejected",
] as const;
export type SupplierRefusalReason = (typeof supplierRefusalReasons)[number];

/** What is not `done`. */
export type Undone = Refused | NotDone | Unknown;

/**
 * Of the look with which an act begins. Refused it tells nothing of an earlier request of the act:
 * that there is no such reservation does not say what was sold or given back of it.
 */
export function asLook<T>(outcome: SupplierOutcome<T>): SupplierOutcome<T> {
  return outcome.kind === "refused" ? { ...outcome, isAboutEarlier: true } : outcome;
}

export function describeUndone(outcome: Undone): string {
  return outcome.kind === "refused"
    ? `${outcome.supplierCode} ${outcome.supplierText}`.trim()
    : outcome.message;
}
