import { loadCountries } from "../../db/reference/load-countries";
import { loadCurrencies } from "../../db/reference/load-currencies";

const currencies = new Map(loadCurrencies().map((row) => [row.currency_code, row]));

describe("loadCurrencies", () => {
  test.each([
    ["USD", 2],
    ["BDT", 2],
    ["JPY", 0],
    ["KRW", 0],
    ["BHD", 3],
    ["KWD", 3],
    ["TND", 3],
    ["CLF", 4],
    ["UYW", 4],
    ["XOF", 0],
  ])("gives %s its %i minor units", (code, minorUnits) => {
    expect(currencies.get(code)).toMatchObject({ minor_units: minorUnits, is_active: true });
  });

  test.each("XAU XAG XPT XPD XDR XTS XXX".split(" "))("gives %s no minor units", (code) => {
    expect(currencies.get(code)?.minor_units).toBeNull();
  });

  test.each([
    ["SLE", "925"],
    ["ZWG", "924"],
    ["XCG", "532"],
    ["XAD", "396"],
    ["VED", "926"],
  ])("has the recent currency %s", (code, numericCode) => {
    expect(currencies.get(code)).toMatchObject({ numeric_code: numericCode, is_active: true });
  });

  test.each("ANG BGN CUC HRK SLL ZWL".split(" "))("keeps the withdrawn %s as inactive", (code) => {
    expect(currencies.get(code)?.is_active).toBe(false);
  });

  test("has the 178 currencies and funds in force, sorted, with unique numeric codes", () => {
    const active = [...currencies.values()].filter((row) => row.is_active);
    expect(active).toHaveLength(178);
    expect(new Set(active.map((row) => row.numeric_code)).size).toBe(178);
    expect([...currencies.keys()]).toEqual([...currencies.keys()].toSorted());
  });
});

describe("loadCountries", () => {
  const countries = new Map(loadCountries().map((row) => [row.country_code, row]));

  test.each([
    ["BD", "BGD", "050", "Bangladesh"],
    ["GB", "GBR", "826", "United Kingdom"],
    ["TR", "TUR", "792", "Türkiye"],
    ["AE", "ARE", "784", "United Arab Emirates"],
  ])("knows %s", (code, alpha3, numericCode, name) => {
    expect(countries.get(code)).toEqual({
      country_code: code,
      country_code_alpha3: alpha3,
      numeric_code: numericCode,
      country_name: name,
      is_active: true,
    });
  });

  test("has the 249 countries of ISO 3166-1 and Kosovo, without a repeated code", () => {
    const rows = [...countries.values()];
    expect(rows).toHaveLength(250);
    expect(countries.has("XK")).toBe(true);
    expect(new Set(rows.map((row) => row.country_code_alpha3)).size).toBe(250);
    expect(new Set(rows.map((row) => row.numeric_code)).size).toBe(250);
    for (const row of rows) expect(row.numeric_code).toMatch(/^\d{3}$/);
  });
});
