import { isDeeper } from "./limit-depth";

describe("isDeeper", () => {
  test.each([
    ['{"a":[1]}', 2, false],
    ['{"a":[[1]]}', 2, true],
    ["[[[", 2, true],
    ['{"a":"[[[[["}', 1, false],
    [String.raw`{"a":"\"[[[[["}`, 1, false],
    ["[],[],[],{}", 1, false],
    ['"[', 0, false],
    ["", 0, false],
  ])("%s at most %d deep: %s", (json, max, expected) => {
    expect(isDeeper(json, max)).toBe(expected);
  });

  test("reads a body of the largest size in no time worth telling", () => {
    const started = Date.now();
    expect(isDeeper(`[${'"\\",['.repeat(40_000)}`, 100_000)).toBe(false);
    expect(isDeeper("[".repeat(260_000), 20)).toBe(true);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

test("reads a string as long as a body may be", () => {
  expect(isDeeper(`{"content":"${"A".repeat(60_000_000)}"}`, 20)).toBe(false);
});
