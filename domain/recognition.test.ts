import * as fc from "fast-check";

import type { Money } from "./money";
import { formatAmount, money, parseMoney, sum } from "./money";
import type { ServiceSegment } from "./recognition";
import {
  deferredPolicies,
  recognitionPolicies,
  scheduleDeferral,
  scheduleOverPeriod,
} from "./recognition";

describe("recognitionPolicies", () => {
  test("are those the ledger can carry out", () => {
    expect([...recognitionPolicies]).toEqual([
      "at_issuance",
      "at_departure",
      "per_segment",
      "over_service_period",
    ]);
    expect(["at_issuance", ...deferredPolicies]).toEqual([...recognitionPolicies]);
  });
});

describe("scheduleDeferral", () => {
  test("recognises 428.57 in November and 571.43 in December of 1,000.00 over seven days", () => {
    const days = [
      "2026-11-28",
      "2026-11-29",
      "2026-11-30",
      "2026-12-01",
      "2026-12-02",
      "2026-12-03",
      "2026-12-04",
    ];
    const slices = scheduleDeferral(money("BDT", 100_000n), "per_segment", segmentsOn(days));
    expect(slices.map(({ amount }) => formatAmount(amount))).toEqual([
      "142.86",
      "142.85",
      "142.86",
      "142.86",
      "142.86",
      "142.85",
      "142.86",
    ]);
    const inMonth = (month: string) =>
      formatAmount(
        sum(
          "BDT",
          slices
            .filter(({ recogniseOn }) => recogniseOn.startsWith(month))
            .map(({ amount }) => amount),
        ),
      );
    expect(inMonth("2026-11")).toBe("428.57");
    expect(inMonth("2026-12")).toBe("571.43");
  });

  test.each([
    ["2800.00", "BDT", 2, ["1400.00", "1400.00"]],
    ["2800.00", "BDT", 3, ["933.33", "933.34", "933.33"]],
    ["2800.00", "BDT", 6, ["466.67", "466.66", "466.67", "466.67", "466.66", "466.67"]],
    ["2940", "JPY", 4, ["735", "735", "735", "735"]],
    ["100", "JPY", 3, ["33", "34", "33"]],
    ["2.500", "BHD", 3, ["0.833", "0.834", "0.833"]],
    ["35.00", "USD", 1, ["35.00"]],
    ["0.01", "USD", 3, ["0.00", "0.01", "0.00"]],
    ["0.02", "USD", 3, ["0.01", "0.00", "0.01"]],
  ])("splits %s %s over %i segments, ending on the total", (amount, currency, count, expected) => {
    const slices = scheduleDeferral(
      parseMoney({ amount, currency }),
      "per_segment",
      segmentsOn(Array.from({ length: count }, (_, index) => `2026-12-0${index + 1}`)),
    );
    expect(slices.map((slice) => formatAmount(slice.amount))).toEqual(expected);
  });

  test("recognises in the order of departure, whatever the order the segments come in", () => {
    const segments = [
      { segmentId: 2, departsOn: "2027-01-02" },
      { segmentId: 3, departsOn: "2026-12-31" },
      { segmentId: 1, departsOn: "2026-12-09" },
    ];
    expect(scheduleDeferral(money("USD", 1_000n), "per_segment", segments)).toEqual([
      { segmentId: 1, recogniseOn: "2026-12-09", amount: money("USD", 333n) },
      { segmentId: 3, recogniseOn: "2026-12-31", amount: money("USD", 334n) },
      { segmentId: 2, recogniseOn: "2027-01-02", amount: money("USD", 333n) },
    ]);
  });

  test("keeps the order of the coupons among departures of one day", () => {
    const segments = [
      { segmentId: 8, departsOn: "2026-12-09" },
      { segmentId: 5, departsOn: "2026-12-09" },
    ];
    const slices = scheduleDeferral(money("USD", 3n), "per_segment", segments);
    expect(slices.map(({ segmentId }) => segmentId)).toEqual([8, 5]);
  });

  test("recognises all at the first departure under at_departure", () => {
    const segments = [
      { segmentId: 2, departsOn: "2026-12-24" },
      { segmentId: 1, departsOn: "2026-12-09" },
    ];
    expect(scheduleDeferral(money("BDT", 280_000n), "at_departure", segments)).toEqual([
      { segmentId: 1, recogniseOn: "2026-12-09", amount: money("BDT", 280_000n) },
    ]);
  });

  test("never schedules over no segments", () => {
    expect(() => scheduleDeferral(money("BDT", 1n), "per_segment", [])).toThrow(
      "allocation weights",
    );
  });

  test("gives every segment one slice, in order, by cumulative rounding to the total", () => {
    const anyDay = fc
      .date({
        min: new Date("2026-01-01"),
        max: new Date("2028-12-31"),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.array(anyDay, { minLength: 1, maxLength: 16 }),
        (minor, days) => {
          const slices = scheduleDeferral(money("BDT", minor), "per_segment", segmentsOn(days));
          const count = BigInt(days.length);
          let recognised = 0n;
          for (const [index, { amount }] of slices.entries()) {
            recognised += amount.minor;
            const error = recognised * count - minor * BigInt(index + 1);
            expect(2n * error).toBeGreaterThanOrEqual(-count);
            expect(2n * error).toBeLessThanOrEqual(count);
          }
          expect(recognised).toBe(minor);
          expect(slices.map(({ recogniseOn }) => recogniseOn)).toEqual(days.toSorted());
          expect(slices.map(({ segmentId = 0 }) => segmentId).toSorted((a, b) => a - b)).toEqual(
            days.map((_, index) => index + 1),
          );
        },
      ),
    );
  });
});

