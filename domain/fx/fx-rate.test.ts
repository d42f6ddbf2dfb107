import * as fc from "fast-check";

import { formatRate, parseRate } from "../money";
import { ratesOfFeed } from "./feed-rates";
import { crossRate, invertRate, parseFxRate } from "./fx-rate";

const anyRate = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(formatRate);

describe("parseFxRate", () => {
  test.each([
    ["117.3332", "117.33320000"],
    ["1", "1.00000000"],
    ["0.00000001", "0.00000001"],
    ["9999999999.99999999", "9999999999.99999999"],
  ])("reads %s as %s", (text, rate) => {
    expect(parseFxRate(text)).toBe(rate);
  });

  test.each(["0", "0.00000000", "-1", "1.123456789", "12345678901", "1,5", "", "1e3", " 1"])(
    "refuses %j",
    (text) => {
      expect(() => parseFxRate(text)).toThrow(expect.objectContaining({ code: "FX_RATE_INVALID" }));
    },
  );
});

describe("invertRate", () => {
  test.each([
    ["117.33320000", "0.00852274"],
    ["118.00000000", "0.00847458"],
    ["0.92000000", "1.08695652"],
    ["0.00000300", "333333.33333333"],
    ["3.00000000", "0.33333333"],
    ["1.00000000", "1.00000000"],
    ["66666666.66666667", "0.00000001"],
    ["64000000.00000000", "0.00000002"],
  ])("rounds the inverse of %s to %s", (rate, inverse) => {
    expect(invertRate(rate)).toBe(inverse);
  });

  test("is unknown where nothing is left at eight decimals", () => {
    expect(invertRate("9999999999.00000000")).toBeUndefined();
  });

  test("is within half of the last decimal of the true inverse", () => {
    fc.assert(
      fc.property(anyRate, (rate) => {
        const scale = 10n ** 16n;
        const inverse = parseRate(invertRate(rate) ?? "0");
        const error = 2n * (inverse * parseRate(rate) - scale);
        expect(error <= parseRate(rate) && error >= -parseRate(rate)).toBe(true);
      }),
    );
  });
});

describe("crossRate", () => {
  test.each([
    // 1 EUR = 1.0850 USD and 0.8400 GBP: 1 USD = 0.77419355 GBP.
    ["1.0850", "0.8400", "0.77419355"],
    ["0.8400", "1.0850", "1.29166667"],
    ["165.40", "1.0850", "0.00655985"],
  ])("of %s and %s to the base is %s", (from, to, rate) => {
    expect(crossRate(from, to)).toBe(rate);
  });
});

describe("ratesOfFeed", () => {
  const feed = {
    base: "EUR",
    effectiveOn: "2026-11-20",
    rates: [
      { currency: "USD", rate: "1.08500000" },
      { currency: "GBP", rate: "0.84000000" },
    ],
  };
  const quoted = [
    { from: "EUR", to: "USD", effectiveOn: "2026-11-20", rate: "1.08500000" },
    { from: "EUR", to: "GBP", effectiveOn: "2026-11-20", rate: "0.84000000" },
  ];

  test("takes what is quoted, and crosses nothing unless the partner has chosen so", () => {
    const partner = { functionalCurrency: "GBP", reportingCurrency: "USD", isCrossed: false };
    expect(ratesOfFeed(feed, partner)).toEqual(quoted);
  });

  test("crosses through its base to the partner's own currencies, on the same day", () => {
    const partner = { functionalCurrency: "GBP", reportingCurrency: "USD", isCrossed: true };
    expect(ratesOfFeed(feed, partner)).toEqual([
      ...quoted,
      { from: "USD", to: "GBP", effectiveOn: "2026-11-20", rate: "0.77419355" },
      { from: "GBP", to: "USD", effectiveOn: "2026-11-20", rate: "1.29166667" },
    ]);
  });

  test("crosses nothing to a currency that the feed does not quote", () => {
    const partner = { functionalCurrency: "BDT", reportingCurrency: null, isCrossed: true };
    expect(ratesOfFeed(feed, partner)).toEqual(quoted);
  });
});
