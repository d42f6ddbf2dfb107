import {
  assertMaySignOff,
  assertSignedOff,
  assertTakesSignOffs,
  formatSignOffRoles,
  missingSignOffs,
  readSignOffRoles,
} from "./sign-offs";

const wanted = ["controller", "auditor"];
const given = [{ role: "controller", userId: 7 }];
const facts = { period: "2026-10", userId: 8, wanted, held: wanted, given };
const period = {
  code: "2026-10",
  startsOn: "2026-10-01",
  endsOn: "2026-10-31",
  status: "soft_closed",
} as const;

describe("sign-offs of a period", () => {
  test("are asked of the roles that the partner names, each once", () => {
    expect(formatSignOffRoles(["controller", "auditor", "controller"])).toBe("controller,auditor");
    expect(readSignOffRoles("controller,auditor")).toEqual(wanted);
    expect(readSignOffRoles("")).toEqual([]);
    expect(missingSignOffs(wanted, given)).toEqual(["auditor"]);
  });

  test("are given by another person for each role, who has it", () => {
    expect(() => assertMaySignOff("auditor", facts)).not.toThrow();
    const refusals = [
      ["auditor", { ...facts, held: ["controller"] }, "You are no auditor."],
      ["approver", facts, "Closing 2026-10 does not ask for approver: controller, auditor."],
      ["controller", facts, "2026-10 has been signed off as controller."],
      ["auditor", { ...facts, userId: 7 }, "You have signed 2026-10 off as controller."],
    ] as const;
    for (const [role, told, text] of refusals) {
      expect(() => assertMaySignOff(role, told)).toThrow(text);
    }
  });

  test("are given once it has ended and until it is closed", () => {
    expect(() => assertTakesSignOffs(period, "2026-11-01")).not.toThrow();
    expect(() => assertTakesSignOffs(period, "2026-10-31")).toThrow("ends on 2026-10-31");
    const closed = { ...period, status: "closed" } as const;
    expect(() => assertTakesSignOffs(closed, "2026-11-01")).toThrow("Period 2026-10 is closed.");
  });

  test("are waited for by name", () => {
    expect(() => assertSignedOff("2026-10", [])).not.toThrow();
    expect(() => assertSignedOff("2026-10", ["auditor"])).toThrow(
      "2026-10 waits for the sign-off of auditor.",
    );
  });
});
