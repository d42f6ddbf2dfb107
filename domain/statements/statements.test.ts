import * as fc from "fast-check";

import { defaultChartOfAccounts } from "../journal/accounts";
import type { Money } from "../money";
import { add, formatAmount, parseMoney, zero } from "../money";
import { Refusal } from "../refusal";
import { buildBalanceSheet } from "./balance-sheet";
import { buildCashFlow } from "./cash-flow";
import { buildChangesInEquity } from "./changes-in-equity";
import type { Movement } from "./movement";
import { buildProfitAndLoss } from "./profit-and-loss";
import type { StatementAccount } from "./statement-account";
import { buildTrialBalance } from "./trial-balance";
import type { Turnovers } from "./turnovers";
import { addAll, assertBalanced, turnoversIn, without } from "./turnovers";

const chart: readonly StatementAccount[] = defaultChartOfAccounts.map((account, index) => ({
  accountId: index + 1,
  code: account.code,
  name: account.name,
  class: account.class,
  control: account.control ?? null,
}));

type Line = readonly [account: string, debit: string | null, credit: string | null];

const bdt = (amount: string | null): Money =>
  amount === null ? zero("BDT") : parseMoney({ amount, currency: "BDT" });

function toMovement([code, debit, credit]: Line): Movement {
  const accountId = chart.find((account) => account.code === code)?.accountId ?? 0;
  const turnover = { debits: bdt(debit), credits: bdt(credit) };
  return { accountId, transaction: turnover, functional: turnover, reporting: null };
}

function turnoversOf(lines: readonly Line[]): Turnovers {
  return turnoversIn(lines.map(toMovement), { kind: "functional", currency: "BDT" });
}

// The owner pays in; a fee of last year is not transferred yet.
const opening = turnoversOf([
  ["1011", "100000.00", null],
  ["3001", null, "100000.00"],
  ["1101", "5000.00", null],
  ["4031", null, "5000.00"],
]);
const yearEnd: readonly Line[] = [
  ["4031", "5000.00", null],
  ["3101", null, "5000.00"],
];
const revaluation: readonly Line[] = [
  ["1101", "490.75", null],
  ["1011", "100.00", null],
  ["5092", null, "590.75"],
];
const ordinary: readonly Line[] = [
  // accounting.md 5.1, and its payment.
  ["1101", "49650.00", null],
  ["1109", "2800.00", null],
  ["2011", null, "48500.00"],
  ["2031", null, "2800.00"],
  ["4031", null, "1000.00"],
  ["2061", null, "150.00"],
  ["1011", "49650.00", null],
  ["1101", null, "49650.00"],
  // Recognised, and settled as in 5.7.
  ["2031", "2800.00", null],
  ["4011", null, "2800.00"],
  ["2011", "48500.00", null],
  ["5045", "12.50", null],
  ["1109", null, "2800.00"],
  ["1011", null, "45712.50"],
  // An allowance for credit loss, and a dividend.
  ["5061", "300.00", null],
  ["1191", null, "300.00"],
  ["3101", "1000.00", null],
  ["1011", null, "1000.00"],
];
const parts = {
  opening,
  period: turnoversOf([...ordinary, ...revaluation, ...yearEnd]),
  yearEnd: turnoversOf(yearEnd),
  revaluation: turnoversOf(revaluation),
};

