import { isPermission, permissions } from "./permissions";

describe("permissions", () => {
  test("are unique and sorted", () => {
    expect([...permissions]).toEqual([...new Set(permissions)].toSorted());
  });

  test.each(permissions)("%s is resource.action.scope, and known", (permission) => {
    expect(permission).toMatch(/^[a-z_]+\.[a-z_]+\.partner$/);
    expect(isPermission(permission)).toBe(true);
  });
});

describe("isPermission", () => {
  test.each([
    "booking.issue",
    "booking.issue.platform",
    "Booking.issue.partner",
    " booking.issue.partner",
    "booking.*.partner",
    "*",
    "",
    "toString",
  ])("is false for %j", (text) => {
    expect(isPermission(text)).toBe(false);
  });
});
