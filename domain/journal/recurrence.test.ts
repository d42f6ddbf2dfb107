import { findNextStatus } from "./recurrence";

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
