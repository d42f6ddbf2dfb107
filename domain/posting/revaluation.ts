import { accounts, defaultChartOfAccounts } from "../journal/accounts";
import type { PostingLine, Side } from "../journal/posting";
import { mirrorLines, oppositeOf } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import { convert, zero } from "../money";
import type { OpenItem } from "./open-item";

/**
 * Of the default chart: money and what is to be received or paid in a fixed amount of it (IAS 21.16).
 * Deferred revenue and cost, income and expense stay at their historical rate.
 */
export const monetaryAccounts: ReadonlySet<string> = new Set(
  defaultChartOfAccounts.filter(({ monetary }) => monetary).map(({ code }) => code),
);

export interface RevaluationEvent {
  /** Open items at the period's end, and foreign balances of banks and drawers. */
  readonly items: readonly OpenItem[];
  /** The partner's own; it may extend the default chart. */
  readonly monetary: ReadonlySet<string>;
}

export interface RevaluationPosting {
  /** On the last day of the period. */
  readonly lines: readonly PostingLine[];
  /** On the first day of the next, so that settlement counts the difference once. */
  readonly reversal: readonly PostingLine[];
}

/**
 * Revalues foreign monetary items at the closing rate (accounting.md 5.8, IAS 21.23): functional
 * alone, zero in transaction currency, against 5092. Reporting amounts are left as they are:
 * translating them is a matter of presentation (IAS 21.39).
 */
export function postRevaluation(
  { items, monetary }: RevaluationEvent,
  closing: EntryCurrencies,
): RevaluationPosting {
  const lines = items
    .filter(
      ({ account, amount }) => monetary.has(account) && amount.currency !== closing.functional,
    )
    .flatMap((item) => revalue(item, closing));
  return { lines, reversal: mirrorLines(lines) };
}

function revalue(item: OpenItem, { functional, rateOf }: EntryCurrencies): PostingLine[] {
  const { account, side, amount, carriedAt, dimensions } = item;
  const fxRate = rateOf(amount.currency, functional);
  const carried = carriedAt?.functional ?? convert(amount, functional, fxRate);
  const more = convert(amount, functional, fxRate).minor - carried.minor;
  if (more === 0n) return [];
  const line = (on: string, to: Side): PostingLine => ({
    account: on,
    side: to,
    amount: zero(amount.currency),
    carriedAt: { functional: { currency: functional, minor: more < 0n ? -more : more }, fxRate },
    dimensions,
  });
  const grows = more > 0n ? side : oppositeOf(side);
  return [line(account, grows), line(accounts.unrealisedExchange, oppositeOf(grows))];
}
