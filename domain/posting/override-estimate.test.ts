import * as fc from "fast-check";

import type { Money } from "../money";
import { add, formatAmount, money, parseMoney, subtract, zero } from "../money";
import { postCommissionTrueUp } from "./commission";
import type { OverrideTerms } from "./override-estimate";
import { estimateOverride } from "./override-estimate";

const bdt = (amount: string): Money => parseMoney({ amount, currency: "BDT" });

/** The worked example of docs/overrides.md. */
const terms: OverrideTerms = {
  validUntil: "2026-12-31",
  tiers: [
    { from: bdt("1000000.00"), percent: "1" },
    { from: bdt("5000000.00"), percent: "2" },
  ],
  expectedVolume: bdt("6000000.00"),
  isHighlyProbable: true,
};

const figures = (volume: string, through: string, more: Partial<OverrideTerms> = {}) => {
  const { expected, probable } = estimateOverride(bdt(volume), { ...terms, ...more }, through);
  return [formatAmount(expected), formatAmount(probable)];
};

describe("estimateOverride", () => {
  test.each<[string, string, Partial<OverrideTerms>, [string, string]]>([
    ["800000.00", "2026-01-31", {}, ["16000.00", "16000.00"]],
    ["1500000.00", "2026-02-28", {}, ["30000.00", "30000.00"]],
    ["800000.00", "2026-01-31", { isHighlyProbable: false }, ["16000.00", "0.00"]],
    ["1500000.00", "2026-02-28", { isHighlyProbable: false }, ["30000.00", "15000.00"]],
    ["4800000.00", "2026-11-30", {}, ["96000.00", "96000.00"]],
    ["4800000.00", "2026-12-31", {}, ["48000.00", "48000.00"]],
    ["5200000.00", "2026-12-31", {}, ["104000.00", "104000.00"]],
  ])("of %s sold by %s", (volume, through, more, expected) => {
    expect(figures(volume, through, more)).toEqual(expected);
  });

  test("expects no less than what was sold, and only what was reached where nothing is expected", () => {
    const low = { expectedVolume: bdt("1000000.00") };
    expect(figures("5000000.00", "2026-06-30", low)).toEqual(["100000.00", "100000.00"]);
    const { expectedVolume: _, ...open } = terms;
    const { probable } = estimateOverride(bdt("1500000.00"), open, "2026-06-30");
    expect(formatAmount(probable)).toBe("15000.00");
  });
});

describe("accruals of an override", () => {
  const currencies = { functional: "BDT", rateOf: () => "1" };

  test("come, month by month, to what is probable, however the volume and what is expected go", () => {
    const month = fc.record({
      sold: fc.bigInt({ min: -50_000_000n, max: 200_000_000n }),
      isHighlyProbable: fc.boolean(),
      expected: fc.option(fc.bigInt({ min: 0n, max: 900_000_000n })),
    });
    fc.assert(
      fc.property(fc.array(month, { minLength: 1, maxLength: 13 }), (months) => {
        let [volume, accrued] = [zero("BDT"), zero("BDT")];
        for (const [index, { sold, isHighlyProbable, expected }] of months.entries()) {
          const next = add(volume, money("BDT", sold));
          volume = next.minor < 0n ? zero("BDT") : next;
          const { expectedVolume: _, ...rest } = terms;
          const through = new Date(Date.UTC(2026, index + 1, 0)).toISOString().slice(0, 10);
          const estimate = estimateOverride(
            volume,
            {
              ...rest,
              isHighlyProbable,
              ...(expected === null ? {} : { expectedVolume: money("BDT", expected) }),
            },
            through,
          );
          const item = {
            account: "1109",
            side: "debit" as const,
            amount: accrued,
            dimensions: { supplierId: 1 },
          };
          const lines = postCommissionTrueUp(
            {
              supplierId: 1,
              kind: "override",
              ...estimate,
              ...(accrued.minor === 0n ? {} : { accrued: item }),
            },
            currencies,
          );
          const booked = lines
            .filter(({ account }) => account === "1109")
            .reduce(
              (total, { side, amount }) =>
                side === "debit" ? add(total, amount) : subtract(total, amount),
              zero("BDT"),
            );
          accrued = add(accrued, booked);
          expect(accrued).toEqual(estimate.probable);
        }
      }),
    );
  });
});
