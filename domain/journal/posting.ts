import type { Money } from "../money";
import type { Valuation } from "./valuation";

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
  /** Zero where only the books' own currencies move (accounting.md 5.8). */
  readonly amount: Money;
  /** What the amount stands for in the books; absent: it is converted at the day's rate. */
  readonly carriedAt?: Valuation;
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
  /** Id of the entry that this one takes back; an entry is reversed at most once. */
  readonly reversesJournalEntryId?: number;
}

export function debit(account: string, amount: Money, dimensions: Dimensions): PostingLine {
  return { account, side: "debit", amount, dimensions };
}

export function credit(account: string, amount: Money, dimensions: Dimensions): PostingLine {
  return { account, side: "credit", amount, dimensions };
}

/** Rules state every line of their pattern; what comes to nothing is not booked. */
export function withoutZeroLines(lines: readonly PostingLine[]): PostingLine[] {
  return lines.filter(
    ({ amount, carriedAt }) =>
      amount.minor !== 0n ||
      (carriedAt !== undefined &&
        (carriedAt.functional.minor !== 0n || (carriedAt.reporting?.amount.minor ?? 0n) !== 0n)),
  );
}

export function oppositeOf(side: Side): Side {
  return side === "debit" ? "credit" : "debit";
}

/** The same lines on the other side: accounts, dimensions, amounts and rates unchanged. */
export function mirrorLines(lines: readonly PostingLine[]): PostingLine[] {
  return lines.map((line) => ({ ...line, side: oppositeOf(line.side) }));
}

/** Debits less credits, where the side follows from the sign: nothing where it comes to nothing. */
export function debitOrCredit(
  account: string,
  amount: Money,
  dimensions: Dimensions,
): PostingLine[] {
  if (amount.minor === 0n) return [];
  return amount.minor > 0n
    ? [debit(account, amount, dimensions)]
    : [credit(account, { ...amount, minor: -amount.minor }, dimensions)];
}
