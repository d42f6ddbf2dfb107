import { getMinorUnits } from "../currency";
import { invariant } from "../invariant";
import type { Money } from "../money";
import { assertStorable, parseRate, zero } from "../money";
import { Refusal } from "../refusal";
import { accounts } from "./accounts";
import type { Dimensions, PostingLine, Side } from "./posting";
import type { EntryCurrencies } from "./valuation";
import { makeUp, reportOfDay, valueOfDay } from "./valuation";

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

/**
 * Turns posting lines into the lines of a balanced entry: converts each exactly, rounds it once,
 * and posts what rounding alone leaves over to 5099 (accounting.md 2). Anything larger is refused.
 * A line with a valuation of its own keeps it to the last minor unit.
 */
export function buildEntry(lines: readonly PostingLine[], currencies: EntryCurrencies): BuiltEntry {
  if (lines.length < 2) {
    throw new Refusal("JE_UNBALANCED", "An entry has at least two lines.");
  }
  for (const line of lines) assertAmounts(line, currencies.functional);
  assertBalancesInTransactionCurrency(lines);
  const valued = lines.map((line) => valueLine(line, currencies));
  assertOneReportingCurrency(valued);
  const complete = [...valued.map(({ entry }) => entry), ...roundingLines(valued, currencies)].map(
    (line, index) => ({ ...line, lineNumber: index + 1 }),
  );
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

type UnnumberedLine = Omit<EntryLine, "lineNumber">;

interface ValuedLine {
  readonly entry: UnnumberedLine;
  /** Whether the day's rate was applied, so that rounding may have left something over. */
  readonly isConverted: Readonly<Record<"functional" | "reporting", boolean>>;
}

function valueLine(line: PostingLine, currencies: EntryCurrencies): ValuedLine {
  const { amount, carriedAt } = line;
  const value = carriedAt ?? valueOfDay(amount, currencies);
  const reporting =
    value.reporting === undefined && currencies.reporting !== undefined
      ? reportOfDay(amount, currencies.reporting, currencies)
      : value.reporting;
  return {
    entry: {
      account: line.account,
      side: line.side,
      transaction: amount,
      functional: value.functional,
      fxRate: value.fxRate,
      dimensions: line.dimensions,
      ...(reporting == null
        ? {}
        : { reporting: reporting.amount, reportingFxRate: reporting.fxRate }),
    },
    isConverted: {
      functional: carriedAt === undefined && amount.currency !== currencies.functional,
      reporting:
        carriedAt?.reporting === undefined && amount.currency !== reporting?.amount.currency,
    },
  };
}

/**
 * What conversion left over, as a line of its own: nothing in transaction currency, and at most
 * one minor unit for each line in a foreign currency. Where nothing was converted, nothing.
 */
function roundingLines(
  valued: readonly ValuedLine[],
  { functional, reporting }: EntryCurrencies,
): UnnumberedLine[] {
  const lines = valued.map(({ entry }) => entry);
  const functionalDifference = difference(lines, (line) => line.functional.minor);
  const reportingDifference = difference(lines, (line) => line.reporting?.minor ?? 0n);
  if (functionalDifference === 0n && reportingDifference === 0n) return [];
  assertOnlyRounding(valued, functionalDifference, { kind: "functional", currency: functional });
  const reported = lines.find((line) => line.reporting !== undefined)?.reporting?.currency;
  if (reported !== undefined) {
    assertOnlyRounding(valued, reportingDifference, { kind: "reporting", currency: reported });
  }
  // A line in the functional currency has equal amounts in both, so this one names a currency
  // that was converted, wherever there is one.
  const origin = lines.find((line) => line.transaction.currency !== functional) ?? lines[0];
  invariant(origin !== undefined, "an entry has lines");
  return makeUp(functionalDifference, reportingDifference).map((part) => ({
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

function assertOnlyRounding(
  lines: readonly ValuedLine[],
  left: bigint,
  { kind, currency }: { readonly kind: "functional" | "reporting"; readonly currency: string },
): void {
  const allowed = BigInt(lines.filter(({ isConverted }) => isConverted[kind]).length);
  if (left > allowed || left < -allowed) {
    throw new Refusal(
      "JE_UNBALANCED",
      `Debits and credits differ by more than rounding explains in ${currency}.`,
      { currency, differenceMinor: left.toString(), minorUnits: getMinorUnits(currency) },
    );
  }
}

/** A reversal keeps the reporting currency its entry had; no entry has two. */
function assertOneReportingCurrency(lines: readonly ValuedLine[]): void {
  const found = new Set(
    lines.flatMap(({ entry }) => (entry.reporting === undefined ? [] : [entry.reporting.currency])),
  );
  if (found.size > 1) {
    throw new Refusal("CURRENCY_MISMATCH", "An entry is reported in one currency.", {
      currencies: [...found].join(" "),
    });
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

function assertAmounts(line: PostingLine, functional: string): void {
  const { account, amount, carriedAt } = line;
  if (carriedAt !== undefined) {
    assertCarried(line, carriedAt, functional);
  } else if (amount.minor <= 0n) {
    throw new Refusal("AMOUNT_INVALID", "A journal line has an amount above zero.", { account });
  }
}

/** The rules of the journal's own columns: nothing below zero, something above it, a real rate. */
function assertCarried(
  { account, amount }: PostingLine,
  carriedAt: NonNullable<PostingLine["carriedAt"]>,
  functional: string,
): void {
  if (carriedAt.functional.currency !== functional) {
    throw new Refusal("CURRENCY_MISMATCH", `The books are kept in ${functional}.`, {
      left: functional,
      right: carriedAt.functional.currency,
    });
  }
  const minors = [
    amount.minor,
    carriedAt.functional.minor,
    carriedAt.reporting?.amount.minor ?? 0n,
  ];
  const rates = [carriedAt.fxRate, carriedAt.reporting?.fxRate ?? "1"].map(parseRate);
  const isOwnCurrency = amount.currency === functional;
  const isSound =
    minors.every((minor) => minor >= 0n) &&
    minors.some((minor) => minor > 0n) &&
    rates.every((rate) => rate > 0n) &&
    (!isOwnCurrency ||
      (amount.minor === carriedAt.functional.minor && rates[0] === parseRate("1")));
  if (!isSound) {
    throw new Refusal(
      "AMOUNT_INVALID",
      "A journal line has an amount above zero in one currency, none below, and its rates.",
      { account },
    );
  }
}

/** A branch whose lines balance by themselves still does with their rounding. */
function sharedDimensions(lines: readonly UnnumberedLine[]): Dimensions {
  const bookingId = sharedBy(lines, ({ bookingId: id }) => id);
  const branchId = sharedBy(lines, ({ branchId: id }) => id);
  return {
    ...(bookingId === undefined ? {} : { bookingId }),
    ...(branchId === undefined ? {} : { branchId }),
  };
}

function sharedBy(
  lines: readonly UnnumberedLine[],
  idOf: (dimensions: Dimensions) => number | undefined,
): number | undefined {
  const ids = new Set(lines.map(({ dimensions }) => idOf(dimensions)));
  return ids.size === 1 ? [...ids][0] : undefined;
}

function difference(
  lines: readonly UnnumberedLine[],
  minorOf: (line: UnnumberedLine) => bigint,
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
