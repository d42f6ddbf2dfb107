import { invariant } from "../invariant";
import { accounts } from "../journal/accounts";
import type { EntryLine } from "../journal/build-entry";
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
 * Takes open items down at their carried amounts, and posts to 5091 what each was settled for more
 * or less (accounting.md 5.8). The payment's worth is shared by cumulative rounding, so that the
 * parts are worth exactly the whole. Refuses more than an item holds (`OVER_APPLIED`).
 */
export function settleItems(
  settlements: readonly ItemSettlement[],
  currencies: EntryCurrencies,
): PostingLine[] {
  invariant(
    new Set(settlements.map(({ item }) => item)).size === settlements.length,
    "an open item is settled once in an entry",
  );
  const paidBefore = new Map<string, bigint>();
  return settlements.flatMap(({ item, amount, paid = amount }) => {
    assertWithin(item, amount, paid);
    const { currency } = paid;
    // Claims and debts apart: where they clear each other, each is worth exactly the other.
    const key = `${item.side} ${currency}`;
    const before = { currency, minor: paidBefore.get(key) ?? 0n };
    const after = { currency, minor: before.minor + paid.minor };
    paidBefore.set(key, after.minor);
    const worth = subtractValuation(valueOfDay(after, currencies), valueOfDay(before, currencies));
    const line = takeDown(item, amount, currencies);
    return [line, ...exchangeLines(line, { currency, worth }, currencies)];
  });
}

/** Lines of one account together, as far as they stand on the side; undefined where they do not. */
export function openItemOf(
  lines: readonly EntryLine[],
  side: Side,
  functional: string,
): OpenItem | undefined {
  const [first] = lines;
  if (first === undefined) return undefined;
  const net = (amountOf: (line: EntryLine) => bigint): bigint =>
    lines.reduce(
      (total, line) => (line.side === side ? total + amountOf(line) : total - amountOf(line)),
      0n,
    );
  const minor = net(({ transaction }) => transaction.minor);
  if (minor <= 0n) return undefined;
  const { account, dimensions, transaction, fxRate, reporting, reportingFxRate } = first;
  const { currency } = transaction;
  const amount = { currency, minor };
  if (currency === functional) return { account, side, amount, dimensions };
  return {
    account,
    side,
    amount,
    dimensions,
    carriedAt: {
      functional: { ...first.functional, minor: net((line) => line.functional.minor) },
      fxRate,
      reporting:
        reporting === undefined || reportingFxRate === undefined
          ? null
          : {
              amount: { ...reporting, minor: net((line) => line.reporting?.minor ?? 0n) },
              fxRate: reportingFxRate,
            },
    },
  };
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

function assertWithin({ account, amount: open }: OpenItem, amount: Money, paid: Money): void {
  if (amount.currency !== open.currency) {
    throw new Refusal("CURRENCY_MISMATCH", "An open item is settled in its own currency.", {
      left: open.currency,
      right: amount.currency,
    });
  }
  if (amount.minor <= 0n || paid.minor <= 0n) {
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

/** What a line is carried at more or less than what it is settled for, to 5091. */
export function exchangeLines(
  line: PostingLine,
  paid: { readonly currency: string; readonly worth: Valuation },
  currencies: EntryCurrencies,
): PostingLine[] {
  const { amount, carriedAt, dimensions } = line;
  if (carriedAt === undefined && paid.currency === amount.currency) return [];
  const carried = inBooksOf(currencies, amount, carriedAt ?? valueOfDay(amount, currencies));
  const sign = line.side === "debit" ? 1n : -1n;
  const functionalSurplus = carried.functional.minor - paid.worth.functional.minor;
  const reportingSurplus =
    (carried.reporting?.amount.minor ?? 0n) - (paid.worth.reporting?.amount.minor ?? 0n);
  // A functional-only line names the foreign currency that moved: the ledger allows no other.
  const isOwn = amount.currency === currencies.functional;
  const nothing = zero(isOwn ? paid.currency : amount.currency);
  const { functional, fxRate, reporting } = valueOfDay(nothing, currencies);
  return makeUp(sign * functionalSurplus, sign * reportingSurplus).map((part) => ({
    account: accounts.realisedExchange,
    side: part.side,
    amount: nothing,
    carriedAt: {
      functional: { ...functional, minor: part.functional },
      fxRate,
      ...(reporting == null
        ? {}
        : {
            reporting: {
              ...reporting,
              amount: { ...reporting.amount, minor: part.reporting },
            },
          }),
    },
    dimensions,
  }));
}

/** The same, of a line that is worth its own amount on the day. */
export function exchangeLinesOfDay(line: PostingLine, currencies: EntryCurrencies): PostingLine[] {
  if (line.carriedAt === undefined) return [];
  const { currency } = line.amount;
  return exchangeLines(line, { currency, worth: valueOfDay(line.amount, currencies) }, currencies);
}
