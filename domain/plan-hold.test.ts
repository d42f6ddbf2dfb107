import { array, assert, integer, nat, property } from "fast-check";

import { planHold } from "./plan-hold";

const hold = {
  deadlineAt: "2026-11-25T12:00:00.000Z",
  reminderHours: [24, 2],
  remindedAt: "2026-11-20T00:00:00.000Z",
};
const hourMs = 3_600_000;

describe("planHold", () => {
  test("waits for the first reminder, then for the next, then for the time limit", () => {
    expect(planHold({ ...hold, now: "2026-11-24T11:00:00.000Z" })).toEqual({
      kind: "wait",
      waitMs: hourMs,
    });
    const first = "2026-11-24T12:00:00.000Z";
    expect(planHold({ ...hold, now: first })).toEqual({ kind: "remind", hours: 24, dueAt: first });
    expect(planHold({ ...hold, remindedAt: first, now: first })).toEqual({
      kind: "wait",
      waitMs: 22 * hourMs,
    });
    const second = "2026-11-25T10:00:00.000Z";
    expect(planHold({ ...hold, remindedAt: second, now: second })).toEqual({
      kind: "wait",
      waitMs: 2 * hourMs,
    });
  });

  test("sends the newest of the reminders that were missed, and none from before the hold", () => {
    const now = "2026-11-25T11:00:00.000Z";
    expect(planHold({ ...hold, now })).toMatchObject({ kind: "remind", hours: 2 });
    expect(planHold({ ...hold, remindedAt: "2026-11-25T10:30:00.000Z", now })).toEqual({
      kind: "wait",
      waitMs: hourMs,
    });
  });

  test("expires at the time limit and at any time after it", () => {
    assert(
      property(nat({ max: 1_000_000_000 }), (late) => {
        const now = new Date(Date.parse(hold.deadlineAt) + late).toISOString();
        expect(planHold({ ...hold, now })).toEqual({ kind: "expire" });
      }),
    );
  });

  test("whatever the reminders, it comes to the time limit after at most one step for each", () => {
    assert(
      property(array(integer({ min: 1, max: 720 }), { maxLength: 5 }), (reminderHours) => {
        let now = "2026-10-01T00:00:00.000Z";
        let remindedAt = now;
        for (let steps = 0; steps <= 2 * reminderHours.length + 1; steps += 1) {
          const step = planHold({ ...hold, reminderHours, remindedAt, now });
          if (step.kind === "expire") return now === hold.deadlineAt;
          if (step.kind === "remind") remindedAt = step.dueAt;
          else now = new Date(Date.parse(now) + step.waitMs).toISOString();
        }
        return false;
      }),
    );
  });
});
