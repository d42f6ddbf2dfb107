import * as fc from "fast-check";

import { fiscalPeriods } from "./fiscal-periods";

const anyDay = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyStartMonth = fc.integer({ min: 1, max: 12 });

describe("fiscalPeriods", () => {
  test("of Bangladesh run from July to June", () => {
    const periods = fiscalPeriods({ from: "2026-11-21", startMonth: 7, years: 1 });
    expect(periods.map(({ code, endsOn }) => `${code} ends ${endsOn}`)).toEqual([
      "2026-07 ends 2026-07-31",
      "2026-08 ends 2026-08-31",
      "2026-09 ends 2026-09-30",
      "2026-10 ends 2026-10-31",
      "2026-11 ends 2026-11-30",
      "2026-12 ends 2026-12-31",
      "2027-01 ends 2027-01-31",
      "2027-02 ends 2027-02-28",
      "2027-03 ends 2027-03-31",
      "2027-04 ends 2027-04-30",
      "2027-05 ends 2027-05-31",
      "2027-06 ends 2027-06-30",
    ]);
    expect(new Set(periods.map(({ fiscalYear }) => fiscalYear))).toEqual(new Set([2026]));
  });

  test.each([
    ["2026-11-21", 1, "2026-01-01", 2026],
    ["2026-01-01", 1, "2026-01-01", 2026],
    ["2026-12-31", 1, "2026-01-01", 2026],
    ["2026-06-30", 7, "2025-07-01", 2025],
    ["2026-07-01", 7, "2026-07-01", 2026],
    ["2026-03-31", 4, "2025-04-01", 2025],
    ["2026-04-01", 4, "2026-04-01", 2026],
    ["2026-11-30", 12, "2025-12-01", 2025],
    ["2026-12-01", 12, "2026-12-01", 2026],
  ])("from %s with years from month %i begin on %s, in %i", (from, startMonth, begins, year) => {
    const [first] = fiscalPeriods({ from, startMonth, years: 1 });
    expect(first).toMatchObject({ startsOn: begins, fiscalYear: year });
  });

  test.each([
    [2023, "2023-02-28"],
    [2024, "2024-02-29"],
    [2028, "2028-02-29"],
    [2100, "2100-02-28"],
    [2000, "2000-02-29"],
  ])("end February of %i on %s", (year, endsOn) => {
    const periods = fiscalPeriods({ from: `${year}-02-01`, startMonth: 1, years: 1 });
    expect(periods[1]).toEqual({
      code: `${year}-02`,
      fiscalYear: year,
      startsOn: `${year}-02-01`,
      endsOn,
    });
  });

  test("cover every day from the first to the last exactly once, in twelve months a year", () => {
    fc.assert(
      fc.property(
        anyDay,
        anyStartMonth,
        fc.integer({ min: 1, max: 6 }),
        (from, startMonth, years) => {
          const periods = fiscalPeriods({ from, startMonth, years });
          expect(periods).toHaveLength(12 * years);
          for (const [index, period] of periods.entries()) {
            const next = periods[index + 1];
            expect(period.startsOn).toBe(`${period.code}-01`);
            expect(period.endsOn.slice(0, 7)).toBe(period.code);
            expect(period.fiscalYear - (periods[0]?.fiscalYear ?? 0)).toBe(Math.floor(index / 12));
            expect(next === undefined || dayAfter(period.endsOn) === next.startsOn).toBe(true);
          }
        },
      ),
    );
  });

  test("hold the day asked for in their first year, which is named after the year it begins", () => {
    fc.assert(
      fc.property(anyDay, anyStartMonth, (from, startMonth) => {
        const year = fiscalPeriods({ from, startMonth, years: 1 });
        const [first, last] = [year[0], year[11]];
        expect((first?.startsOn ?? "") <= from && from <= (last?.endsOn ?? "")).toBe(true);
        expect(first?.startsOn).toBe(
          `${first?.fiscalYear}-${String(startMonth).padStart(2, "0")}-01`,
        );
        expect(last?.fiscalYear).toBe(first?.fiscalYear);
      }),
    );
  });
});

function dayAfter(day: string): string {
  return new Date(new Date(day).getTime() + 86_400_000).toISOString().slice(0, 10);
}
