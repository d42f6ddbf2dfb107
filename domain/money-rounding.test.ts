import * as fc from "fast-check";

import {
  allocate,
  convert,
  divideHalfAwayFromZero,
  formatAmount,
  formatRate,
  money,
  parseMoney,
  percentageOf,
  sum,
} from "./money";

const decimals = { JPY: 0, BDT: 2, USD: 2, BHD: 3 };
const anyCurrency = fc.constantFrom(...(Object.keys(decimals) as (keyof typeof decimals)[]));
const anyMinor = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n });
const anyRate = fc.bigInt({ min: 0n, max: 10n ** 14n }).map(formatRate);

describe("divideHalfAwayFromZero", () => {
  test.each([
    [1n, 2n, 1n],
    [-1n, 2n, -1n],
    [3n, 2n, 2n],
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [1n, 3n, 0n],
    [-1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [49n, 100n, 0n],
    [50n, 100n, 1n],
    [-49n, 100n, 0n],
    [-50n, 100n, -1n],
    [0n, 7n, 0n],
    [21n, 7n, 3n],
  ])("rounds %s / %s to %s", (numerator, denominator, quotient) => {
    expect(divideHalfAwayFromZero(numerator, denominator)).toBe(quotient);
  });

  test("gives the nearest integer, and of two equally near the one farther from zero", () => {
    const numerators = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    const denominators = fc.oneof(
      fc.bigInt({ min: 1n, max: 20n }),
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
    );
    fc.assert(
      fc.property(numerators, denominators, (numerator, denominator) => {
        const quotient = divideHalfAwayFromZero(numerator, denominator);
        const excess = absolute(2n * quotient * denominator) - absolute(2n * numerator);
        expect(excess).toBeGreaterThan(-denominator);
        expect(excess).toBeLessThanOrEqual(denominator);
        expect(quotient * numerator).toBeGreaterThanOrEqual(0n);
      }),
    );
  });

  test.each([0n, -3n])("never divides by %s", (denominator) => {
    expect(() => divideHalfAwayFromZero(1n, denominator)).toThrow("denominator is positive");
  });
});

describe("convert", () => {
  test.each([
    ["640.00", "USD", "117.33320000", "BDT", "75093.25"],
    ["620.00", "USD", "117.33320000", "BDT", "72746.58"],
    ["20.00", "USD", "117.33320000", "BDT", "2346.66"],
    ["35.00", "USD", "117.33320000", "BDT", "4106.66"],
    ["620.00", "USD", "118.00000000", "BDT", "73160.00"],
    ["640.00", "USD", "118.10000000", "BDT", "75584.00"],
    ["10.00", "USD", "149.50500000", "JPY", "1495"],
    ["10.00", "USD", "149.55000000", "JPY", "1496"],
    ["1495", "JPY", "0.00668896", "USD", "10.00"],
    ["100.00", "USD", "0.37600000", "BHD", "37.600"],
    ["1.005", "BHD", "2.65957447", "USD", "2.67"],
    ["1", "JPY", "0.00499999", "USD", "0.00"],
    ["0.01", "USD", "0.50000000", "BDT", "0.01"],
    ["-0.01", "USD", "0.50000000", "BDT", "-0.01"],
    ["-640.00", "USD", "117.33320000", "BDT", "-75093.25"],
    ["12.34", "USD", "1.00000000", "USD", "12.34"],
  ])("converts %s %s at %s to %s %s", (amount, from, rate, to, expected) => {
    const converted = convert(parseMoney({ amount, currency: from }), to, rate);
    expect(formatAmount(converted)).toBe(expected);
    expect(converted.currency).toBe(to);
  });

  test("equals the written-out product, cut at the target's decimals by its next digit", () => {
    fc.assert(
      fc.property(anyCurrency, anyCurrency, anyMinor, anyRate, (from, to, minor, rate) => {
        const amount = money(from, minor);
        expect(formatAmount(convert(amount, to, rate))).toBe(
          multiplyOnPaper(formatAmount(amount), rate, decimals[to]),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("converts a negative amount to the negative of what its opposite converts to", () => {
    fc.assert(
      fc.property(anyCurrency, anyCurrency, anyMinor, anyRate, (from, to, minor, rate) => {
        expect(convert(money(from, -minor), to, rate).minor).toBe(
          -convert(money(from, minor), to, rate).minor,
        );
      }),
    );
  });

  test("refuses a currency that cannot be booked, on either side", () => {
    const refused = expect.objectContaining({ code: "CURRENCY_UNKNOWN" });
    expect(() => convert(money("USD", 1n), "CLF", "1")).toThrow(refused);
    expect(() => convert(money("XAU", 1n), "USD", "1")).toThrow(refused);
  });
});

describe("percentageOf", () => {
  test.each([
    ["40000.00", "BDT", "7", "2800.00"],
    ["1000.00", "BDT", "15", "150.00"],
    ["0.20", "USD", "2.5", "0.01"],
    ["-0.20", "USD", "2.5", "-0.01"],
    ["0.19", "USD", "2.5", "0.00"],
    ["333.33", "EUR", "7.25", "24.17"],
    ["100.00", "USD", "33.33333333", "33.33"],
    ["10", "JPY", "5", "1"],
    ["9", "JPY", "5", "0"],
    ["98000", "JPY", "3", "2940"],
    ["1.000", "BHD", "4.5", "0.045"],
    ["0.111", "BHD", "4.5", "0.005"],
    ["40000.00", "BDT", "0", "0.00"],
    ["12.34", "USD", "100", "12.34"],
  ])("of %s %s, %s percent is %s", (amount, currency, percent, expected) => {
    expect(formatAmount(percentageOf(parseMoney({ amount, currency }), percent))).toBe(expected);
  });

  test("equals the written-out hundredth of the product, rounded once", () => {
    fc.assert(
      fc.property(anyCurrency, anyMinor, anyRate, (currency, minor, percent) => {
        const [whole = "", fraction = ""] = percent.padStart(12, "0").split(".");
        const factor = `${whole.slice(0, -2)}.${whole.slice(-2)}${fraction}`;
        expect(formatAmount(percentageOf(money(currency, minor), percent))).toBe(
          multiplyOnPaper(formatAmount(money(currency, minor)), factor, decimals[currency]),
        );
      }),
      { numRuns: 500 },
    );
  });

  test.each(["-7", "7 %", "", "1/3"])("refuses %j, which is no percentage", (percent) => {
    expect(() => percentageOf(money("BDT", 100n), percent)).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });
});

describe("allocate", () => {
  test("splits 1,000.00 by three nights and four as accounting.md 5.9 does", () => {
    expect(allocate(money("BDT", 100_000n), [3n, 4n])).toEqual([
      money("BDT", 42_857n),
      money("BDT", 57_143n),
    ]);
  });

  test.each([
    ["10.00", "USD", [1n, 1n, 1n], ["3.33", "3.34", "3.33"]],
    ["-10.00", "USD", [1n, 1n, 1n], ["-3.33", "-3.34", "-3.33"]],
    ["0.01", "USD", [1n, 1n], ["0.01", "0.00"]],
    ["100", "JPY", [2n, 0n, 1n], ["67", "0", "33"]],
    ["1.000", "BHD", [7n, 2n, 5n], ["0.500", "0.143", "0.357"]],
    ["0.00", "BDT", [5n, 6n], ["0.00", "0.00"]],
    ["9.99", "EUR", [123n], ["9.99"]],
  ])("splits %s %s by %s into %s", (amount, currency, weights, expected) => {
    expect(allocate(parseMoney({ amount, currency }), weights).map(formatAmount)).toEqual(expected);
  });

  test("sums to the whole, and no part is a minor unit or more from its exact share", () => {
    const anyWeights = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 40 })
      .filter((weights) => weights.some((weight) => weight > 0n));
    fc.assert(
      fc.property(anyMinor, anyWeights, (minor, weights) => {
        const whole = money("USD", minor);
        const parts = allocate(whole, weights);
        const total = weights.reduce((left, right) => left + right, 0n);
        expect(parts).toHaveLength(weights.length);
        expect(sum("USD", parts)).toEqual(whole);
        for (const [index, part] of parts.entries()) {
          const error = part.minor * total - minor * (weights[index] ?? 0n);
          expect(absolute(error)).toBeLessThan(total);
          expect(part.minor * minor).toBeGreaterThanOrEqual(0n);
        }
      }),
    );
  });

  test("gives the same parts for weights in the same proportion", () => {
    const anyWeights = fc.array(fc.bigInt({ min: 1n, max: 99n }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(
        anyMinor,
        anyWeights,
        fc.bigInt({ min: 1n, max: 99n }),
        (minor, weights, scale) => {
          expect(
            allocate(
              money("BDT", minor),
              weights.map((weight) => weight * scale),
            ),
          ).toEqual(allocate(money("BDT", minor), weights));
        },
      ),
    );
  });

  test.each([
    ["no weights", []],
    ["only zeros", [0n, 0n]],
    ["a negative weight", [3n, -1n]],
  ])("never splits by %s", (_, weights: bigint[]) => {
    expect(() => allocate(money("BDT", 100n), weights)).toThrow("allocation weights");
  });
});

/** School multiplication on the digits as text, independent of the code under test. */
function multiplyOnPaper(left: string, right: string, scale: number): string {
  const negative = left.startsWith("-");
  const [whole = "", fraction = ""] = left.replace("-", "").split(".");
  const [factorWhole = "", factorFraction = ""] = right.split(".");
  const product = BigInt(whole + fraction) * BigInt(factorWhole + factorFraction);
  const places = fraction.length + factorFraction.length;
  const digits = product.toString().padStart(places + 1, "0");
  const cut = digits.length - places + scale;
  const kept = BigInt(digits.slice(0, cut).padEnd(cut, "0"));
  const next = digits.charAt(cut);
  const rounded = (next >= "5" ? kept + 1n : kept).toString().padStart(scale + 1, "0");
  const text =
    scale === 0
      ? rounded
      : `${rounded.slice(0, rounded.length - scale)}.${rounded.slice(rounded.length - scale)}`;
  return negative && rounded !== "0".repeat(scale + 1) ? `-${text}` : text;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
