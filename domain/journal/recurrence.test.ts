import type { Recurrence } from "./recurrence";
import { findNextStatus, listDueDays } from "./recurrence";

describe("findNextStatus", () => {
  test.each([
    ["requested", "start", "active"],
    ["active", "pause", "paused"],
    ["paused", "resume", "active"],
    ["active", "end", "ended"],
    ["paused", "end", "ended"],
    ["active", "start", undefined],
    ["requested", "resume", undefined],
    ["rejected", "start", undefined],
    ["ended", "resume", undefined],
    ["ended", "end", undefined],
  ] as const)("of %s, on %s, is %s", (status, action, next) => {
    expect(findNextStatus(status, action)).toBe(next);
  });
});

describe("listDueDays", () => {
  const every = { dayOfWeek: null, dayOfMonth: null, monthOfYear: null, endsOn: null };
  const timeZone = "Asia/Dhaka";

  test.each<[string, Partial<Recurrence>, [string, string], string[]]>([
    ["every day", {}, ["2026-11-01", "2026-11-03"], ["2026-11-01", "2026-11-02"]],
    // 2 November 2026 is a Monday.
    ["Mondays", { dayOfWeek: 1 }, ["2026-11-01", "2026-11-10"], ["2026-11-02", "2026-11-09"]],
    ["Sundays", { dayOfWeek: 7 }, ["2026-11-01", "2026-11-09"], ["2026-11-01", "2026-11-08"]],
    ["the fifth", { dayOfMonth: 5 }, ["2026-10-06", "2026-12-06"], ["2026-11-05", "2026-12-05"]],
    [
      "5 December",
      { dayOfMonth: 5, monthOfYear: 12 },
      ["2026-11-01", "2028-01-01"],
      ["2026-12-05", "2027-12-05"],
    ],
    ["before it starts", { startsOn: "2026-11-02" }, ["2026-11-01", "2026-11-03"], ["2026-11-02"]],
    ["after its end", { endsOn: "2026-11-01" }, ["2026-11-01", "2026-11-05"], ["2026-11-01"]],
    ["an empty time", {}, ["2026-11-01", "2026-11-01"], []],
  ])("lists %s", (_name, recurrence, [from, to], days) => {
    const all = { frequency: "daily", startsOn: "2026-01-01", ...every, ...recurrence } as const;
    // Midnight in Dhaka, three hours before the day's run.
    const range = { after: `${from}T00:00:00+06:00`, until: `${to}T00:00:00+06:00` };
    const utc = (instant: string) => new Date(instant).toISOString();
    expect(
      listDueDays(all, { after: utc(range.after), until: utc(range.until), timeZone }),
    ).toEqual(days);
  });

  test("takes the run's own hour: due after the one instant and up to the other", () => {
    const all = { frequency: "daily", startsOn: "2026-01-01", ...every } as const;
    const at = (hour: string) => `2026-11-05T${hour}:00.000Z`;
    const between = (after: string, until: string) =>
      listDueDays(all, { after: at(after), until: at(until), timeZone });
    // Three in the morning of the 6th in Dhaka is 21:00 of the 5th in UTC.
    expect(between("20:59", "21:00")).toEqual(["2026-11-06"]);
    expect(between("21:00", "23:59")).toEqual([]);
  });
});
