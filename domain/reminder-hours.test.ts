import { formatReminderHours, readReminderHours } from "./reminder-hours";

describe("hours before a deadline", () => {
  test.each([
    [[24, 2], "24,2"],
    [[2, 24, 24], "24,2"],
    [[], ""],
  ])("%j are kept as %j", (hours, kept) => {
    expect(formatReminderHours(hours)).toBe(kept);
    expect(readReminderHours(kept)).toEqual([...new Set(hours)].toSorted((a, b) => b - a));
  });
});
