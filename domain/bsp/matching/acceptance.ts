import type { Money } from "../../money";
import { zero } from "../../money";
import type { DifferenceKind } from "./differences";
import { transactionKindOf } from "./transaction-kinds";

/** A difference of a file, with what has to be known of it before it is posted. */
export interface AcceptableDifference {
  readonly kind: DifferenceKind;
  readonly field: string | null;
  /** Stated less expected. */
  readonly difference: Money;
  /** Whether the file counts: not while it is imported, nor once a corrected one replaces it. */
  readonly isCounted: boolean;
  /** What the file says in all, with its signs; undefined where it has no such transaction. */
  readonly stated:
    | { readonly code: string; readonly gross: Money; readonly commission: Money }
    | undefined;
  /** The ticket of ours that it is of. */
  readonly ticket: { readonly status: string; readonly isOfBsp: boolean } | undefined;
  /** Whether the whole price is remitted, and none of it was charged by the airline. */
  readonly isCash: boolean;
}

/** What accepting it moves: the claim in 2011 and our commission in 1109; or why no rule has it. */
export type Acceptance =
  | { readonly kind: "posts"; readonly claim: Money; readonly commission: Money }
  | { readonly kind: "none"; readonly reason: UnpostableReason };

export type UnpostableReason = keyof typeof unpostableReasons;

export const unpostableReasons = {
  file_not_counted: "Its file is not imported, or a corrected one has replaced it.",
  ticket_unknown: "Our books have no ticket that it is of: book the sale or refund, or dispute it.",
  ticket_not_of_bsp: "Its airline is not settled through BSP.",
  no_rule:
    "No posting rule has this kind of difference: settle it, and resolve it without posting.",
  paid_by_card:
    "The airline charged the card itself: the difference changes nothing that we remit.",
  nothing_to_post: "It comes to nothing.",
} as const;

/** Figures of the price: what differs in them differs in what the airline claims. */
const claimed: readonly (string | null)[] = ["fare", "penalty", "gross"];

/** What accounting.md 5.7 has a rule for; anything else is left to people, and never guessed. */
export function acceptDifference(exception: AcceptableDifference): Acceptance {
  const { difference, isCounted, ticket, stated } = exception;
  if (!isCounted) return none("file_not_counted");
  if (stated === undefined) return none("no_rule");
  if (ticket === undefined) return none("ticket_unknown");
  if (!ticket.isOfBsp) return none("ticket_not_of_bsp");
  const nothing = zero(difference.currency);
  switch (partOf(exception)) {
    case "none":
      return none("no_rule");
    case "commission":
      return posts(nothing, difference);
    case "claim":
      return exception.isCash ? posts(difference, nothing) : none("paid_by_card");
    case "whole":
      return exception.isCash ? posts(stated.gross, stated.commission) : none("paid_by_card");
  }
}

/** A ticket or EMD that we voided and BSP bills all the same is billed whole. */
function partOf({ kind, field, stated, ticket }: AcceptableDifference) {
  if (kind === "commission") return "commission";
  if (kind === "tax" || (kind === "amount" && claimed.includes(field))) return "claim";
  const isBilledVoid = stated !== undefined && isSale(stated.code) && ticket?.status === "VOIDED";
  return kind === "missing_in_books" && isBilledVoid ? "whole" : "none";
}

function isSale(code: string): boolean {
  return transactionKindOf(code) === "sale";
}

function posts(claim: Money, commission: Money): Acceptance {
  if (claim.minor === 0n && commission.minor === 0n) return none("nothing_to_post");
  return { kind: "posts", claim, commission };
}

function none(reason: UnpostableReason): Acceptance {
  return { kind: "none", reason };
}
