import { invariant } from "../../domain/invariant";
import type { BuiltEntry } from "../../domain/journal/build-entry";
import type { PostingLine } from "../../domain/journal/posting";
import type { EntryCurrencies } from "../../domain/journal/valuation";
import type { Money } from "../../domain/money";
import { formatAmount, parseMoney } from "../../domain/money";
import type { Deferral } from "../../domain/posting/issuance";
import type { StoredSchedule } from "../../domain/posting/schedule";
import { scheduleDeferral } from "../../domain/recognition";
import { Refusal } from "../../domain/refusal";

/** `2031 Dr 35.00 = 4106.66 #1`: what it is carried at and its ticket, where the line has them. */
export function describeLines(lines: readonly PostingLine[]): string[] {
  return lines.map(({ account, side, amount, carriedAt, dimensions: { ticketId } }) =>
    [
      account,
      side === "debit" ? "Dr" : "Cr",
      formatAmount(amount),
      ...(carriedAt === undefined || carriedAt.functional.currency === amount.currency
        ? []
        : [`= ${formatAmount(carriedAt.functional)}`]),
      ...(ticketId === undefined ? [] : [`#${ticketId}`]),
    ].join(" "),
  );
}

/** The books of a partner, with the rates that they know: `{ "USD>BDT": "118" }`. */
export function booksIn(
  functional: string,
  rates: Readonly<Record<string, string>> = {},
  reporting?: string,
): EntryCurrencies {
  return {
    functional,
    ...(reporting === undefined ? {} : { reporting }),
    rateOf: (from, to) => {
      const rate = rates[`${from}>${to}`];
      if (rate === undefined) throw new Refusal("FX_RATE_MISSING", "No such rate.", { from, to });
      return rate;
    },
  };
}

export function reader(currency: string): (amount: string) => Money {
  return (amount) => parseMoney({ amount, currency });
}

/** Debits less credits. */
export function balanceOf(lines: readonly PostingLine[]): bigint {
  return lines.reduce(
    (total, { side, amount }) => (side === "debit" ? total + amount.minor : total - amount.minor),
    0n,
  );
}

type Book = "transaction" | "functional" | "reporting";

/**
 * Debits less credits of entries by account, or by account and what the line concerns; what comes
 * to zero is left out.
 */
export function balancesOf(
  entries: readonly BuiltEntry[],
  {
    book = "functional",
    byDimensions = false,
  }: { readonly book?: Book; readonly byDimensions?: boolean } = {},
): Record<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const line of entries.flatMap(({ lines }) => lines)) {
    const key = byDimensions
      ? `${line.account} ${JSON.stringify(toSortedEntries(line.dimensions))}`
      : line.account;
    const { minor } = line[book] ?? { minor: 0n };
    balances.set(key, (balances.get(key) ?? 0n) + (line.side === "debit" ? minor : -minor));
  }
  return Object.fromEntries(
    [...balances]
      .filter(([, minor]) => minor !== 0n)
      .toSorted(([left], [right]) => left.localeCompare(right)),
  );
}

function toSortedEntries(dimensions: object): [string, unknown][] {
  return Object.entries(dimensions).toSorted(([left], [right]) => left.localeCompare(right));
}

/** Deferrals as the ledger keeps them: scheduled, at the worth of the lines that deferred them. */
export function storeSchedules(
  deferrals: readonly Deferral[],
  entry: BuiltEntry,
  { firstId = 1 }: { readonly firstId?: number } = {},
): StoredSchedule[] {
  return deferrals.map((deferral, index) => ({
    scheduleId: firstId + index,
    kind: deferral.kind,
    policy: deferral.policy,
    ticketId: deferral.ticketId,
    supplierId: deferral.supplierId,
    deferredAccount: deferral.deferredAccount,
    recognisedAccount: deferral.recognisedAccount,
    slices: storeSlices(deferral, entry),
  }));
}

function storeSlices(deferral: Deferral, { lines }: BuiltEntry): StoredSchedule["slices"] {
  const { amount, policy, segments } = deferral;
  const line = lines.findLast(
    ({ account, dimensions, transaction }) =>
      account === deferral.deferredAccount &&
      dimensions.ticketId === deferral.ticketId &&
      (dimensions.supplierId === undefined) === (deferral.kind === "service_fee") &&
      transaction.minor === amount.minor,
  );
  invariant(line !== undefined, "each deferral is a line of its entry");
  const { functional, fxRate, reporting, reportingFxRate } = deferral.carriedAt
    ? { ...line, functional: deferral.carriedAt.functional, fxRate: deferral.carriedAt.fxRate }
    : line;
  const functionalSlices = scheduleDeferral(functional, policy, segments);
  const reportingSlices = reporting && scheduleDeferral(reporting, policy, segments);
  return scheduleDeferral(amount, policy, segments).map((slice, index) => ({
    ...slice,
    lineNumber: index + 1,
    isRecognised: false,
    carriedAt: {
      functional: functionalSlices[index]?.amount ?? functional,
      fxRate,
      ...(reporting === undefined || reportingFxRate === undefined
        ? {}
        : {
            reporting: {
              amount: reportingSlices?.[index]?.amount ?? reporting,
              fxRate: reportingFxRate,
            },
          }),
    },
  }));
}

/** The schedules after a run of recognition. */
export function markRecognised(
  schedules: readonly StoredSchedule[],
  recognised: readonly { readonly scheduleId: number; readonly lineNumber: number }[],
): StoredSchedule[] {
  const done = new Set(
    recognised.map(({ scheduleId, lineNumber }) => `${scheduleId}:${lineNumber}`),
  );
  return schedules.map((schedule) => ({
    ...schedule,
    slices: schedule.slices.map((slice) => ({
      ...slice,
      isRecognised: slice.isRecognised || done.has(`${schedule.scheduleId}:${slice.lineNumber}`),
    })),
  }));
}
