import type { Money } from "../money";
import { add, subtract, zero } from "../money";
import { resultOf } from "./profit-and-loss";
import type { StatementAccount } from "./statement-account";
import type { Turnovers } from "./turnovers";
import { balanceOf, without } from "./turnovers";

/** Credits less debits: what adds to equity is above zero. */
export interface EquityColumns {
  readonly opening: Money;
  /** Earned in the range, by income and expense. */
  readonly result: Money;
  /** Moved between the result and retained earnings by year-end entries. */
  readonly transferred: Money;
  /** Paid in, paid out, and whatever else was posted to the account. */
  readonly other: Money;
  readonly closing: Money;
}

export interface ChangesInEquity {
  readonly currency: string;
  readonly accounts: readonly (EquityColumns & { readonly account: StatementAccount })[];
  /** The result that no year-end entry has transferred yet. */
  readonly unappropriated: EquityColumns;
  readonly totals: EquityColumns;
}

/** Equity from the opening of a range to its closing (IAS 1.106). */
export function buildChangesInEquity(
  accounts: readonly StatementAccount[],
  {
    opening,
    period,
    yearEnd,
  }: { readonly opening: Turnovers; readonly period: Turnovers; readonly yearEnd: Turnovers },
): ChangesInEquity {
  const { currency } = period;
  const none = zero(currency);
  const ordinary = without(period, yearEnd);
  const ofAccount = (turnovers: Turnovers, { accountId }: StatementAccount) =>
    subtract(none, balanceOf(turnovers, accountId));
  const ofEquity = accounts
    .filter((account) => account.class === "equity")
    .map((account) => ({
      account,
      ...closed({
        opening: ofAccount(opening, account),
        result: none,
        transferred: ofAccount(yearEnd, account),
        other: ofAccount(ordinary, account),
      }),
    }));
  const unappropriated = closed({
    opening: resultOf(accounts, opening),
    result: resultOf(accounts, ordinary),
    transferred: resultOf(accounts, yearEnd),
    other: none,
  });
  const total = (column: keyof EquityColumns) =>
    [unappropriated, ...ofEquity].reduce((sum, row) => add(sum, row[column]), none);
  return {
    currency,
    accounts: ofEquity,
    unappropriated,
    totals: {
      opening: total("opening"),
      result: total("result"),
      transferred: total("transferred"),
      other: total("other"),
      closing: total("closing"),
    },
  };
}

function closed(columns: Omit<EquityColumns, "closing">): EquityColumns {
  const { opening, result, transferred, other } = columns;
  return { ...columns, closing: [result, transferred, other].reduce(add, opening) };
}
