import { neutraliseFormula } from "./neutralise-formula";

describe("neutraliseFormula", () => {
  test.each([
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\ufeff=1",
    "＝1",
    "\n=1",
  ])("makes text of %j", (text) => {
    expect(neutraliseFormula(text)).toBe(`'${text}`);
  });

  test.each(["", "Ayesha Rahman", "1001", "a=b", "5% of it", "রহমান", "'=1"])(
    "leaves %j",
    (text) => {
      expect(neutraliseFormula(text)).toBe(text);
    },
  );
});
