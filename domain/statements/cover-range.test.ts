import * as fc from "fast-check";

import type { DateRange, PeriodDates } from "./cover-range";
import { coverRange } from "./cover-range";

const firstDay = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const day = (index: number) => new Date(firstDay + index * dayMs).toISOString().slice(0, 10);

/** Periods one after the other, of so many days each. */
function periodsOf(lengths: readonly number[]): PeriodDates[] {
  let next = 0;
  return lengths.map((length, index) => {
    const startsOn = day(next);
    next += length;
    return { periodId: index + 1, startsOn, endsOn: day(next - 1) };
  });
}

function daysOf(range: DateRange, last: number): string[] {
  return Array.from({ length: last }, (_, index) => day(index)).filter(
    (one) => one >= (range.from ?? "") && one <= range.to,
  );
}

const months = periodsOf([31, 28, 31]);

describe("coverRange", () => {
  test.each<[string, DateRange, ReturnType<typeof coverRange>]>([
    ["a whole period", { from: "2026-02-01", to: "2026-02-28" }, { periodIds: [2], days: [] }],
    [
      "everything up to the middle of a period",
      { to: "2026-03-10" },
      { periodIds: [1, 2], days: [{ from: "2026-03-01", to: "2026-03-10" }] },
    ],
    [
      "parts at both ends",
      { from: "2026-01-31", to: "2026-03-01" },
      {
        periodIds: [2],
        days: [
          { from: "2026-01-31", to: "2026-01-31" },
          { from: "2026-03-01", to: "2026-03-01" },
        ],
      },
    ],
    [
      "days within one period",
      { from: "2026-01-02", to: "2026-01-30" },
      { periodIds: [], days: [{ from: "2026-01-02", to: "2026-01-30" }] },
    ],
    ["days before any period", { to: "2025-12-31" }, { periodIds: [], days: [] }],
  ])("covers %s", (_, range, cover) => {
    expect(coverRange(range, months)).toEqual(cover);
  });

  test("covers every day of any range that lies in a period once, and no other", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        fc.nat(330),
        fc.nat(330),
        fc.boolean(),
        (lengths, one, two, isOpen) => {
          const periods = periodsOf(lengths);
          const total = lengths.reduce((sum, length) => sum + length, 0);
          const [first, last] = one < two ? [one, two] : [two, one];
          const range = { from: isOpen ? undefined : day(first), to: day(last) };
          const cover = coverRange(range, periods);
          const covered = [
            ...cover.periodIds.flatMap((id) => {
              const { startsOn, endsOn } = periods[id - 1] ?? { startsOn: "", endsOn: "" };
              return daysOf({ from: startsOn, to: endsOn }, total);
            }),
            ...cover.days.flatMap((part) => daysOf(part, total)),
          ];
          expect(covered.toSorted()).toEqual(daysOf(range, total));
        },
      ),
    );
  });
});
