import { getMinorUnits } from "./currency";
import { invariant } from "./invariant";
import { Refusal } from "./refusal";

/** A count of minor units (BDT 49,650.00 is 4_965_000n) with its ISO 4217 currency. */
export interface Money {
  readonly currency: string;
  readonly minor: bigint;
}

/** Money as it crosses JSON: a decimal string with exactly the currency's decimals. */
export interface MoneyJson {
  readonly amount: string;
  readonly currency: string;
}

const decimalPattern = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/**
 * Reads a decimal string exactly. More decimals than the currency has are refused
 * (`AMOUNT_PRECISION`) unless they are zeros; anything that is no number is `AMOUNT_INVALID`.
 */
export function parseMoney({ amount, currency }: MoneyJson): Money {
  const scale = getMinorUnits(currency);
  const match = decimalPattern.exec(amount);
  if (!match) {
    throw new Refusal("AMOUNT_INVALID", `"${amount}" is not a decimal amount.`, { amount });
  }
  const [, sign = "", whole = "", fraction = ""] = match;
  const excess = fraction.slice(scale);
  if (/[1-9]/.test(excess)) {
    throw new Refusal(
      "AMOUNT_PRECISION",
      `${amount} ${currency} has more decimals than the ${scale} of ${currency}.`,
      { amount, currency, minorUnits: scale },
    );
  }
  const minor = BigInt(whole + fraction.slice(0, scale).padEnd(scale, "0"));
  return { currency, minor: sign === "-" ? -minor : minor };
}

/** `49650.00` for 4_965_000n BDT: always exactly the currency's decimals. */
export function formatAmount({ currency, minor }: Money): string {
  const scale = getMinorUnits(currency);
  const negative = minor < 0n;
  const digits = (negative ? -minor : minor).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`;
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

/** Digits before the decimal point that an amount column holds: they are DECIMAL(18,3). */
const wholeDigitsMax = 15;

/** Refuses (`AMOUNT_INVALID`) what adding or converting has made too large for the books. */
export function assertStorable({ currency, minor }: Money): void {
  const limit = 10n ** BigInt(wholeDigitsMax + getMinorUnits(currency));
  if (minor >= limit || minor <= -limit) {
    throw new Refusal(
      "AMOUNT_INVALID",
      `An amount has at most ${wholeDigitsMax} digits before the decimal point.`,
      { currency },
    );
  }
}

export function toMoneyJson(amount: Money): MoneyJson {
  return { amount: formatAmount(amount), currency: amount.currency };
}

export function money(currency: string, minor: bigint): Money {
  return { currency, minor };
}

export function zero(currency: string): Money {
  return { currency, minor: 0n };
}

export function isZero({ minor }: Money): boolean {
  return minor === 0n;
}

export function isSameMoney(left: Money, right: Money): boolean {
  return left.currency === right.currency && left.minor === right.minor;
}

export function add(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return { currency: left.currency, minor: left.minor + right.minor };
}

export function subtract(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return { currency: left.currency, minor: left.minor - right.minor };
}

export function negate({ currency, minor }: Money): Money {
  return { currency, minor: -minor };
}

export function sum(currency: string, amounts: readonly Money[]): Money {
  return amounts.reduce(add, zero(currency));
}

/** Quotient rounded to the nearest integer, halves away from zero: the ledger's only rounding. */
export function divideHalfAwayFromZero(numerator: bigint, denominator: bigint): bigint {
  invariant(denominator > 0n, "a rounding denominator is positive");
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

const ratePattern = /^(\d{1,10})(?:\.(\d{1,8}))?$/;
const rateScale = 8;

/** An FX rate or percentage as DECIMAL(18,8): `117.33320000` is 11_733_320_000n. */
export function parseRate(rate: string): bigint {
  const match = ratePattern.exec(rate);
  if (!match) throw new Refusal("AMOUNT_INVALID", `"${rate}" is not a rate.`, { rate });
  const [, whole = "", fraction = ""] = match;
  return BigInt(whole + fraction.padEnd(rateScale, "0"));
}

/** The inverse of `parseRate`. */
export function formatRate(rate: bigint): string {
  const digits = rate.toString().padStart(rateScale + 1, "0");
  return `${digits.slice(0, -rateScale)}.${digits.slice(-rateScale)}`;
}

/**
 * Converts exactly, then rounds half away from zero to the target's minor units.
 * `rate` is units of `currency` for one unit of the amount's currency.
 */
export function convert(amount: Money, currency: string, rate: string): Money {
  const numerator = amount.minor * parseRate(rate) * 10n ** BigInt(getMinorUnits(currency));
  const denominator = 10n ** BigInt(rateScale + getMinorUnits(amount.currency));
  return { currency, minor: divideHalfAwayFromZero(numerator, denominator) };
}

/** `percent` is a decimal string: 7 % of 40,000.00 is `percentageOf(fare, "7")`. */
export function percentageOf(amount: Money, percent: string): Money {
  const numerator = amount.minor * parseRate(percent);
  return {
    currency: amount.currency,
    minor: divideHalfAwayFromZero(numerator, 100n * 10n ** BigInt(rateScale)),
  };
}

/**
 * Splits by weights so that the parts sum to the whole: each part is what the rounded
 * cumulative share grows by (accounting.md 5.9), so no part is off by more than one minor unit.
 */
export function allocate(amount: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((left, right) => left + right, 0n);
  invariant(
    weights.length > 0 && total > 0n && weights.every((weight) => weight >= 0n),
    "allocation weights are non-negative and not all zero",
  );
  let elapsed = 0n;
  let allocated = 0n;
  return weights.map((weight) => {
    elapsed += weight;
    const cumulative = divideHalfAwayFromZero(amount.minor * elapsed, total);
    const part = cumulative - allocated;
    allocated = cumulative;
    return { currency: amount.currency, minor: part };
  });
}

function assertSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new Refusal(
      "CURRENCY_MISMATCH",
      `${left.currency} and ${right.currency} cannot be added or compared.`,
      { left: left.currency, right: right.currency },
    );
  }
}
