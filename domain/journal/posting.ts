import type { Money } from "../money";

export type Side = "debit" | "credit";

/** Who and what a line concerns. Numbers are database ids of the same partner. */
export interface Dimensions {
  readonly customerId?: number;
  readonly supplierId?: number;
  readonly bookingId?: number;
  readonly ticketId?: number;
  readonly branchId?: number;
  /** Day of the service, `YYYY-MM-DD`. */
  readonly serviceDate?: string;
  readonly productCode?: string;
  readonly taxCode?: string;
}

/** One line before it is booked: an account by its code, a side, and a positive amount. */
export interface PostingLine {
  readonly account: string;
  readonly side: Side;
  readonly amount: Money;
  readonly dimensions: Dimensions;
}

/** A business event on its way into the journal. */
export interface Posting {
  /** Unique per partner: the same event can never post twice. */
  readonly postingKey: string;
  readonly sourceType: string;
  /** Public id of what it comes from. */
  readonly sourceId: string;
  /** When it happened, `YYYY-MM-DD` in the partner's time zone. */
  readonly eventDate: string;
  readonly description: string;
  readonly lines: readonly PostingLine[];
}

export function debit(account: string, amount: Money, dimensions: Dimensions): PostingLine {
  return { account, side: "debit", amount, dimensions };
}

export function credit(account: string, amount: Money, dimensions: Dimensions): PostingLine {
  return { account, side: "credit", amount, dimensions };
}

/** Rules state every line of their pattern; what comes to nothing is not booked. */
export function withoutZeroLines(lines: readonly PostingLine[]): PostingLine[] {
  return lines.filter(({ amount }) => amount.minor !== 0n);
}