describe("scheduleDeferral, by the segments' fares", () => {
  const priced = (fares: readonly (string | undefined)[]) =>
    fares.map((fare, index) => ({
      segmentId: index + 1,
      departsOn: `2026-12-0${index + 1}`,
      ...(fare === undefined ? {} : { fare: parseMoney({ amount: fare, currency: "BDT" }) }),
    }));

  test.each<[string, (string | undefined)[], string[]]>([
    ["2800.00", ["30000.00", "10000.00"], ["2100.00", "700.00"]],
    ["100.00", ["1.00", "1.00", "1.00"], ["33.33", "33.34", "33.33"]],
    ["100.00", ["0.00", "5.00"], ["0.00", "100.00"]],
    ["100.00", ["0.00", "0.00"], ["50.00", "50.00"]],
    ["100.00", ["99.00", undefined], ["50.00", "50.00"]],
  ])("splits %s over fares of %j: equally where not all are known", (amount, fares, expected) => {
    const total = parseMoney({ amount, currency: "BDT" });
    const slices = scheduleDeferral(total, "per_segment", priced(fares));
    expect(slices.map((slice) => formatAmount(slice.amount))).toEqual(expected);
  });

  test("gives all to the first departure under at_departure, whatever its fare", () => {
    const slices = scheduleDeferral(money("BDT", 5n), "at_departure", priced(["0.00", "9.00"]));
    expect(slices).toMatchObject([{ segmentId: 1, amount: money("BDT", 5n) }]);
  });
});

