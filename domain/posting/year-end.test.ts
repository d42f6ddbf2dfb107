import * as fc from "fast-check";

import { balancesOf, booksIn, describeLines } from "../../tests/harness/posting-books";
import { defaultChartOfAccounts } from "../journal/accounts";
import { buildEntry } from "../journal/build-entry";
import type { YearBalance } from "./year-end";
import { postYearEnd } from "./year-end";

const chart = new Map(defaultChartOfAccounts.map(({ code, class: type }) => [code, type]));

describe("postYearEnd", () => {
  test.each<[string, string, [account: string, minor: bigint][], string[]]>([
    [
      "a profit",
      "BDT",
      [
        ["4011", -280_000n],
        ["4031", -100_000n],
        ["5041", 125_000n],
      ],
      ["4011 Dr 2800.00", "4031 Dr 1000.00", "5041 Cr 1250.00", "3101 Cr 2550.00"],
    ],
    [
      "a loss",
      "BDT",
      [
        ["4011", -100_000n],
        ["5061", 125_000n],
      ],
      ["4011 Dr 1000.00", "5061 Cr 1250.00", "3101 Dr 250.00"],
    ],
    [
      "neither",
      "BDT",
      [
        ["4011", -100_000n],
        ["5061", 100_000n],
      ],
      ["4011 Dr 1000.00", "5061 Cr 1000.00"],
    ],
    [
      "discounts allowed, and an exchange gain on an account of expenses",
      "BDT",
      [
        ["4091", 65_000n],
        ["5091", -41_342n],
      ],
      ["4091 Cr 650.00", "5091 Dr 413.42", "3101 Dr 236.58"],
    ],
    [
      "balances of assets, liabilities and equity stay",
      "BDT",
      [
        ["1101", 4_965_000n],
        ["2011", -4_850_000n],
        ["3101", -1n],
        ["4031", -100_000n],
      ],
      ["4031 Dr 1000.00", "3101 Cr 1000.00"],
    ],
    ["accounts without a balance have no line", "BDT", [["4011", 0n]], []],
    ["in JPY", "JPY", [["4011", -2_940n]], ["4011 Dr 2940", "3101 Cr 2940"]],
    ["in BHD", "BHD", [["5051", 1n]], ["5051 Cr 0.001", "3101 Dr 0.001"]],
  ])("closes %s", (_, functional, balances, expected) => {
    const lines = postYearEnd(
      balances.map(([account, functionalMinor]) => balance(account, functionalMinor, 0n)),
      { functional },
    );
    expect(describeLines(lines)).toEqual(expected);
    if (expected.length > 0) buildEntry(lines, booksIn(functional));
  });

  test("moves what each branch has earned within it", () => {
    const lines = postYearEnd(
      [
        balance("4031", -10_000n, 0n),
        balance("4031", -20_000n, 0n, 7),
        balance("5051", 25_000n, 0n, 7),
      ],
      { functional: "BDT" },
    );
    expect(describeLines(lines)).toEqual([
      "4031 Dr 100.00",
      "3101 Cr 100.00",
      "4031 Dr 200.00",
      "5051 Cr 250.00",
      "3101 Dr 50.00",
    ]);
    expect(lines.map(({ dimensions }) => dimensions.branchId)).toEqual([
      undefined,
      undefined,
      7,
      7,
      7,
    ]);
  });

  test("brings every income and expense to zero in both of the books' currencies", () => {
    const anyBalance = fc.record({
      account: fc.constantFrom(...chart.keys()),
      functional: fc.bigInt({ min: -1_000n, max: 1_000n }),
      reporting: fc.bigInt({ min: -1_000n, max: 1_000n }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyBalance, { selector: ({ account }) => account, maxLength: 20 }),
        (random) => {
          const balances = random.map(({ account, functional, reporting }) =>
            balance(account, functional, reporting),
          );
          const lines = postYearEnd(balances, { functional: "BDT", reporting: "EUR" });
          fc.pre(lines.length > 0);
          const entry = buildEntry(lines, booksIn("BDT", {}, "EUR"));
          for (const [book, minorOf] of [
            ["functional", (of: YearBalance) => of.functionalMinor],
            ["reporting", (of: YearBalance) => of.reportingMinor],
          ] as const) {
            const closed = balancesOf([entry], { book });
            const ofYear = balances.filter(({ class: type }) => /income|expense/.test(type));
            for (const of of ofYear) expect(closed[of.account] ?? 0n).toBe(-minorOf(of));
            const profit = ofYear.reduce((total, of) => total + minorOf(of), 0n);
            expect(closed["3101"] ?? 0n).toBe(profit);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

function balance(
  account: string,
  functionalMinor: bigint,
  reportingMinor: bigint,
  branchId: number | null = null,
): YearBalance {
  const type = chart.get(account);
  if (type === undefined) throw new Error(`There is no account ${account}.`);
  return { account, branchId, class: type, functionalMinor, reportingMinor };
}
