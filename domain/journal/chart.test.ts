import { assertParent, findRuleName, orderByHierarchy } from "./chart";

describe("orderByHierarchy", () => {
  test("puts children after their parents, siblings by code", () => {
    const chart = [
      ["1120", "1100"],
      ["1100", "1000"],
      ["2000", null],
      ["1110", "1100"],
      ["1000", null],
      ["1050", "1000"],
    ].map(([code, parentCode]) => ({ code: code ?? "", parentCode: parentCode ?? null }));
    expect(orderByHierarchy(chart).map(({ code, depth }) => [code, depth])).toEqual([
      ["1000", 0],
      ["1050", 1],
      ["1100", 1],
      ["1110", 2],
      ["1120", 2],
      ["2000", 0],
    ]);
  });
});

describe("assertParent", () => {
  const chart = new Map([
    ["1000", { class: "asset", isPostable: false }],
    ["1001", { class: "asset", isPostable: true }],
    ["2000", { class: "liability", isPostable: false }],
  ] as const);

  test.each([null, "1000"])("takes %j", (parentCode) => {
    expect(() => assertParent({ code: "1002", class: "asset", parentCode }, chart)).not.toThrow();
  });

  test.each([
    ["9000", /unknown/],
    ["1001", /header/],
    ["2000", /class liability/],
  ])("refuses %s", (parentCode, message) => {
    expect(() => assertParent({ code: "1002", class: "asset", parentCode }, chart)).toThrow(
      message,
    );
  });
});

describe("findRuleName", () => {
  test.each([
    ["1101", "receivable"],
    ["5099", "roundingDifference"],
    ["6001", undefined],
  ])("of %s is %s", (code, name) => {
    expect(findRuleName(code)).toBe(name);
  });
});
