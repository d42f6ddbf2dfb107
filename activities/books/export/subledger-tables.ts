import { readAging } from "../../../db/read/statements/aging";
import { readDeferredRevenue } from "../../../db/read/statements/deferred-revenue";
import type { PartyKind } from "../../../db/read/statements/parties";
import type { TaxColumns, TaxSection } from "../../../db/read/statements/tax-summary";
import { readTaxSummary } from "../../../db/read/statements/tax-summary";
import type { Money } from "../../../domain/money";
import type { AgingColumns } from "../../../domain/statements/aging";
import type { DeferralColumns } from "../../../domain/statements/deferred-revenue";
import type { OpenReport } from "./open-report";
import type { ReportRow } from "./report-table";
import { amounts, rowsOf, text } from "./report-table";

export const receivablesTable: OpenReport = (scope, request) =>
  agingTable("customer", "Receivables aging", [scope, request]);

export const payablesTable: OpenReport = (scope, request) =>
  agingTable("supplier", "Payables aging", [scope, request]);

async function agingTable(
  kind: PartyKind,
  title: string,
  [scope, request]: Parameters<OpenReport>,
): ReturnType<OpenReport> {
  const aging = await readAging(scope, { ...request, from: undefined, kind });
  return {
    title,
    currency: aging.currency,
    columns: [
      text("Code", 3),
      text("Name", 6),
      ...amounts(...aging.buckets.map(({ label }) => label), "Unapplied", "Total"),
    ],
    rows: rowsOf([
      ...aging.rows.map((row) => [row.party.code, row.party.name, ...agingCells(row)]),
      [null, "Total", ...agingCells(aging.totals)],
    ]),
  };
}

export const deferredRevenueTable: OpenReport = async (scope, request) => {
  const report = await readDeferredRevenue(scope, request);
  return {
    title: "Deferred revenue",
    currency: report.currency,
    columns: [
      text("Period", 3),
      text("Account", 2),
      text("Name", 6),
      ...amounts("Opening", "Deferred", "Recognised", "Released", "Closing"),
    ],
    rows: rowsOf([
      ...report.periods.flatMap(({ code, rows }) =>
        rows.map((row) => [code, row.account.code, row.account.name, ...deferralCells(row)]),
      ),
      ["All", null, "Total", ...deferralCells(report.totals)],
    ]),
  };
};

export const taxSummaryTable: OpenReport = async (scope, request) => {
  const summary = await readTaxSummary(scope, request);
  const sections = [
    summary.outputVat,
    summary.inputVat,
    summary.withholdingPayable,
    summary.withholdingReceivable,
  ];
  return {
    title: "Tax summary",
    currency: summary.currency,
    columns: [
      text("Account", 2),
      text("Name", 6),
      text("Tax code", 3),
      ...amounts("Charged", "Cleared", "Net"),
    ],
    rows: rowsOf([
      ...sections.flatMap(taxRows),
      [null, "Output less input VAT of the range", null, null, null, summary.vatOfRange],
      [null, "VAT payable", null, null, null, summary.vatPayable],
    ]),
  };
};

function taxRows({ account, opening, rows, totals, closing }: TaxSection): ReportRow[] {
  const { code, name } = account;
  return [
    [code, name, "Opening", null, null, opening],
    ...rows.map(({ taxCode, ...row }) => [code, name, taxCode ?? "None", ...taxCells(row)]),
    [code, name, "Total", ...taxCells(totals)],
    [code, name, "Closing", null, null, closing],
  ];
}

function agingCells({ buckets, unapplied, total }: AgingColumns): Money[] {
  return [...buckets, unapplied, total];
}

function deferralCells(row: DeferralColumns): Money[] {
  return [row.opening, row.deferred, row.recognised, row.released, row.closing];
}

function taxCells({ charged, cleared, net }: TaxColumns): Money[] {
  return [charged, cleared, net];
}
