import { accounts, defaultChartOfAccounts } from "./accounts";

/** accounting.md 4, as it stands there: code, name, class, control; and 1191, which 3 asks for. */
const table = `
  1001 | Cash | asset | cash drawer
  1011 | Bank | asset | bank account
  1021 | Payment gateway clearing | asset | gateway
  1101 | Accounts receivable: customers | asset | customer
  1109 | Commission receivable | asset | supplier
  1161 | Input VAT | asset |
  1171 | Withholding tax receivable | asset |
  1191 | Allowance for expected credit loss | asset (contra) |
  1301 | Supplier deposits and prepayments | asset | supplier
  1401 | Deferred cost of travel | asset |
  1901 | BSP differences in suspense | asset | supplier
  2011 | BSP payable | liability | supplier
  2012 | Supplier payable | liability | supplier
  2021 | Customer advances | liability | customer
  2022 | Customer refunds payable | liability | customer
  2031 | Deferred air revenue (commission) | liability |
  2032 | Deferred mark-up and service fees | liability |
  2033 | Deferred tour and package revenue | liability |
  2034 | Deferred hotel revenue | liability |
  2035 | Deferred revenue: other | liability |
  2051 | Provision for memos and disputes (IAS 37) | liability | supplier
  2061 | Output VAT | liability |
  2062 | Withholding tax payable | liability |
  3001 | Share capital | equity |
  3101 | Retained earnings | equity |
  4011 | Air commission | income |
  4012 | Override and incentive commission | income |
  4022 | Tour and package revenue (principal) | income |
  4023 | Hotel revenue (principal) | income |
  4031 | Service fee revenue | income |
  4032 | Mark-up revenue | income |
  4033 | Void and refund fee revenue | income |
  4091 | Discounts allowed | income (contra) |
  5022 | Cost of travel sold as principal | expense |
  5041 | Agency debit memo expense | expense |
  5045 | BSP variance, loss | expense |
  5051 | Gateway and bank charges | expense |
  5061 | Expected credit loss | expense |
  5091 | Realised exchange gain and loss | expense |
  5092 | Unrealised exchange gain and loss | expense |
  5099 | Rounding difference | expense |
  7045 | BSP variance, gain | income |
`
  .trim()
  .split("\n")
  .map((row) => row.split("|").map((cell) => cell.trim()));

describe("defaultChartOfAccounts", () => {
  test("is the table of accounting.md 4, row by row", () => {
    const rows = defaultChartOfAccounts.map(({ code, name, class: type, control = "" }) => [
      code,
      name,
      type,
      control.replace("_", " "),
    ]);
    expect(rows).toEqual(
      table.map(([code, name, type = "", control]) => [
        code,
        name,
        type.replace(" (contra)", ""),
        control,
      ]),
    );
  });

  test("numbers its accounts by class: assets from 1, liabilities from 2, equity from 3", () => {
    const classes: Readonly<Record<string, string>> = {
      1: "asset",
      2: "liability",
      3: "equity",
      4: "income",
      5: "expense",
      7: "income",
    };
    for (const { code, class: type } of defaultChartOfAccounts) {
      expect(code).toMatch(/^\d{4}$/);
      expect(type).toBe(classes[code.charAt(0)]);
    }
  });

  test("revalues balances with customers, suppliers, banks and drawers, never income or deferrals", () => {
    const revalued = defaultChartOfAccounts.filter(({ monetary }) => monetary);
    expect(revalued.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["1001", "1011", "1101", "1109", "2011", "2012", "2022"]),
    );
    for (const { code, class: type } of revalued) {
      expect(["asset", "liability"]).toContain(type);
      expect(code).not.toMatch(/^(?:203|1401)/);
    }
  });
});

describe("accounts", () => {
  test("names every account of the default chart, and no other", () => {
    expect(Object.values(accounts)).toEqual(defaultChartOfAccounts.map(({ code }) => code));
  });
});
