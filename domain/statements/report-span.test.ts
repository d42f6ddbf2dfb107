import { daysOf } from "./report-span";

describe("daysOf", () => {
  test.each([
    ["up_to_today", "2026-03-10", null, "2026-03-10"],
    ["this_month", "2026-03-10", "2026-03-01", "2026-03-10"],
    ["previous_month", "2026-03-31", "2026-02-01", "2026-02-28"],
    ["previous_month", "2026-01-01", "2025-12-01", "2025-12-31"],
    ["previous_month", "2024-03-01", "2024-02-01", "2024-02-29"],
    ["this_year", "2026-03-10", "2026-01-01", "2026-03-10"],
    ["previous_year", "2026-01-01", "2025-01-01", "2025-12-31"],
  ] as const)("%s on %s is %s to %s", (span, today, from, to) => {
    expect(daysOf(span, today)).toEqual({ from, to });
  });
});
