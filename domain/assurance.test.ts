import { assuranceLevelOf } from "./assurance";

describe("assuranceLevelOf", () => {
  test.each([
    ["journal_entry.reverse.partner", 2],
    ["period.close.partner", 2],
    ["role.grant.partner", 2],
    ["user.create.partner", 2],
    ["approval.decide.partner", 2],
    ["journal_entry.read.partner", 1],
    ["user.read.partner", 1],
    ["booking.create.partner", 1],
    ["customer.create.partner", 1],
  ] as const)("%s wants level %d", (permission, level) => {
    expect(assuranceLevelOf(permission)).toBe(level);
  });
});
