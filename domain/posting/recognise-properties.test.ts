import * as fc from "fast-check";

import { anyDay, anyIssuance, currencies } from "../../tests/harness/any-issuance";
import { anyShares, refundOf } from "../../tests/harness/any-refund";
import {
  balancesOf,
  booksIn,
  markRecognised,
  storeSchedules,
} from "../../tests/harness/posting-books";
import type { BuiltEntry } from "../journal/build-entry";
import { buildEntry } from "../journal/build-entry";
import type { PostingLine } from "../journal/posting";
import type { EntryCurrencies } from "../journal/valuation";
import { formatRate, zero } from "../money";
import type { IssuanceEvent } from "./issuance";
import { postIssuance } from "./issuance";
import { postRecognition } from "./recognise";
import { postRefund } from "./refund";
import type { StoredSchedule } from "./schedule";
import { shortenSchedule } from "./schedule";

const forever = "2100-01-01";
const anyRuns = fc.array(anyDay, { minLength: 1, maxLength: 8 });
/** Of 0, 2 and 3 decimals on either side. */
const anyBooks = fc
  .record({
    functional: fc.constantFrom(...currencies),
    rate: fc.bigInt({ min: 1n, max: 10n ** 11n }).map(formatRate),
  })
  .map(({ functional, rate }): EntryCurrencies => ({ functional, rateOf: () => rate }));

describe("runs over random bookings", () => {
  test("recognise and leave, together, what was deferred: on each day, in both currencies", () => {
    fc.assert(
      fc.property(anyIssuance, anyRuns, anyBooks, (event, days, books) => {
        const schedules = sell(event, books);
        for (const day of days) {
          const { recognised } = postRecognition({ sale: event, schedules, through: day }, books);
          const done = new Set(recognised.map(keyOf));
          for (const schedule of schedules) {
            const of = recognised.filter(({ scheduleId }) => scheduleId === schedule.scheduleId);
            const rest = schedule.slices.filter(
              ({ lineNumber }) => !done.has(keyOf({ scheduleId: schedule.scheduleId, lineNumber })),
            );
            expect(totalOf([...of, ...rest])).toEqual(totalOf(schedule.slices));
            expect(of.every(({ lineNumber }) => dayOf(schedule, lineNumber) <= day)).toBe(true);
            expect(rest.every(({ recogniseOn }) => recogniseOn > day)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("end alike in whatever order and however often the days come", () => {
    fc.assert(
      fc.property(anyIssuance, anyRuns, anyBooks, (event, days, books) => {
        const once = runThrough(event, [days.toSorted().at(-1) ?? forever], books);
        const often = runThrough(event, [...days, ...days], books);
        expect(often.schedules).toEqual(once.schedules);
        for (const book of ["transaction", "functional"] as const) {
          expect(balancesOf(often.entries, { book, byDimensions: true })).toEqual(
            balancesOf(once.entries, { book, byDimensions: true }),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  test("post over the months, in all, each schedule to its last minor unit", () => {
    fc.assert(
      fc.property(anyIssuance, anyBooks, (event, books) => {
        const months = Array.from({ length: 30 }, (_, index) =>
          new Date(Date.UTC(2026, 11 + index, 0)).toISOString().slice(0, 10),
        );
        const { schedules, entries } = runThrough(event, months, books);
        expect(schedules.flatMap(({ slices }) => slices).every((each) => each.isRecognised)).toBe(
          true,
        );
        for (const book of ["transaction", "functional"] as const) {
          const balances = balancesOf(entries, { book });
          for (const account of new Set(schedules.map((each) => each.deferredAccount))) {
            const own = schedules.filter(({ deferredAccount }) => deferredAccount === account);
            const total = own.reduce((sum, { kind, slices }) => {
              const amount = totalOf(slices)[book];
              return kind === "principal_cost" ? sum - amount : sum + amount;
            }, 0n);
            expect(balances[account] ?? 0n).toBe(total);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("come with a refund to the same balances, before it or after", () => {
    fc.assert(
      fc.property(anyIssuance, anyShares, anyDay, (event, shares, day) => {
        const books = booksIn(event.currency);
        const nothing = zero(event.currency);
        const endOf = (through: string) => {
          const { schedules, entries } = runThrough(event, [through], books);
          const charged = event.tickets.map(() => ({
            markUp: nothing,
            serviceFee: nothing,
            discount: nothing,
          }));
          const refund = postRefund(
            refundOf(event, schedules, {
              shares,
              charged,
              fee: { amount: nothing, vat: nothing },
              vatReturned: nothing,
            }),
            books,
          );
          const after = schedules.map((each) => shortenSchedule(each, refund.releases));
          const rest = postRecognition({ sale: event, schedules: after, through: forever }, books);
          const { lines } = postIssuance(event);
          return balancesOf([
            ...build(lines, books),
            ...entries,
            ...build(refund.lines, books),
            ...build(rest.lines, books),
          ]);
        };
        expect(endOf(day)).toEqual(endOf("2000-01-01"));
      }),
      { numRuns: 300 },
    );
  });
});

function sell(event: IssuanceEvent, books: EntryCurrencies): StoredSchedule[] {
  const { lines, deferrals } = postIssuance(event);
  return storeSchedules(deferrals, buildEntry(lines, books));
}

function runThrough(event: IssuanceEvent, days: readonly string[], books: EntryCurrencies) {
  let schedules = sell(event, books);
  const entries: BuiltEntry[] = [];
  for (const through of days) {
    const { lines, recognised } = postRecognition({ sale: event, schedules, through }, books);
    entries.push(...build(lines, books));
    schedules = markRecognised(schedules, recognised);
  }
  return { schedules, entries };
}

function build(lines: readonly PostingLine[], books: EntryCurrencies): BuiltEntry[] {
  return lines.length === 0 ? [] : [buildEntry(lines, books)];
}

interface Worth {
  readonly transaction: bigint;
  readonly functional: bigint;
}

function totalOf(
  slices: readonly Pick<StoredSchedule["slices"][number], "amount" | "carriedAt">[],
) {
  return slices.reduce<Worth>(
    (sum, { amount, carriedAt }) => ({
      transaction: sum.transaction + amount.minor,
      functional: sum.functional + (carriedAt?.functional ?? amount).minor,
    }),
    { transaction: 0n, functional: 0n },
  );
}

function dayOf({ slices }: StoredSchedule, line: number): string {
  return slices.find(({ lineNumber }) => lineNumber === line)?.recogniseOn ?? forever;
}

function keyOf({ scheduleId, lineNumber }: { scheduleId: number; lineNumber: number }): string {
  return `${scheduleId}:${lineNumber}`;
}
