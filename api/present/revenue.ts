import type { z } from "@hono/zod-openapi";

import type { DeferredRevenue } from "../../db/read/statements/deferred-revenue";
import type { RemainingObligations } from "../../db/read/statements/remaining-obligations";
import type { RevenueRollForward } from "../../db/read/statements/revenue-roll-forward";
import type { TaxColumns, TaxSection, TaxSummary } from "../../db/read/statements/tax-summary";
import { toMoneyJson } from "../../domain/money";
import type { DeferralColumns, DeferralRow } from "../../domain/statements/deferred-revenue";
import type { RollForwardColumns } from "../../domain/statements/revenue-roll-forward";
import type {
  remainingObligationsSchema,
  revenueRollForwardSchema,
} from "../schemas/revenue-report";
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

export function presentRevenueRollForward(
  report: RevenueRollForward,
  frame: StatementFrame,
): z.infer<typeof revenueRollForwardSchema> {
  return {
    object: "revenue_roll_forward",
    ...presentFrame(frame, report.currency),
    rows: report.rows.map((row) => ({
      period: row.period,
      account: presentAccount(row.account, frame),
      policy: row.policy,
      product_code: row.productCode,
      ...presentRollForward(row),
    })),
    totals: presentRollForward(report.totals),
  };
}

export function presentRemainingObligations(
  report: RemainingObligations,
  frame: StatementFrame,
): z.infer<typeof remainingObligationsSchema> {
  return {
    object: "remaining_obligations",
    ...presentFrame(frame, report.currency),
    rows: report.rows.map((row) => ({
      month: row.month,
      band: row.band,
      account: row.account,
      policy: row.policy,
      product_code: row.productCode,
      bookings: row.bookings,
      amount: toMoneyJson(row.amount),
      within_one_year: toMoneyJson(row.withinOneYear),
    })),
    bands: report.bands.map(({ band, amount }) => ({ band, amount: toMoneyJson(amount) })),
    total: toMoneyJson(report.total),
    within_one_year: toMoneyJson(report.withinOneYear),
    unscheduled: toMoneyJson(report.unscheduled),
    balance: toMoneyJson(report.balance),
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

function presentRollForward(row: RollForwardColumns) {
  return {
    opening: toMoneyJson(row.opening),
    additions: toMoneyJson(row.additions),
    recognised: toMoneyJson(row.recognised),
    refunded: toMoneyJson(row.refunded),
    voided: toMoneyJson(row.voided),
    recalled: toMoneyJson(row.recalled),
    exchanged: toMoneyJson(row.exchanged),
    fx: toMoneyJson(row.fx),
    other: toMoneyJson(row.other),
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
