import * as fc from "fast-check";

import type { Money } from "./money";
import {
  add,
  assertStorable,
  formatAmount,
  formatRate,
  isZero,
  money,
  parseMoney,
  parseRate,
  subtract,
  sum,
  toMoneyJson,
  zero,
} from "./money";

const decimals = { JPY: 0, KRW: 0, VND: 0, BDT: 2, EUR: 2, USD: 2, BHD: 3, KWD: 3, OMR: 3 };
const currencies = Object.keys(decimals) as (keyof typeof decimals)[];
const anyMinor = fc.bigInt({ min: 1n - 10n ** 15n, max: 10n ** 15n - 1n });
const anyCurrency = fc.constantFrom(...currencies);

describe("parseMoney", () => {
  test.each([
    ["49650.00", "BDT", 4_965_000n],
    ["49650", "BDT", 4_965_000n],
    ["49650.5", "BDT", 4_965_050n],
    ["0.05", "USD", 5n],
    ["007.10", "USD", 710n],
    ["-12.5", "USD", -1_250n],
    ["-0.00", "USD", 0n],
    ["49650", "JPY", 49_650n],
    ["1.234", "BHD", 1_234n],
    ["1.5", "KWD", 1_500n],
    ["0.001", "OMR", 1n],
    ["999999999999999.999", "BHD", 999_999_999_999_999_999n],
  ])("reads %s %s as its minor units", (amount, currency, minor) => {
    expect(parseMoney({ amount, currency })).toEqual({ currency, minor });
  });

  test.each([
    ["49650.00", "JPY", 49_650n],
    ["10.5000", "BDT", 1_050n],
    ["1.230000", "BHD", 1_230n],
  ])("reads %s %s: surplus decimals that are zeros say nothing", (amount, currency, minor) => {
    expect(parseMoney({ amount, currency })).toEqual({ currency, minor });
  });

  test.each([
    ["10.005", "BDT", 2],
    ["-1.999", "EUR", 2],
    ["0.001", "USD", 2],
    ["1.5", "JPY", 0],
    ["0.01", "KRW", 0],
    ["1.2345", "KWD", 3],
    ["1.00000000000000000001", "OMR", 3],
  ])(
    "refuses %s %s, finer than its %i decimals, and never rounds it",
    (amount, currency, scale) => {
      expect(() => parseMoney({ amount, currency })).toThrow(
        expect.objectContaining({
          code: "AMOUNT_PRECISION",
          details: { amount, currency, minorUnits: scale },
        }),
      );
    },
  );

  test.each([
    "",
    " 1",
    "1 ",
    "1\n",
    "1.",
    ".5",
    "+1",
    "--1",
    "1,000.00",
    "1e3",
    "0x10",
    "NaN",
    "Infinity",
    "١٢",
    "1000000000000000",
  ])("refuses %j, which is no decimal amount or too great to book", (amount) => {
    expect(() => parseMoney({ amount, currency: "BDT" })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  test.each(["CLF", "UYW", "XAU", "XXX", "ABC", "usd", "BD", "", "toString"])(
    "refuses the currency %j, which cannot be booked",
    (currency) => {
      expect(() => parseMoney({ amount: "1", currency })).toThrow(
        expect.objectContaining({ code: "CURRENCY_UNKNOWN", details: { currency } }),
      );
    },
  );
});

describe("formatAmount", () => {
  test.each([
    ["BDT", 4_965_000n, "49650.00"],
    ["USD", 5n, "0.05"],
    ["USD", -5n, "-0.05"],
    ["EUR", -123_456n, "-1234.56"],
    ["USD", 0n, "0.00"],
    ["JPY", 0n, "0"],
    ["JPY", -7n, "-7"],
    ["BHD", 1n, "0.001"],
    ["KWD", -1_000n, "-1.000"],
  ])("writes %s %s as %s", (currency, minor, text) => {
    expect(formatAmount({ currency, minor })).toBe(text);
  });

  test("writes exactly the currency's decimals, and parseMoney reads back the same amount", () => {
    fc.assert(
      fc.property(anyCurrency, anyMinor, (currency, minor) => {
        const amount = formatAmount({ currency, minor });
        const [, fraction = ""] = amount.split(".");
        expect(fraction).toHaveLength(decimals[currency]);
        expect(parseMoney({ amount, currency })).toEqual({ currency, minor });
      }),
    );
  });

  test("refuses an amount in a currency that cannot be booked", () => {
    expect(() => formatAmount({ currency: "XAU", minor: 1n })).toThrow(
      expect.objectContaining({ code: "CURRENCY_UNKNOWN" }),
    );
  });
});

describe("assertStorable", () => {
  test.each([
    ["JPY", 999_999_999_999_999n],
    ["BDT", -99_999_999_999_999_999n],
    ["BHD", 999_999_999_999_999_999n],
  ])("lets pass %s %s, of fifteen digits before the point", (currency, minor) => {
    expect(() => assertStorable({ currency, minor })).not.toThrow();
  });

  test.each([
    ["JPY", 1_000_000_000_000_000n],
    ["BDT", -100_000_000_000_000_000n],
    ["BHD", 1_000_000_000_000_000_000n],
  ])("refuses %s %s, which no column holds", (currency, minor) => {
    expect(() => assertStorable({ currency, minor })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID", details: { currency } }),
    );
  });
});

describe("toMoneyJson", () => {
  test("crosses JSON and comes back unchanged", () => {
    fc.assert(
      fc.property(anyCurrency, anyMinor, (currency, minor) => {
        const text = JSON.stringify(toMoneyJson({ currency, minor }));
        expect(parseMoney(JSON.parse(text) as { amount: string; currency: string })).toEqual({
          currency,
          minor,
        });
      }),
    );
  });
});

describe("add, subtract and sum", () => {
  const dollars = fc.array(
    anyMinor.map((minor) => money("USD", minor)),
    { maxLength: 12 },
  );

  test("sum is the sum of the minor units, in any order", () => {
    fc.assert(
      fc.property(dollars, (amounts) => {
        const total = amounts.reduce((minor, amount) => minor + amount.minor, 0n);
        expect(sum("USD", amounts)).toEqual(money("USD", total));
        expect(sum("USD", amounts.toReversed())).toEqual(money("USD", total));
      }),
    );
  });

  test("subtracting what was added gives the amount back", () => {
    fc.assert(
      fc.property(anyMinor, anyMinor, (left, right) => {
        const first = money("BHD", left);
        expect(subtract(add(first, money("BHD", right)), money("BHD", right))).toEqual(first);
      }),
    );
  });

  test("the sum of nothing is zero in the currency asked for", () => {
    expect(sum("JPY", [])).toEqual({ currency: "JPY", minor: 0n });
  });

  test.each<[string, (left: Money, right: Money) => unknown]>([
    ["add", add],
    ["subtract", subtract],
    ["sum", (left, right) => sum("USD", [left, right])],
  ])("%s refuses two currencies", (_, operation) => {
    expect(() => operation(money("USD", 1n), money("BDT", 1n))).toThrow(
      expect.objectContaining({
        code: "CURRENCY_MISMATCH",
        details: { left: "USD", right: "BDT" },
      }),
    );
  });
});

describe("isZero", () => {
  test.each([
    [zero("JPY"), true],
    [money("USD", 1n), false],
    [money("USD", -1n), false],
  ])("tells whether an amount comes to nothing", (amount, expected) => {
    expect(isZero(amount)).toBe(expected);
  });
});

describe("parseRate", () => {
  test.each([
    ["117.33320000", 11_733_320_000n],
    ["117.3332", 11_733_320_000n],
    ["7", 700_000_000n],
    ["0.00000001", 1n],
    ["0", 0n],
    ["9999999999.99999999", 999_999_999_999_999_999n],
  ])("reads %s with eight decimals", (text, rate) => {
    expect(parseRate(text)).toBe(rate);
  });

  test.each(["", "-1", "1.", ".5", "1.123456789", "12345678901", "7%", "1e2", "1,5", " 1"])(
    "refuses %j, which is no rate of at most ten digits and eight decimals",
    (rate) => {
      expect(() => parseRate(rate)).toThrow(expect.objectContaining({ code: "AMOUNT_INVALID" }));
    },
  );

  test("is undone by formatRate, which writes all eight decimals", () => {
    expect(formatRate(11_733_320_000n)).toBe("117.33320000");
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (rate) => {
        expect(formatRate(rate)).toMatch(/^\d+\.\d{8}$/);
        expect(parseRate(formatRate(rate))).toBe(rate);
      }),
    );
  });
});
