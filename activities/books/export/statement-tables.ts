import {
  readBalanceSheet,
  readCashFlow,
  readChangesInEquity,
  readProfitAndLoss,
  readTrialBalance,
} from "../../../db/read/statements/financial-statements";
import type { Money } from "../../../domain/money";
import type { EquityColumns } from "../../../domain/statements/changes-in-equity";
import type { StatementSection } from "../../../domain/statements/profit-and-loss";
import type { TrialBalanceColumns } from "../../../domain/statements/trial-balance";
import type { OpenReport } from "./open-report";
import type { ReportRow } from "./report-table";
import { amounts, rowsOf, text } from "./report-table";

const accountColumns = [text("Account", 2), text("Name", 6)];
const sectionColumns = [text("Section", 4), ...accountColumns, ...amounts("Amount")];

export const trialBalanceTable: OpenReport = async (scope, request) => {
  const { currency, rows, totals } = await readTrialBalance(scope, request);
  const columns = [
    ...amounts("Opening debit", "Opening credit", "Period debit", "Period credit"),
    ...amounts("Closing debit", "Closing credit"),
  ];
  return {
    title: "Trial balance",
    currency,
    columns: [...accountColumns, text("Type", 2), ...columns],
    rows: rowsOf([
      ...rows.map((row) => [
        row.account.code,
        row.account.name,
        row.account.class,
        ...trialCells(row),
      ]),
      [null, "Total", null, ...trialCells(totals)],
    ]),
  };
};

export const profitAndLossTable: OpenReport = async (scope, request) => {
  const { currency, income, expense, result } = await readProfitAndLoss(scope, request);
  return {
    title: "Profit and loss",
    currency,
    columns: sectionColumns,
    rows: rowsOf([
      ...sectionRows("Income", income),
      ...sectionRows("Expense", expense),
      totalRow("Result", result),
    ]),
  };
};

export const balanceSheetTable: OpenReport = async (scope, request) => {
  const sheet = await readBalanceSheet(scope, request);
  const { equity } = sheet;
  return {
    title: "Balance sheet",
    currency: sheet.currency,
    columns: sectionColumns,
    rows: rowsOf([
      ...sectionRows("Assets", sheet.assets),
      ...sectionRows("Liabilities", sheet.liabilities),
      ...sectionRows("Equity", equity, [
        ["Equity", null, "Result of the fiscal year", equity.currentResult],
        ["Equity", null, "Results not transferred yet", equity.earlierResults],
      ]),
      totalRow("Liabilities and equity", sheet.liabilitiesAndEquity),
    ]),
  };
};

export const changesInEquityTable: OpenReport = async (scope, request) => {
  const changes = await readChangesInEquity(scope, request);
  return {
    title: "Changes in equity",
    currency: changes.currency,
    columns: [
      ...accountColumns,
      ...amounts("Opening", "Result", "Transferred", "Other", "Closing"),
    ],
    rows: rowsOf([
      ...changes.accounts.map((row) => [row.account.code, row.account.name, ...equityCells(row)]),
      [null, "Result not transferred yet", ...equityCells(changes.unappropriated)],
      [null, "Total", ...equityCells(changes.totals)],
    ]),
  };
};

export const cashFlowTable: OpenReport = async (scope, request) => {
  const flow = await readCashFlow(scope, request);
  const { operating } = flow;
  return {
    title: "Cash flow",
    currency: flow.currency,
    columns: sectionColumns,
    rows: rowsOf([
      ["Operating", null, "Result", operating.result],
      ["Operating", null, "Unrealised exchange differences", operating.unrealisedExchange],
      ...lineRows("Operating: provisions", operating.provisions),
      ...lineRows("Operating: working capital", operating.workingCapital),
      totalRow("Operating", operating.total),
      ...sectionRows("Financing", flow.financing),
      totalRow("Exchange differences on cash", flow.exchangeOnCash),
      totalRow("Net change in cash", flow.netChange),
      totalRow("Opening cash", flow.openingCash),
      totalRow("Closing cash", flow.closingCash),
    ]),
  };
};

function sectionRows(
  name: string,
  section: StatementSection,
  more: readonly ReportRow[] = [],
): ReportRow[] {
  return [...lineRows(name, section), ...more, totalRow(name, section.total)];
}

function lineRows(name: string, { lines }: StatementSection): ReportRow[] {
  return lines.map(({ account, amount }) => [name, account.code, account.name, amount]);
}

function totalRow(name: string, amount: Money): ReportRow {
  return [name, null, "Total", amount];
}

function trialCells(row: TrialBalanceColumns): Money[] {
  return [
    row.openingDebit,
    row.openingCredit,
    row.periodDebit,
    row.periodCredit,
    row.closingDebit,
    row.closingCredit,
  ];
}

function equityCells(row: EquityColumns): Money[] {
  return [row.opening, row.result, row.transferred, row.other, row.closing];
}
