import { recognisedThrough } from "./recognised-through";

const november = {
  code: "2026-11",
  startsOn: "2026-11-01",
  endsOn: "2026-11-30",
  status: "open",
} as const;

test.each([
  ["yesterday while the period has not ended", "2026-11-22", undefined, "2026-11-21"],
  ["its end from the day after it on", "2026-12-01", undefined, "2026-11-30"],
  ["its end long after it", "2027-03-01", undefined, "2026-11-30"],
  ["its first day on the second", "2026-11-02", undefined, "2026-11-01"],
  ["the day that was asked for", "2026-11-22", "2026-11-15", "2026-11-15"],
])("is %s", (_, today, asked, through) => {
  expect(recognisedThrough(november, today, asked)).toBe(through);
});

test.each([
  ["PERIOD_NOT_BEGUN", "before the period", "2026-10-31", undefined],
  ["PERIOD_NOT_BEGUN", "on its first day", "2026-11-01", "2026-11-01"],
  ["RECOGNITION_DAY_INVALID", "for today", "2026-11-22", "2026-11-22"],
  ["RECOGNITION_DAY_INVALID", "for a day before it", "2026-11-22", "2026-10-31"],
  ["RECOGNITION_DAY_INVALID", "for a day after it", "2026-12-22", "2026-12-01"],
])("refuses with %s %s", (code, _, today, asked) => {
  expect(() => recognisedThrough(november, today, asked)).toThrow(
    expect.objectContaining({ code }),
  );
});
