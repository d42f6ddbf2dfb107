import { defaultBrandColor, isReadableWithWhite } from "./brand-color";

describe("isReadableWithWhite", () => {
  test.each([
    [defaultBrandColor, true],
    ["#000000", true],
    ["#0B5CAD", true],
    // 4.54 and 4.48 to one: the greys on either side of the limit.
    ["#767676", true],
    ["#777777", false],
    ["#FFD400", false],
    ["#FFFFFF", false],
  ])("%s: %s", (color, expected) => {
    expect(isReadableWithWhite(color)).toBe(expected);
  });
});
