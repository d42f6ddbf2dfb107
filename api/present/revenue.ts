import type { DeferredRevenue } from "../../db/read/statements/deferred-revenue";
import type { TaxColumns, TaxSection, TaxSummary } from "../../db/read/statements/tax-summary";
import { toMoneyJson } from "../../domain/money";
import type { DeferralColumns, DeferralRow } from "../../domain/statements/deferred-revenue";
import type { StatementFrame } from "./statement";
import { presentAccount, presentFrame } from "./statement";

export function presentDeferredRevenue(report: DeferredRevenue, frame: StatementFrame) {
  return {
    object: "deferred_revenue" as const,
    ...presentFrame(frame, report.currency),
    periods: report.periods.map(({ code, from, to, rows, totals }) => ({
      code,
      from,
      to,
      rows: presentRows(rows, frame),
      totals: presentDeferrals(totals),
    })),
    rows: presentRows(report.rows, frame),
    totals: presentDeferrals(report.totals),
  };
}

export function presentTaxSummary(summary: TaxSummary, frame: StatementFrame) {
  return {
    object: "tax_summary" as const,
    ...presentFrame(frame, summary.currency),
    output_vat: presentSection(summary.outputVat, frame),
    input_vat: presentSection(summary.inputVat, frame),
    withholding_payable: presentSection(summary.withholdingPayable, frame),
    withholding_receivable: presentSection(summary.withholdingReceivable, frame),
    vat_of_range: toMoneyJson(summary.vatOfRange),
    vat_payable: toMoneyJson(summary.vatPayable),
  };
}

function presentRows(rows: readonly DeferralRow[], frame: StatementFrame) {
  return rows.map((row) => ({
    account: presentAccount(row.account, frame),
    ...presentDeferrals(row),
  }));
}

function presentDeferrals(row: DeferralColumns) {
  return {
    opening: toMoneyJson(row.opening),
    deferred: toMoneyJson(row.deferred),
    recognised: toMoneyJson(row.recognised),
    released: toMoneyJson(row.released),
    closing: toMoneyJson(row.closing),
  };
}

function presentSection(section: TaxSection, frame: StatementFrame) {
  return {
    account: presentAccount(section.account, frame),
    opening: toMoneyJson(section.opening),
    rows: section.rows.map(({ taxCode, ...row }) => ({ tax_code: taxCode, ...presentTaxes(row) })),
    totals: presentTaxes(section.totals),
    closing: toMoneyJson(section.closing),
  };
}

function presentTaxes({ charged, cleared, net }: TaxColumns) {
  return {
    charged: toMoneyJson(charged),
    cleared: toMoneyJson(cleared),
    net: toMoneyJson(net),
  };
}
