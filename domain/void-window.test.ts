import { voidCutOffAt } from "./void-window";

describe("voidCutOffAt", () => {
  test.each([
    ["Asia/Dhaka", undefined, "2026-11-21T17:30:00.000Z"],
    ["Asia/Dhaka", "21:00", "2026-11-21T15:00:00.000Z"],
    ["Asia/Kolkata", undefined, "2026-11-21T18:00:00.000Z"],
  ])("in %s with the cut-off %s it is %s", (timeZone, cutOff, at) => {
    const window = { issuedOn: "2026-11-21", timeZone };
    expect(voidCutOffAt(cutOff === undefined ? window : { ...window, cutOff })).toBe(at);
  });
});
