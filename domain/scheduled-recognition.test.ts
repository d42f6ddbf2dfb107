import type { Period, PeriodStatus } from "./period/period-state";
import { chooseScheduled, lastScheduledDay } from "./scheduled-recognition";

const lastDays = { "2026-09": "30", "2026-10": "31", "2026-11": "30", "2026-12": "31" };

function periodsWith(
  statuses: Partial<Record<keyof typeof lastDays, PeriodStatus>> = {},
): Period[] {
  return Object.entries(lastDays).map(([code, day]) => ({
    code,
    startsOn: `${code}-01`,
    endsOn: `${code}-${day}`,
    status: statuses[code as keyof typeof lastDays] ?? "open",
  }));
}

const today = "2026-11-22";

describe("chooseScheduled", () => {
  test.each([
    ["off", "2026-09-03", "up_to_date", undefined],
    ["monthly", null, "up_to_date", undefined],
    ["monthly", "2026-09-03", "run", "2026-09"],
    ["monthly", "2026-10-31", "run", "2026-10"],
    ["monthly", "2026-11-02", "up_to_date", undefined],
    ["daily", "2026-10-31", "run", "2026-10"],
    ["daily", "2026-11-02", "run", "2026-11"],
    ["daily", "2026-12-02", "up_to_date", undefined],
  ] as const)("%s, first due on %s: %s %s", (schedule, firstDueOn, kind, code) => {
    const choice = chooseScheduled(schedule, periodsWith(), { firstDueOn, today });
    expect([choice.kind, "period" in choice ? choice.period.code : undefined]).toEqual([
      kind,
      code,
    ]);
  });

  test("what is due of a closed period is caught up by the next one that is open", () => {
    const periods = periodsWith({ "2026-09": "locked", "2026-10": "soft_closed" });
    const due = { firstDueOn: "2026-09-03", today };
    expect(chooseScheduled("monthly", periods, due)).toMatchObject({ period: { code: "2026-10" } });
    const closed = periodsWith({ "2026-09": "locked", "2026-10": "closed" });
    expect(chooseScheduled("monthly", closed, due)).toMatchObject({
      kind: "closed",
      period: { code: "2026-10" },
    });
    expect(chooseScheduled("daily", closed, due)).toMatchObject({ period: { code: "2026-11" } });
  });

  test("before the first period has begun nothing is", () => {
    const due = { firstDueOn: "2026-09-03", today: "2026-09-01" };
    expect(chooseScheduled("daily", periodsWith(), due)).toEqual({ kind: "up_to_date" });
  });
});

describe("lastScheduledDay", () => {
  test("is the last period's end, or yesterday", () => {
    expect(lastScheduledDay("off", periodsWith(), today)).toBeUndefined();
    expect(lastScheduledDay("monthly", periodsWith(), today)).toBe("2026-10-31");
    expect(lastScheduledDay("daily", periodsWith(), today)).toBe("2026-11-21");
  });
});
