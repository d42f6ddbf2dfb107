import type { Money } from "../money";
import { add, subtract, zero } from "../money";

/** A document of a billing, in figures. */
export interface StatementFigures {
  readonly isMemo: boolean;
  readonly gross: Money;
  readonly taxes: Money;
  /** Below zero where it is ours, as BSP states it. */
  readonly commission: Money;
  /** Net of commission. */
  readonly billed: Money;
  /** What our books expect of it: 2011 less 1109. */
  readonly expected: Money;
  readonly isRemitted: boolean;
}

/** What an airline bills, or all of them. */
export interface StatementSums {
  readonly documents: number;
  /** Of sales, refunds and what else is no memo. */
  readonly gross: Money;
  /** Within the gross. */
  readonly taxes: Money;
  /** Ours; below zero where more was recalled. */
  readonly commission: Money;
  readonly memos: Money;
  readonly netDue: Money;
  readonly expected: Money;
  /** Billed less expected: above zero BSP wants more. */
  readonly difference: Money;
  /** What remittances have paid of it. */
  readonly remitted: Money;
}

export function emptyStatement(currency: string): StatementSums {
  const none = zero(currency);
  return {
    documents: 0,
    gross: none,
    taxes: none,
    commission: none,
    memos: none,
    netDue: none,
    expected: none,
    difference: none,
    remitted: none,
  };
}

/** The sums with one document more. */
export function addToStatement(sums: StatementSums, document: StatementFigures): StatementSums {
  const { isMemo, gross, taxes, commission, billed, expected, isRemitted } = document;
  return {
    documents: sums.documents + 1,
    gross: isMemo ? sums.gross : add(sums.gross, gross),
    taxes: isMemo ? sums.taxes : add(sums.taxes, taxes),
    commission: isMemo ? sums.commission : subtract(sums.commission, commission),
    memos: isMemo ? add(sums.memos, billed) : sums.memos,
    netDue: add(sums.netDue, billed),
    expected: add(sums.expected, expected),
    difference: add(sums.difference, subtract(billed, expected)),
    remitted: isRemitted ? add(sums.remitted, billed) : sums.remitted,
  };
}