describe("scheduleDeferral under over_service_period", () => {
  const over = (amount: Money, segments: readonly Omit<ServiceSegment, "segmentId">[]) =>
    scheduleDeferral(
      amount,
      "over_service_period",
      segments.map((segment, index) => ({ segmentId: index + 1, ...segment })),
    );

  test("recognises 933.33 in November and 1,866.67 in December of 2,800.00 over a journey of nine days", () => {
    const slices = over(money("BDT", 280_000n), [
      { departsOn: "2026-11-28", arrivesOn: "2026-11-29" },
      { departsOn: "2026-12-05", arrivesOn: "2026-12-06" },
    ]);
    expect(slices).toHaveLength(9);
    expect(slices.every(({ segmentId }) => segmentId === undefined)).toBe(true);
    const months = ["2026-11", "2026-12"].map((month) =>
      sum(
        "BDT",
        slices.filter(({ recogniseOn }) => recogniseOn.startsWith(month)).map((day) => day.amount),
      ),
    );
    expect(months.map(formatAmount)).toEqual(["933.33", "1866.67"]);
  });

  test.each([
    ["lands on its day", "2026-12-24", "2026-12-24", ["2026-12-24"]],
    ["lands the day before, over the date line", "2026-12-24", "2026-12-23", ["2026-12-24"]],
    ["whose arrival is not known", "2026-12-24", undefined, ["2026-12-24"]],
    ["lands in the new year", "2026-12-31", "2027-01-01", ["2026-12-31", "2027-01-01"]],
  ])("of one flight that %s", (_, departsOn, arrivesOn, days) => {
    const slices = over(money("JPY", 3n), [
      { departsOn, ...(arrivesOn === undefined ? {} : { arrivesOn }) },
    ]);
    expect(slices.map(({ recogniseOn }) => recogniseOn)).toEqual(days);
  });

  test("ends on the total and is the same whatever the order of the flights", () => {
    const anyDay = fc.integer({ min: 0, max: 90 });
    const toDay = (days: number) =>
      new Date(Date.UTC(2026, 10, 28 + days)).toISOString().slice(0, 10);
    fc.assert(
      fc.property(
        fc.constantFrom("JPY", "BDT", "BHD"),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.array(fc.tuple(anyDay, fc.integer({ min: -1, max: 2 })), { minLength: 1, maxLength: 6 }),
        (currency, minor, flights) => {
          const segments = flights.map(([day, later]) => ({
            departsOn: toDay(day),
            arrivesOn: toDay(day + later),
          }));
          const slices = over(money(currency, minor), segments);
          const firstDay = Math.min(...flights.map(([day]) => day));
          const lastDay = Math.max(...flights.map(([day, later]) => day + Math.max(later, 0)));
          expect(slices).toHaveLength(lastDay - firstDay + 1);
          expect(slices.reduce((total, { amount }) => total + amount.minor, 0n)).toBe(minor);
          const parts = slices.map(({ amount }) => amount.minor);
          const spread = parts.reduce((most, part) => (part > most ? part : most), 0n);
          expect(parts.every((part) => spread - part <= 1n)).toBe(true);
          expect(over(money(currency, minor), segments.toReversed())).toEqual(slices);
        },
      ),
    );
  });
});

describe("scheduleOverPeriod", () => {
  test("recognises 428.57 in November and 571.43 in December of seven nights (5.9)", () => {
    const slices = scheduleOverPeriod(money("BDT", 100_000n), {
      startsOn: "2026-11-28",
      endsOn: "2026-12-05",
    });
    expect(slices).toHaveLength(7);
    expect(slices[0]?.recogniseOn).toBe("2026-11-28");
    expect(slices.at(-1)?.recogniseOn).toBe("2026-12-04");
    const inMonth = (month: string) =>
      sum(
        "BDT",
        slices.filter(({ recogniseOn }) => recogniseOn.startsWith(month)).map((day) => day.amount),
      );
    expect(formatAmount(inMonth("2026-11"))).toBe("428.57");
    expect(formatAmount(inMonth("2026-12"))).toBe("571.43");
  });

  test("is one day for one night, over the end of a leap February", () => {
    expect(
      scheduleOverPeriod(money("JPY", 7n), { startsOn: "2028-02-29", endsOn: "2028-03-01" }),
    ).toEqual([{ recogniseOn: "2028-02-29", amount: money("JPY", 7n) }]);
  });

  test.each([
    ["2026-12-05", "2026-12-05"],
    ["2026-12-05", "2026-12-04"],
    ["2026-12-05", "never"],
  ])("refuses a service from %s to %s", (startsOn, endsOn) => {
    expect(() => scheduleOverPeriod(money("BDT", 1n), { startsOn, endsOn })).toThrow(
      expect.objectContaining({ code: "ITINERARY_INVALID" }),
    );
  });

  test("ends on the total, day after day, whatever the length", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.integer({ min: 1, max: 400 }),
        (minor, nights) => {
          const end = new Date(Date.UTC(2026, 10, 28 + nights)).toISOString().slice(0, 10);
          const slices = scheduleOverPeriod(money("BHD", minor), {
            startsOn: "2026-11-28",
            endsOn: end,
          });
          expect(slices).toHaveLength(nights);
          expect(new Set(slices.map(({ recogniseOn }) => recogniseOn)).size).toBe(nights);
          expect(slices.reduce((total, { amount }) => total + amount.minor, 0n)).toBe(minor);
        },
      ),
    );
  });
});

function segmentsOn(days: readonly string[]): ServiceSegment[] {
  return days.map((departsOn, index) => ({ segmentId: index + 1, departsOn }));
}