/** Every amount as text, accounts as their codes: as one writes a statement down. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (typeof value !== "object" || value === null) return value;
  if ("minor" in value) return formatAmount(value as Money);
  if ("accountId" in value) return (value as StatementAccount).code;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, written(part)]));
}

describe("the statements of a worked example", () => {
  test("trial balance", () => {
    const { rows, totals, difference } = buildTrialBalance(chart, parts);
    const table = rows.map((row) => {
      const { account, ...columns } = row;
      return [account.code, ...Object.values(columns).map(formatAmount)];
    });
    expect(table).toEqual([
      ["1011", "100000.00", "0.00", "49750.00", "46712.50", "103037.50", "0.00"],
      ["1101", "5000.00", "0.00", "50140.75", "49650.00", "5490.75", "0.00"],
      ["1109", "0.00", "0.00", "2800.00", "2800.00", "0.00", "0.00"],
      ["1191", "0.00", "0.00", "0.00", "300.00", "0.00", "300.00"],
      ["2011", "0.00", "0.00", "48500.00", "48500.00", "0.00", "0.00"],
      ["2031", "0.00", "0.00", "2800.00", "2800.00", "0.00", "0.00"],
      ["2061", "0.00", "0.00", "0.00", "150.00", "0.00", "150.00"],
      ["3001", "0.00", "100000.00", "0.00", "0.00", "0.00", "100000.00"],
      ["3101", "0.00", "0.00", "1000.00", "5000.00", "0.00", "4000.00"],
      ["4011", "0.00", "0.00", "0.00", "2800.00", "0.00", "2800.00"],
      ["4031", "0.00", "5000.00", "5000.00", "1000.00", "0.00", "1000.00"],
      ["5045", "0.00", "0.00", "12.50", "0.00", "12.50", "0.00"],
      ["5061", "0.00", "0.00", "300.00", "0.00", "300.00", "0.00"],
      ["5092", "0.00", "0.00", "0.00", "590.75", "0.00", "590.75"],
    ]);
    expect(written(totals)).toEqual({
      openingDebit: "105000.00",
      openingCredit: "105000.00",
      periodDebit: "160303.25",
      periodCredit: "160303.25",
      closingDebit: "108840.75",
      closingCredit: "108840.75",
    });
    expect(formatAmount(difference)).toBe("0.00");
  });

  test("profit and loss", () => {
    const statement = buildProfitAndLoss(chart, without(parts.period, parts.yearEnd));
    expect(written(statement)).toEqual({
      currency: "BDT",
      income: {
        lines: [
          { account: "4011", amount: "2800.00" },
          { account: "4031", amount: "1000.00" },
        ],
        total: "3800.00",
      },
      expense: {
        lines: [
          { account: "5045", amount: "12.50" },
          { account: "5061", amount: "300.00" },
          { account: "5092", amount: "-590.75" },
        ],
        total: "-278.25",
      },
      result: "4078.25",
    });
  });

  test("balance sheet, with the current result in equity and last year's transferred", () => {
    const all = addAll(opening, parts.period);
    const sheet = buildBalanceSheet(chart, { ...parts, all, beforeYear: opening });
    expect(written(sheet)).toMatchObject({
      assets: { total: "108228.25" },
      liabilities: { lines: [{ account: "2061", amount: "150.00" }], total: "150.00" },
      equity: {
        lines: [
          { account: "3001", amount: "100000.00" },
          { account: "3101", amount: "4000.00" },
        ],
        currentResult: "4078.25",
        earlierResults: "0.00",
        total: "108078.25",
      },
      liabilitiesAndEquity: "108228.25",
      difference: "0.00",
    });
  });

  test("balance sheet before last year's result is transferred, and after this year's is", () => {
    const none = turnoversOf([]);
    const before = buildBalanceSheet(chart, {
      all: addAll(opening, turnoversOf(ordinary)),
      beforeYear: opening,
      yearEnd: none,
    });
    expect(written(before.equity)).toMatchObject({
      currentResult: "3487.50",
      earlierResults: "5000.00",
    });
    const after = buildBalanceSheet(chart, {
      all: addAll(opening, turnoversOf(yearEnd)),
      beforeYear: none,
      yearEnd: turnoversOf(yearEnd),
    });
    expect(written(after.equity)).toMatchObject({ currentResult: "0.00", earlierResults: "0.00" });
  });

  test("changes in equity", () => {
    const { accounts, unappropriated, totals } = buildChangesInEquity(chart, parts);
    expect(written([...accounts, unappropriated, totals])).toEqual([
      equity("3001", ["100000.00", "0.00", "0.00", "0.00", "100000.00"]),
      equity("3101", ["0.00", "0.00", "5000.00", "-1000.00", "4000.00"]),
      equity(null, ["5000.00", "4078.25", "-5000.00", "0.00", "4078.25"]),
      equity(null, ["105000.00", "4078.25", "0.00", "-1000.00", "108078.25"]),
    ]);
  });

  test("cash flow", () => {
    expect(written(buildCashFlow(chart, parts))).toEqual({
      currency: "BDT",
      operating: {
        result: "4078.25",
        unrealisedExchange: "-590.75",
        provisions: { lines: [{ account: "1191", amount: "300.00" }], total: "300.00" },
        workingCapital: { lines: [{ account: "2061", amount: "150.00" }], total: "150.00" },
        total: "3937.50",
      },
      financing: { lines: [{ account: "3101", amount: "-1000.00" }], total: "-1000.00" },
      exchangeOnCash: "100.00",
      netChange: "3037.50",
      openingCash: "100000.00",
      closingCash: "103037.50",
      difference: "0.00",
    });
  });
});

function equity(account: string | null, columns: readonly string[]) {
  const names = ["opening", "result", "transferred", "other", "closing"];
  const row = Object.fromEntries(names.map((name, index) => [name, columns[index]]));
  return account === null ? row : { account, ...row };
}

const anyAccount = fc.constantFrom(...chart.map(({ code }) => code));
const anyEntries = fc.array(fc.tuple(anyAccount, anyAccount, fc.integer({ min: 1, max: 1e9 })), {
  maxLength: 12,
});
type AnyEntries = readonly (readonly [string, string, number])[];

function linesOf(entries: AnyEntries): Line[] {
  return entries.flatMap(([debited, credited, minor]): Line[] => {
    const amount = formatAmount({ currency: "BDT", minor: BigInt(minor) });
    return [
      [debited, amount, null],
      [credited, null, amount],
    ];
  });
}

const isResult = (code: string) => /^[4-7]/.test(code);
/** Year-end entries move results to retained earnings, revaluations value something at 5092. */
const asYearEnd = (entries: AnyEntries): AnyEntries =>
  entries
    .filter(([debited]) => isResult(debited))
    .map(([debited, , minor]) => [debited, "3101", minor]);
