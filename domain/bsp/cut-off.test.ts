import { findUnbilledDay } from "./cut-off";

const november = { startsOn: "2026-11-01", endsOn: "2026-11-30" };
const from = (startsOn: string, endsOn: string) => ({ startsOn, endsOn });

describe("findUnbilledDay", () => {
  test.each([
    ["nothing", [], "monthly", "2026-11-01"],
    ["the month", [november], "monthly", undefined],
    ["its first half", [from("2026-11-01", "2026-11-15")], "semi_monthly", "2026-11-16"],
    [
      "both halves, in any order",
      [from("2026-11-16", "2026-11-30"), from("2026-11-01", "2026-11-15")],
      "semi_monthly",
      undefined,
    ],
    [
      "weeks of which the last one ends in the month after",
      [from("2026-10-29", "2026-11-04"), from("2026-11-05", "2026-11-25")],
      "weekly",
      undefined,
    ],
    [
      "weeks with a hole",
      [from("2026-10-29", "2026-11-04"), from("2026-11-12", "2026-11-25")],
      "weekly",
      "2026-11-05",
    ],
  ] as const)("of a month of which %s is billed", (_, billed, cycle, day) => {
    expect(findUnbilledDay(november, billed, cycle)).toBe(day);
  });
});
