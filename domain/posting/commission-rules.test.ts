import * as fc from "fast-check";

import { readMoney } from "../../tests/harness/open-items";
import { formatAmount } from "../money";
import type { CommissionRule, CommissionScope, CommissionedSale } from "./commission-rules";
import { chooseCommissionRule, overrideOf, segmentCommission } from "./commission-rules";

const sale: CommissionedSale = {
  supplierId: 500,
  soldOn: "2026-11-21",
  contract: "BG-2026",
  route: { from: "DAC", to: "DXB" },
  bookingClass: "Y",
};
const byContract = { contract: "BG-2026" };
const byRoute = { route: { from: "DAC", to: "DXB" } };
const byClass = { bookingClass: "Y" };

describe("chooseCommissionRule", () => {
  test.each<[string, CommissionScope[], number]>([
    ["contract before route", [byRoute, byContract], 2],
    ["route before class", [byClass, byRoute], 2],
    ["class before default", [{}, byClass], 2],
    ["default where nothing else fits", [{ bookingClass: "K" }, {}], 2],
    ["contract before route and class together", [{ ...byRoute, ...byClass }, byContract], 2],
    ["route and class before route", [byRoute, { ...byRoute, ...byClass }], 2],
    ["of all four the contract", [{}, byClass, byRoute, byContract], 4],
  ])("takes %s", (_, scopes, expected) => {
    expect(choose(scopes.map((scope) => ({ scope })))).toBe(expected);
  });

  test.each<[string, Partial<CommissionRule>]>([
    ["another supplier's", { supplierId: 501 }],
    ["of another kind", { kind: "override" }],
    ["not yet in force", { validFrom: "2026-11-22" }],
    ["out of force", { validUntil: "2026-11-20" }],
    ["of another contract", { scope: { contract: "BG-2025" } }],
    ["of the way back", { scope: { route: { from: "DXB", to: "DAC" } } }],
    ["of another class", { scope: { bookingClass: "J" } }],
  ])("leaves out a rule %s", (_, rule) => {
    expect(choose([rule])).toBeUndefined();
    expect(choose([rule, {}])).toBe(2);
  });

  test("is in force on its first and on its last day", () => {
    expect(choose([{ validFrom: "2026-11-21", validUntil: "2026-11-21" }])).toBe(1);
  });

  test("of equals takes the one in force latest, then the one entered last", () => {
    expect(choose([{ validFrom: "2026-06-01" }, { validFrom: "2026-01-01" }])).toBe(1);
    expect(choose([{}, {}])).toBe(2);
  });

  test("asks for no contract where the sale has none", () => {
    const { contract: _, ...uncontracted } = sale;
    expect(chooseCommissionRule([ruleOf({ scope: byContract }, 1)], uncontracted, "base")).toBe(
      undefined,
    );
  });

  test("chooses the same whatever the order of the rules", () => {
    const anyScope = fc.record(
      {
        contract: fc.constantFrom("BG-2026", "BG-2025"),
        route: fc.constantFrom({ from: "DAC", to: "DXB" }, { from: "DXB", to: "DAC" }),
        bookingClass: fc.constantFrom("Y", "J"),
      },
      { requiredKeys: [] },
    );
    const anyRules = fc.array(
      fc.record({ scope: anyScope, validFrom: fc.constantFrom("2026-01-01", "2026-06-01") }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(anyRules, (parts) => {
        const rules = parts.map((part, index) => ruleOf(part, index + 1));
        const chosen = chooseCommissionRule(rules, sale, "base");
        expect(chooseCommissionRule(rules.toReversed(), sale, "base")).toBe(chosen);
      }),
    );
  });

  function choose(parts: readonly Partial<CommissionRule>[]): number | undefined {
    const rules = parts.map((part, index) => ruleOf(part, index + 1));
    return chooseCommissionRule(rules, sale, "base")?.ruleId;
  }
});

describe("overrideOf", () => {
  const tiers = [
    { from: readMoney("1000000.00 BDT"), percent: "1" },
    { from: readMoney("5000000.00 BDT"), percent: "2.5" },
  ];

  test.each([
    ["999999.99 BDT", "0.00"],
    ["1000000.00 BDT", "10000.00"],
    ["4999999.99 BDT", "50000.00"],
    ["5000000.00 BDT", "125000.00"],
  ])("of a volume of %s is %s, by the highest step on all of it", (volume, expected) => {
    expect(formatAmount(overrideOf(readMoney(volume), tiers))).toBe(expected);
    expect(formatAmount(overrideOf(readMoney(volume), tiers.toReversed()))).toBe(expected);
  });
});

describe("segmentCommission", () => {
  test.each([
    ["0.35 USD", 1_204, "421.40"],
    ["12 JPY", 7, "84"],
    ["0.125 BHD", 0, "0.000"],
  ])("is %s for each of %i segments", (perSegment, count, expected) => {
    expect(formatAmount(segmentCommission(readMoney(perSegment), count))).toBe(expected);
  });
});

function ruleOf(part: Partial<CommissionRule>, ruleId: number): CommissionRule {
  return {
    supplierId: 500,
    kind: "base",
    scope: {},
    validFrom: "2026-01-01",
    terms: { kind: "percent", percent: "7" },
    ...part,
    ruleId,
  };
}
