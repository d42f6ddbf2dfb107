import * as fc from "fast-check";

import type { Fare } from "./fare";
import { assertFareAddsUp, commissionOf, sumTaxes } from "./fare";
import { money, parseMoney } from "./money";
import { Refusal } from "./refusal";

const amounts = fc.bigInt({ min: 0n, max: 10n ** 12n });

describe("assertFareAddsUp", () => {
  test.each([
    ["40000.00", ["6000.00", "2500.00"], "48500.00", "BDT"],
    ["98000", ["21340"], "119340", "JPY"],
    ["145.500", ["38.275"], "183.775", "BHD"],
    ["40000.00", [], "40000.00", "BDT"],
    ["0.00", ["125.40"], "125.40", "USD"],
    ["0.00", [], "0.00", "USD"],
  ])("accepts %s with taxes of %j at %s %s", (base, taxes, total, currency) => {
    expect(() => assertFareAddsUp(newFare({ base, taxes, total, currency }))).not.toThrow();
  });

  test.each([
    ["40000.00", ["8500.00"], "48500.01", "1"],
    ["40000.00", ["8500.00"], "48499.99", "-1"],
    ["40000.00", [], "48500.00", "850000"],
    ["40000.00", ["8500.00", "0.01"], "48500.00", "-1"],
    ["0.00", [], "-1.00", "-100"],
  ])("refuses %s with taxes of %j at %s", (base, taxes, total, differenceMinor) => {
    expect(() => assertFareAddsUp(newFare({ base, taxes, total, currency: "BDT" }))).toThrow(
      expect.objectContaining({
        code: "FARE_UNBALANCED",
        details: { differenceMinor, currency: "BDT" },
      }),
    );
  });

  test.each([
    ["-1.00", ["1.00"], "0.00"],
    ["10.00", ["-1.00"], "9.00"],
    ["10.00", ["3.00", "-3.00"], "10.00"],
  ])("refuses %s with taxes of %j: no part is negative", (base, taxes, total) => {
    expect(() => assertFareAddsUp(newFare({ base, taxes, total, currency: "BDT" }))).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });

  test.each<[string, Partial<Fare>]>([
    ["base", { base: money("USD", 4_000_000n) }],
    ["tax", { taxes: [{ code: "YQ", amount: money("USD", 850_000n) }] }],
    ["total", { total: money("USD", 4_850_000n) }],
  ])("refuses a %s in another currency than the rest", (_, part) => {
    const fare = newFare({ base: "40000.00", taxes: ["8500.00"], total: "48500.00" });
    expect(() => assertFareAddsUp({ ...fare, ...part })).toThrow(
      expect.objectContaining({ code: "CURRENCY_MISMATCH" }),
    );
  });

  test("accepts a total exactly when it is the sum of the parts", () => {
    const off = fc.bigInt({ min: -5n, max: 5n });
    fc.assert(
      fc.property(amounts, fc.array(amounts, { maxLength: 9 }), off, (base, taxes, error) => {
        const fare: Fare = {
          base: money("USD", base),
          taxes: taxes.map((minor) => ({ code: "XX", amount: money("USD", minor) })),
          total: money("USD", taxes.reduce((left, right) => left + right, base) + error),
        };
        expect(refusalOf(fare)).toBe(error === 0n ? undefined : "FARE_UNBALANCED");
      }),
    );
  });
});

describe("sumTaxes", () => {
  test("adds surcharges and taxes, and gives zero where there are none", () => {
    const fare = newFare({ base: "1.00", taxes: ["6000.00", "2500.01"], total: "8501.01" });
    expect(sumTaxes(fare)).toEqual(money("BDT", 850_001n));
    expect(sumTaxes({ ...fare, taxes: [] })).toEqual(money("BDT", 0n));
  });
});

describe("commissionOf", () => {
  test.each([
    ["40000.00", "BDT", "7", 280_000n],
    ["98000", "JPY", "3", 2_940n],
    ["145.500", "BHD", "4.5", 6_548n],
    ["333.33", "USD", "7.25", 2_417n],
    ["0.07", "USD", "7", 0n],
    ["40000.00", "BDT", "0", 0n],
    ["0.00", "BDT", "7", 0n],
  ])("of %s %s, %s percent is rounded once", (amount, currency, percent, minor) => {
    const base = parseMoney({ amount, currency });
    expect(commissionOf(base, { kind: "percent", percent })).toEqual({ currency, minor });
  });

  test("takes an amount as it is", () => {
    for (const amount of [money("BHD", 2_500n), money("BHD", 0n)]) {
      expect(commissionOf(money("BHD", 145_500n), { kind: "amount", amount })).toEqual(amount);
    }
  });

  test("is zero in the fare's currency where no terms are known", () => {
    expect(commissionOf(money("JPY", 98_000n), undefined)).toEqual(money("JPY", 0n));
  });

  test("refuses an amount in another currency than the fare's", () => {
    const amount = money("USD", 2_500n);
    expect(() => commissionOf(money("BDT", 4_000_000n), { kind: "amount", amount })).toThrow(
      expect.objectContaining({ code: "CURRENCY_MISMATCH" }),
    );
  });

  test("refuses a negative amount: a commission is the agency's claim", () => {
    const amount = money("BDT", -1n);
    expect(() => commissionOf(money("BDT", 4_000_000n), { kind: "amount", amount })).toThrow(
      expect.objectContaining({ code: "AMOUNT_INVALID" }),
    );
  });
});

function refusalOf(fare: Fare): string | undefined {
  try {
    assertFareAddsUp(fare);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

function newFare(fare: {
  readonly base: string;
  readonly taxes: readonly string[];
  readonly total: string;
  readonly currency?: string;
}): Fare {
  const { currency = "BDT" } = fare;
  const read = (amount: string) => parseMoney({ amount, currency });
  return {
    base: read(fare.base),
    taxes: fare.taxes.map((amount, index) => ({ code: `X${index}`, amount: read(amount) })),
    total: read(fare.total),
  };
}
