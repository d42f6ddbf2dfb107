import { accounts } from "../journal/accounts";
import type { Dimensions, PostingLine, Side } from "../journal/posting";
import { oppositeOf } from "../journal/posting";
import type { EntryCurrencies, Valuation } from "../journal/valuation";
import { inBooksOf, makeUp, portionOf, subtractValuation, valueOfDay } from "../journal/valuation";
import type { Money } from "../money";
import { zero } from "../money";
import { Refusal } from "../refusal";

/** What an account still holds of one document, as it stands in the books. */
export interface OpenItem {
  readonly account: string;
  /** Where the balance stands: a receivable's on the debit side. */
  readonly side: Side;
  readonly amount: Money;
  /** In foreign currency: its carried amount, less what was settled before. */
  readonly carriedAt?: Valuation;
  readonly dimensions: Dimensions;
}

export interface ItemSettlement {
  readonly item: OpenItem;
  /** In the item's currency: all of it, or less. */
  readonly amount: Money;
  /** What was paid for it, where that is in another currency. */
  readonly paid?: Money;
}

/**
 * Takes an open item down at its carried amount, and posts what the payment is worth more or less
 * to 5091 (accounting.md 5.8). Refuses more than the item holds (`OVER_APPLIED`).
 */
export function settleItem(
  { item, amount, paid }: ItemSettlement,
  currencies: EntryCurrencies,
): PostingLine[] {
  const line = takeDown(item, amount, currencies);
  return [line, ...exchangeLines(line, paid ?? amount, currencies)];
}

/** What is left of the item; undefined where nothing is. */
export function restOf(item: OpenItem, settled: Money): OpenItem | undefined {
  const rest = { currency: item.amount.currency, minor: item.amount.minor - settled.minor };
  if (rest.minor === 0n) return undefined;
  const { carriedAt } = item;
  if (carriedAt === undefined) return { ...item, amount: rest };
  const taken = portionOf(carriedAt, settled, item.amount);
  return { ...item, amount: rest, carriedAt: subtractValuation(carriedAt, taken) };
}

function takeDown(item: OpenItem, amount: Money, currencies: EntryCurrencies): PostingLine {
  assertWithin(item, amount);
  return {
    account: item.account,
    side: oppositeOf(item.side),
    amount,
    ...(item.carriedAt === undefined
      ? {}
      : {
          carriedAt: inBooksOf(currencies, amount, portionOf(item.carriedAt, amount, item.amount)),
        }),
    dimensions: item.dimensions,
  };
}

function assertWithin({ account, amount: open }: OpenItem, amount: Money): void {
  if (amount.currency !== open.currency) {
    throw new Refusal("CURRENCY_MISMATCH", "An open item is settled in its own currency.", {
      left: open.currency,
      right: amount.currency,
    });
  }
  if (amount.minor <= 0n) {
    throw new Refusal("AMOUNT_INVALID", "An amount above zero settles an open item.", { account });
  }
  if (amount.minor > open.minor) {
    throw new Refusal("OVER_APPLIED", "No more can be settled than the open item holds.", {
      account,
      openMinor: open.minor.toString(),
      appliedMinor: amount.minor.toString(),
      currency: open.currency,
    });
  }
}

/** The difference between what a line is carried at and what it is worth on the day, to 5091. */
export function exchangeLines(
  line: PostingLine,
  worth: Money,
  currencies: EntryCurrencies,
): PostingLine[] {
  const { amount, carriedAt, dimensions } = line;
  const { functional } = currencies;
  if (carriedAt === undefined && worth.currency === amount.currency) return [];
  const carried = inBooksOf(currencies, amount, carriedAt ?? valueOfDay(amount, currencies));
  const ofDay = valueOfDay(worth, currencies);
  const sign = line.side === "debit" ? 1n : -1n;
  const surplusOfDebits = makeUp(
    sign * (carried.functional.minor - ofDay.functional.minor),
    sign * ((carried.reporting?.amount.minor ?? 0n) - (ofDay.reporting?.amount.minor ?? 0n)),
  );
  // A functional-only line names the foreign currency that moved: the ledger allows no other.
  const nothing = zero(amount.currency === functional ? worth.currency : amount.currency);
  const rates = valueOfDay(nothing, currencies);
  return surplusOfDebits.map((part) => ({
    account: accounts.realisedExchange,
    side: part.side,
    amount: nothing,
    carriedAt: {
      ...rates,
      functional: { ...rates.functional, minor: part.functional },
      ...(rates.reporting == null
        ? {}
        : {
            reporting: {
              ...rates.reporting,
              amount: { ...rates.reporting.amount, minor: part.reporting },
            },
          }),
    },
    dimensions,
  }));
}
