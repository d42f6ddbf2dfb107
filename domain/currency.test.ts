import { currencies, getMinorUnits } from "./currency";

const withoutDecimals =
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF BYR".split(" ");
const withThreeDecimals = "BHD IQD JOD KWD LYD OMR TND".split(" ");
const withFourDecimals = ["CLF", "UYW"];
const neverBooked = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(" ");

describe("getMinorUnits", () => {
  test.each(withoutDecimals)("gives %s no decimals", (code) => {
    expect(getMinorUnits(code)).toBe(0);
  });

  test.each(withThreeDecimals)("gives %s three decimals", (code) => {
    expect(getMinorUnits(code)).toBe(3);
  });

  test("gives every other currency of ISO 4217 two", () => {
    const special = new Set([
      ...withoutDecimals,
      ...withThreeDecimals,
      ...withFourDecimals,
      ...neverBooked,
    ]);
    const others = [...currencies.keys()].filter((code) => !special.has(code));
    expect(others).toEqual(expect.arrayContaining(["BDT", "EUR", "GBP", "INR", "USD"]));
    expect(others.filter((code) => getMinorUnits(code) !== 2)).toEqual([]);
  });

  test.each([...neverBooked, ...withFourDecimals, "ABC", "bdt", "BD", "", "constructor"])(
    "refuses %j: a metal, a unit finer than the ledger, or no currency at all",
    (code) => {
      expect(() => getMinorUnits(code)).toThrow(
        expect.objectContaining({ code: "CURRENCY_UNKNOWN", details: { currency: code } }),
      );
    },
  );

  test.each(["ANG", "HRK", "LTL", "ZWL"])(
    "still knows the decimals of %s, which old documents are in",
    (code) => {
      expect(getMinorUnits(code)).toBe(2);
    },
  );
});

describe("currencies", () => {
  test("finds each currency under its own code, with a numeric code and a name", () => {
    for (const [code, currency] of currencies) {
      expect(currency.code).toBe(code);
      expect(code).toMatch(/^[A-Z]{3}$/);
      expect(currency.numericCode).toMatch(/^\d{3}$/);
      expect(currency.name).toBe(currency.name.trim());
      expect(currency.name).not.toBe("");
    }
  });

  test.each([
    ["BGN", false],
    ["ANG", false],
    ["HRK", false],
    ["XCG", true],
    ["XAD", true],
    ["SLE", true],
    ["BDT", true],
  ])("knows whether %s is in force", (code, isActive) => {
    expect(currencies.get(code)?.isActive).toBe(isActive);
  });
});
