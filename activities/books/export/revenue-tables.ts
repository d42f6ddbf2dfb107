import { readRemainingObligations } from "../../../db/read/statements/remaining-obligations";
import { readRevenueRollForward } from "../../../db/read/statements/revenue-roll-forward";
import type { Money } from "../../../domain/money";
import type { RollForwardColumns } from "../../../domain/statements/revenue-roll-forward";
import { columnNames } from "../../../domain/statements/revenue-roll-forward";
import type { OpenReport } from "./open-report";
import { amounts, rowsOf, text } from "./report-table";

export const revenueRollForwardTable: OpenReport = async (scope, request) => {
  const { currency, rows, totals } = await readRevenueRollForward(scope, request);
  return {
    title: "Deferred revenue roll-forward",
    currency,
    columns: [
      text("Period", 3),
      text("Account", 2),
      text("Policy", 3),
      text("Product", 2),
      ...amounts(
        "Opening",
        "Additions",
        "Recognised",
        "Refunded",
        "Voided",
        "Recalled",
        "Exchanged",
        "FX",
        "Other",
        "Closing",
      ),
    ],
    rows: rowsOf([
      ...rows.map((row) => [
        row.period,
        row.account.code,
        row.policy ?? "No schedule",
        row.productCode,
        ...rollForwardCells(row),
      ]),
      ["All", null, null, null, ...rollForwardCells(totals)],
    ]),
  };
};

function rollForwardCells(row: RollForwardColumns): Money[] {
  return columnNames.map((name) => row[name]);
}

export const remainingObligationsTable: OpenReport = async (scope, request) => {
  const report = await readRemainingObligations(scope, request);
  return {
    title: "Remaining performance obligations",
    currency: report.currency,
    columns: [
      text("Month", 3),
      text("Band", 4),
      text("Account", 2),
      text("Policy", 3),
      text("Product", 2),
      text("Bookings", 2),
      ...amounts("Amount", "Within one year"),
    ],
    rows: rowsOf([
      ...report.rows.map((row) => [
        row.month,
        row.band,
        row.account,
        row.policy,
        row.productCode,
        String(row.bookings),
        row.amount,
        row.withinOneYear,
      ]),
      ["All", null, null, null, null, null, report.total, report.withinOneYear],
    ]),
  };
};
