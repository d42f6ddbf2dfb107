import { attest, failedItems } from "./checklist";
import type { PeriodAction, PeriodStatus } from "./period-state";
import { assertPeriodStep } from "./period-state";

function periods(...statuses: readonly PeriodStatus[]) {
  return statuses.map((status, index) => {
    const code = `2026-0${index + 1}`;
    return { code, startsOn: `${code}-01`, endsOn: `${code}-28`, status };
  });
}

function step(
  action: PeriodAction,
  statuses: readonly PeriodStatus[],
  index: number,
  today = "2027-01-01",
) {
  const all = periods(...statuses);
  const period = all[index];
  if (period === undefined) throw new Error("no such period");
  assertPeriodStep(action, period, { all, today });
}

describe("assertPeriodStep", () => {
  test.each<[PeriodAction, readonly PeriodStatus[], number]>([
    ["soft_close", ["open", "open"], 0],
    ["soft_close", ["soft_closed", "open"], 1],
    ["close", ["closed", "soft_closed", "open"], 1],
    ["close", ["locked", "soft_closed"], 1],
    ["lock", ["locked", "closed"], 1],
    ["reopen", ["closed", "soft_closed", "open"], 0],
    ["reopen", ["locked", "closed", "open"], 1],
  ])("lets %s of %j at %i", (action, statuses, index) => {
    expect(() => step(action, statuses, index)).not.toThrow();
  });

  test.each<[PeriodAction, PeriodStatus]>([
    ["soft_close", "soft_closed"],
    ["soft_close", "closed"],
    ["soft_close", "locked"],
    ["close", "open"],
    ["close", "closed"],
    ["close", "locked"],
    ["lock", "open"],
    ["lock", "soft_closed"],
    ["lock", "locked"],
    ["reopen", "open"],
    ["reopen", "soft_closed"],
    ["reopen", "locked"],
  ])("refuses %s of one that is %s", (action, status) => {
    expect(() => step(action, [status], 0)).toThrow(
      expect.objectContaining({ code: "PERIOD_STATE_INVALID" }),
    );
  });

  test.each<[PeriodAction, readonly PeriodStatus[], number, string]>([
    ["soft_close", ["open", "open"], 1, "2026-01"],
    ["close", ["soft_closed", "soft_closed"], 1, "2026-01"],
    ["lock", ["closed", "closed"], 1, "2026-01"],
    ["reopen", ["closed", "closed", "open"], 0, "2026-02"],
    ["reopen", ["closed", "locked", "open"], 0, "2026-02"],
  ])("refuses %s of %j at %i: %s comes first", (action, statuses, index, first) => {
    expect(() => step(action, statuses, index)).toThrow(
      expect.objectContaining({
        code: "PERIOD_ORDER_INVALID",
        details: expect.objectContaining({ first }),
      }),
    );
  });

  test("refuses a period on its last day, and takes it the day after", () => {
    expect(() => step("soft_close", ["open"], 0, "2026-01-28")).toThrow(
      expect.objectContaining({ code: "PERIOD_NOT_ENDED" }),
    );
    expect(() => step("soft_close", ["open"], 0, "2026-01-29")).not.toThrow();
  });
});

describe("attest", () => {
  const failed = { status: "failed", figure: "1", text: "One.", link: null } as const;

  test("passes by a person's word only what the software cannot know", () => {
    const items = [
      { item: "bank_reconciled", ...failed } as const,
      { item: "trial_balance_zero", ...failed } as const,
    ];
    const after = attest(items, [
      { item: "bank_reconciled", note: "statement 11 agrees" },
      { item: "trial_balance_zero", note: "looks fine" },
    ]);
    expect(after.map(({ status }) => status)).toEqual(["attested", "failed"]);
    expect(after[0]?.text).toBe("One. Attested: statement 11 agrees");
    expect(failedItems(after).map(({ item }) => item)).toEqual(["trial_balance_zero"]);
  });

  test("leaves what has passed as it is", () => {
    const items = [{ ...failed, item: "bsp_settled", status: "passed" } as const];
    expect(attest(items, [{ item: "bsp_settled", note: "checked" }])).toEqual(items);
  });
});
