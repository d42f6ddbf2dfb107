import type { ChecklistItem } from "./checklist";
import type { ClosingFacts } from "./close-calendar";
import { toClosingCalendar } from "./close-calendar";
import type { Period, PeriodStatus } from "./period-state";
import { addWorkingDays } from "./working-days";

const period = (code: string, lastDay: string, status: PeriodStatus): Period => ({
  code,
  startsOn: `${code}-01`,
  endsOn: `${code}-${lastDay}`,
  status,
});
const item = (code: ChecklistItem["item"], status: ChecklistItem["status"]): ChecklistItem => ({
  item: code,
  status,
  figure: "0",
  text: "",
  link: null,
});
const settings = { closeDueDays: 8, weekend: "fri_sat" } as const;

function statusesOf(
  status: PeriodStatus,
  { before = "closed", ...facts }: Partial<ClosingFacts> & { before?: PeriodStatus } = {},
): string[] {
  const september = period("2026-09", "30", before);
  const october = period("2026-10", "31", status);
  const { steps } = toClosingCalendar(
    {
      period: october,
      all: [september, october],
      today: "2026-11-05",
      isRecognised: false,
      isAccrued: false,
      missingSignOffs: [],
      checklist: undefined,
      ...facts,
    },
    settings,
  );
  return steps.map((each) => [each.status, ...each.blockedBy].join(" "));
}

describe("toClosingCalendar", () => {
  test("an open period waits for its soft close, and may be recognised and revalued", () => {
    expect(statusesOf("open")).toEqual([
      "waiting",
      "waiting",
      "waiting",
      "waiting",
      "not_begun",
      "done",
      "not_begun",
      "not_begun",
    ]);
    expect(statusesOf("open", { before: "open" })[0]).toBe("blocked 2026-09");
  });

  test("a soft-closed one is blocked by what its newest checklist has failed", () => {
    const checklist = [
      item("recognition_run", "not_applicable"),
      item("revaluation_done", "failed"),
      item("credit_loss_updated", "failed"),
    ];
    expect(statusesOf("soft_closed", { checklist, isAccrued: true })).toEqual([
      "done",
      "done",
      "done",
      "waiting",
      "blocked revaluation_done credit_loss_updated",
      "done",
      "blocked revaluation_done credit_loss_updated",
      "not_begun",
    ]);
    expect(statusesOf("soft_closed", { before: "soft_closed", checklist: [] })[6]).toBe(
      "blocked 2026-09",
    );
  });

  test("closing waits for the words that are missing now, whatever the checklist says", () => {
    const checklist = [item("recognition_run", "passed"), item("signed_off", "failed")];
    const missingSignOffs = ["controller"];
    const waiting = statusesOf("soft_closed", { checklist, missingSignOffs });
    expect(waiting.slice(4, 7)).toEqual(["done", "waiting", "blocked signed_off"]);
    expect(statusesOf("soft_closed", { checklist }).slice(4, 7)).toEqual([
      "done",
      "done",
      "waiting",
    ]);
  });

  test("a closed one waits for its lock, once those before it are locked", () => {
    const done = Array.from({ length: 7 }, () => "done");
    expect(statusesOf("closed")).toEqual([...done, "blocked 2026-09"]);
    expect(statusesOf("closed", { before: "locked" })).toEqual([...done, "waiting"]);
    expect(statusesOf("locked", { before: "locked" })).toEqual([...done, "done"]);
  });

  test("one that goes on has nothing to be done yet", () => {
    expect(new Set(statusesOf("open", { today: "2026-10-31" }))).toEqual(new Set(["not_begun"]));
  });
});

describe("addWorkingDays", () => {
  test.each([
    ["sat_sun", "2026-11-11"],
    ["fri_sat", "2026-11-10"],
    ["fri", "2026-11-09"],
    ["sun", "2026-11-10"],
    ["none", "2026-11-08"],
  ] as const)("eight of them after 2026-10-31, %s off", (weekend, day) => {
    expect(addWorkingDays("2026-10-31", 8, weekend)).toBe(day);
  });
});