const asRevaluation = (entries: AnyEntries): AnyEntries =>
  entries
    .filter(([debited]) => !isResult(debited))
    .map(([debited, , minor], index) =>
      index % 2 === 0 ? [debited, "5092", minor] : ["5092", debited, minor],
    );

describe("the statements of any balanced entries", () => {
  test("balance, tie and agree with each other", () => {
    fc.assert(
      fc.property(
        anyEntries,
        anyEntries,
        anyEntries,
        anyEntries,
        (before, during, closing, revalued) => {
          const yearEndLines = linesOf(asYearEnd(closing));
          const revaluationLines = linesOf(asRevaluation(revalued));
          const books = {
            opening: turnoversOf(linesOf(before)),
            period: turnoversOf([...linesOf(during), ...yearEndLines, ...revaluationLines]),
            yearEnd: turnoversOf(yearEndLines),
            revaluation: turnoversOf(revaluationLines),
          };
          const all = addAll(books.opening, books.period);
          const trial = buildTrialBalance(chart, books);
          const sheet = buildBalanceSheet(chart, { ...books, all, beforeYear: books.opening });
          const flow = buildCashFlow(chart, books);
          const changes = buildChangesInEquity(chart, books);
          for (const { minor } of [trial.difference, sheet.difference, flow.difference]) {
            expect(minor).toBe(0n);
          }
          expect(changes.totals.closing).toEqual(sheet.equity.total);
          expect(changes.totals.transferred.minor).toBe(0n);
          expect(changes.totals.result).toEqual(flow.operating.result);
          expect(add(flow.openingCash, flow.netChange)).toEqual(flow.closingCash);
        },
      ),
    );
  });
});

describe("turnoversIn", () => {
  test("refuses lines that have no amount in the reporting currency", () => {
    const movements = [toMovement(["1011", "1.00", null])];
    const ask = () => turnoversIn(movements, { kind: "reporting", currency: "USD" });
    expect(ask).toThrow(Refusal);
    expect(ask).toThrow(/without amounts in USD/);
  });
});

describe("assertBalanced", () => {
  test("refuses to show what is out, and says by how much", () => {
    expect(() => assertBalanced("cash flow", bdt("0.01"))).toThrow(/The cash flow is out/);
    expect(() => assertBalanced("cash flow", bdt("0.00"))).not.toThrow();
  });
});
