import { getMinorUnits } from "../currency";
import { invariant } from "../invariant";
import type { Money } from "../money";
import { assertStorable, convert, zero } from "../money";
import { Refusal } from "../refusal";
import { accounts } from "./accounts";
import type { Dimensions, PostingLine, Side } from "./posting";

export interface EntryLine {
  readonly lineNumber: number;
  readonly account: string;
  readonly side: Side;
  readonly transaction: Money;
  readonly functional: Money;
  /** Units of functional currency for one unit of transaction currency, taken at posting. */
  readonly fxRate: string;
  readonly reporting?: Money;
  readonly reportingFxRate?: string;
  readonly dimensions: Dimensions;
}

export interface BuiltEntry {
  readonly lines: readonly EntryLine[];
  /** Sum of the debits, equal to that of the credits. */
  readonly functionalTotal: Money;
}

export interface EntryCurrencies {
  readonly functional: string;
  readonly reporting?: string;
  /** Rate to `to` for one unit of `from`; refuses with `FX_RATE_MISSING` where none is known. */
  readonly rateOf: (from: string, to: string) => string;
}

/**
 * Turns posting lines into the lines of a balanced entry: converts each exactly, rounds it once,
 * and posts what rounding alone leaves over to 5099 (accounting.md 2). Anything larger is refused.
 */
export function buildEntry(lines: readonly PostingLine[], currencies: EntryCurrencies): BuiltEntry {
  if (lines.length < 2) {
    throw new Refusal("JE_UNBALANCED", "An entry has at least two lines.");
  }
  for (const line of lines) assertPositive(line);
  assertBalancesInTransactionCurrency(lines);
  const converted = lines.map((line) => convertLine(line, currencies));
  const complete = [...converted, ...roundingLines(converted, currencies)].map((line, index) => ({
    ...line,
    lineNumber: index + 1,
  }));
  const functionalTotal = sideTotal(complete, "debit", ({ functional }) => functional.minor);
  invariant(
    functionalTotal === sideTotal(complete, "credit", ({ functional }) => functional.minor),
    "an entry balances in functional currency",
  );
  const entry = {
    lines: complete,
    functionalTotal: { currency: currencies.functional, minor: functionalTotal },
  };
  assertEntryStorable(entry);
  return entry;
}

/** Conversion may make of a sound amount one that no column holds. */
function assertEntryStorable({ lines, functionalTotal }: BuiltEntry): void {
  assertStorable(functionalTotal);
  for (const { transaction, reporting } of lines) {
    assertStorable(transaction);
    if (reporting !== undefined) assertStorable(reporting);
  }
}

type ConvertedLine = Omit<EntryLine, "lineNumber">;

function convertLine(line: PostingLine, currencies: EntryCurrencies): ConvertedLine {
  const { functional, reporting, rateOf } = currencies;
  const fxRate = rateFrom(line.amount.currency, functional, rateOf);
  const base = {
    account: line.account,
    side: line.side,
    transaction: line.amount,
    functional: convert(line.amount, functional, fxRate),
    fxRate,
    dimensions: line.dimensions,
  };
  if (reporting === undefined) return base;
  const reportingFxRate = rateFrom(line.amount.currency, reporting, rateOf);
  return { ...base, reporting: convert(line.amount, reporting, reportingFxRate), reportingFxRate };
}

function rateFrom(from: string, to: string, rateOf: EntryCurrencies["rateOf"]): string {
  return from === to ? "1.00000000" : rateOf(from, to);
}

/**
 * What conversion left over, as a line of its own: nothing in transaction currency, and at most
 * one minor unit for each line that was converted.
 */
function roundingLines(
  lines: readonly ConvertedLine[],
  { functional, reporting }: EntryCurrencies,
): ConvertedLine[] {
  const functionalDifference = difference(lines, (line) => line.functional.minor);
  const reportingDifference = difference(lines, (line) => line.reporting?.minor ?? 0n);
  if (functionalDifference === 0n && reportingDifference === 0n) return [];
  assertOnlyRounding(lines, functionalDifference, functional);
  if (reporting !== undefined) assertOnlyRounding(lines, reportingDifference, reporting);
  // A line in the functional currency has equal amounts in both, so this one names a currency
  // that was converted, wherever there is one.
  const origin = lines.find((line) => line.transaction.currency !== functional) ?? lines[0];
  invariant(origin !== undefined, "an entry has lines");
  return oneSided(functionalDifference, reportingDifference).map((part) => ({
    account: accounts.roundingDifference,
    side: part.side,
    transaction: zero(origin.transaction.currency),
    functional: { currency: functional, minor: part.functional },
    fxRate: origin.fxRate,
    ...(reporting === undefined
      ? {}
      : {
          reporting: { currency: reporting, minor: part.reporting },
          reportingFxRate: origin.reportingFxRate ?? "1.00000000",
        }),
    dimensions: sharedDimensions(lines),
  }));
}

/** Functional and reporting difference share a line where they fall on the same side. */
function oneSided(
  functional: bigint,
  reporting: bigint,
): { side: Side; functional: bigint; reporting: bigint }[] {
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

function assertOnlyRounding(lines: readonly ConvertedLine[], left: bigint, currency: string): void {
  const convertedCount = lines.filter((line) => line.transaction.currency !== currency).length;
  const allowed = BigInt(convertedCount);
  if (left > allowed || left < -allowed) {
    throw new Refusal(
      "JE_UNBALANCED",
      `Debits and credits differ by more than rounding explains in ${currency}.`,
      { currency, differenceMinor: left.toString(), minorUnits: getMinorUnits(currency) },
    );
  }
}

/** Where all lines share one transaction currency they balance in it to the last minor unit. */
function assertBalancesInTransactionCurrency(lines: readonly PostingLine[]): void {
  const currencies = new Set(lines.map(({ amount }) => amount.currency));
  if (currencies.size !== 1) return;
  const left = lines.reduce(
    (total, { side, amount }) => (side === "debit" ? total + amount.minor : total - amount.minor),
    0n,
  );
  if (left !== 0n) {
    const [currency = ""] = currencies;
    throw new Refusal("JE_UNBALANCED", `Debits and credits differ in ${currency}.`, {
      currency,
      differenceMinor: left.toString(),
    });
  }
}

function assertPositive({ account, amount }: PostingLine): void {
  if (amount.minor <= 0n) {
    throw new Refusal("AMOUNT_INVALID", "A journal line has an amount above zero.", { account });
  }
}

function sharedDimensions(lines: readonly ConvertedLine[]): Dimensions {
  const bookings = new Set(lines.map(({ dimensions }) => dimensions.bookingId));
  const [bookingId] = bookings;
  return bookings.size === 1 && bookingId !== undefined ? { bookingId } : {};
}

function difference(
  lines: readonly ConvertedLine[],
  minorOf: (line: ConvertedLine) => bigint,
): bigint {
  return sideTotal(lines, "debit", minorOf) - sideTotal(lines, "credit", minorOf);
}

function sideTotal<Line extends { readonly side: Side }>(
  lines: readonly Line[],
  side: Side,
  minorOf: (line: Line) => bigint,
): bigint {
  return lines
    .filter((line) => line.side === side)
    .reduce((total, line) => total + minorOf(line), 0n);
}
