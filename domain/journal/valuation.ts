import type { Money } from "../money";
import { convert, divideHalfAwayFromZero } from "../money";
import type { Side } from "./posting";

/**
 * What an amount is worth in the books where that is settled already: an open item's carried
 * amount, a deferral's historical rate. It is never translated anew (accounting.md 2).
 */
export interface Valuation {
  readonly functional: Money;
  /** Units of functional currency for one unit of transaction currency, when it was booked. */
  readonly fxRate: string;
  /** Absent: converted at the day's rate. Null: booked without one, and stays so. */
  readonly reporting?: Reported | null;
}

interface Reported {
  readonly amount: Money;
  readonly fxRate: string;
}

export interface EntryCurrencies {
  readonly functional: string;
  readonly reporting?: string;
  /** Rate to `to` for one unit of `from`; refuses with `FX_RATE_MISSING` where none is known. */
  readonly rateOf: (from: string, to: string) => string;
}

/** Converts exactly and rounds once, at the day's rates. */
export function valueOfDay(amount: Money, currencies: EntryCurrencies): Valuation {
  const { functional, reporting } = currencies;
  const fxRate = rateBetween(amount.currency, functional, currencies);
  const value = { functional: convert(amount, functional, fxRate), fxRate };
  return reporting === undefined
    ? value
    : { ...value, reporting: reportOfDay(amount, reporting, currencies) };
}

export function reportOfDay(
  amount: Money,
  reporting: string,
  currencies: Pick<EntryCurrencies, "rateOf">,
): Reported {
  const fxRate = rateBetween(amount.currency, reporting, currencies);
  return { amount: convert(amount, reporting, fxRate), fxRate };
}

function rateBetween(
  from: string,
  to: string,
  { rateOf }: Pick<EntryCurrencies, "rateOf">,
): string {
  return from === to ? "1.00000000" : rateOf(from, to);
}

/**
 * A carried amount as an entry of these books can take it: what was reported in another currency
 * than today's, or not at all, is converted at the day's rate.
 */
export function inBooksOf(
  currencies: EntryCurrencies,
  amount: Money,
  { functional, fxRate, reporting }: Valuation,
): Valuation {
  const value = { functional, fxRate };
  if (currencies.reporting === undefined) return value;
  return reporting?.amount.currency === currencies.reporting
    ? { ...value, reporting }
    : { ...value, reporting: reportOfDay(amount, currencies.reporting, currencies) };
}

/** What a part of an amount is worth; the whole is worth exactly the valuation. */
export function portionOf(valuation: Valuation, part: Money, whole: Money): Valuation {
  if (part.minor === whole.minor) return valuation;
  const share = (amount: Money): Money => ({
    currency: amount.currency,
    minor: divideHalfAwayFromZero(amount.minor * part.minor, whole.minor),
  });
  const { functional, fxRate, reporting } = valuation;
  return withReporting(
    { functional: share(functional), fxRate },
    reporting && { amount: share(reporting.amount), fxRate: reporting.fxRate },
  );
}

/** `left` less `right`, at the rate of `left`; both of the same currencies. */
export function subtractValuation(left: Valuation, right: Valuation): Valuation {
  return combine(left, right, -1n);
}

export function addValuations(left: Valuation, right: Valuation): Valuation {
  return combine(left, right, 1n);
}

function combine(left: Valuation, right: Valuation, sign: bigint): Valuation {
  const of = (first: Money, second: Money): Money => ({
    currency: first.currency,
    minor: first.minor + sign * second.minor,
  });
  const functional = of(left.functional, right.functional);
  return withReporting(
    { functional, fxRate: left.fxRate },
    left.reporting && right.reporting
      ? { amount: of(left.reporting.amount, right.reporting.amount), fxRate: left.reporting.fxRate }
      : left.reporting,
  );
}

function withReporting(
  value: Pick<Valuation, "functional" | "fxRate">,
  reporting: Valuation["reporting"],
): Valuation {
  return reporting === undefined ? value : { ...value, reporting };
}

interface MadeUp {
  readonly side: Side;
  readonly functional: bigint;
  readonly reporting: bigint;
}

/**
 * What makes up surpluses of debits (a credit) or of credits (a debit, where negative): one line
 * where functional and reporting difference fall on the same side, else one for each.
 */
export function makeUp(functional: bigint, reporting: bigint): MadeUp[] {
  const parts = [
    { side: sideOf(functional), functional: magnitude(functional), reporting: 0n },
    { side: sideOf(reporting), functional: 0n, reporting: magnitude(reporting) },
  ].filter((part) => part.functional !== 0n || part.reporting !== 0n);
  const [first, second] = parts;
  if (first && second && first.side === second.side) {
    return [{ side: first.side, functional: first.functional, reporting: second.reporting }];
  }
  return parts;
}

/** A surplus of debits is made up by a credit. */
function sideOf(minor: bigint): Side {
  return minor > 0n ? "credit" : "debit";
}

function magnitude(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
