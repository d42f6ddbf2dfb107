import type { PartnerDatabase } from "../../../db/partner-scope";
import type { StatementRequest } from "../../../db/read/statements/statement-books";
import type { ExportReportInput, TabularReport } from "../../../temporal/contract/export-report";
import { bspExceptionsTable, bspExceptionSummaryTable, bspFilesTable } from "./bsp-tables";
import {
  accountLedgerTable,
  customerStatementTable,
  generalLedgerTable,
  supplierStatementTable,
} from "./ledger-tables";
import type { ReportTable } from "./report-table";
import { remainingObligationsTable, revenueRollForwardTable } from "./revenue-tables";
import {
  balanceSheetTable,
  cashFlowTable,
  changesInEquityTable,
  profitAndLossTable,
  trialBalanceTable,
} from "./statement-tables";
import {
  deferredRevenueTable,
  payablesTable,
  receivablesTable,
  taxSummaryTable,
} from "./subledger-tables";

export interface ExportRequest extends StatementRequest {
  readonly account: string | null;
  readonly customerId: string | null;
  readonly supplierId: string | null;
  readonly limits: readonly number[];
  readonly bsp: ExportReportInput["request"]["bsp"];
}

/** Reads a report as a table; its rows are read as they are taken. */
export type OpenReport = (scope: PartnerDatabase, request: ExportRequest) => Promise<ReportTable>;

export const openReport: Readonly<Record<TabularReport, OpenReport>> = {
  trial_balance: trialBalanceTable,
  general_ledger: generalLedgerTable,
  account_ledger: accountLedgerTable,
  profit_loss: profitAndLossTable,
  balance_sheet: balanceSheetTable,
  changes_in_equity: changesInEquityTable,
  cash_flow: cashFlowTable,
  receivables: receivablesTable,
  payables: payablesTable,
  customer_statement: customerStatementTable,
  supplier_statement: supplierStatementTable,
  deferred_revenue: deferredRevenueTable,
  revenue_roll_forward: revenueRollForwardTable,
  remaining_obligations: remainingObligationsTable,
  tax_summary: taxSummaryTable,
  bsp_exceptions: bspExceptionsTable,
  bsp_exception_summary: bspExceptionSummaryTable,
  bsp_files: bspFilesTable,
};

export function toExportRequest(request: ExportReportInput["request"]): ExportRequest {
  const { from, to, branchId, currency, account, customerId, supplierId, limits, bsp } = request;
  return {
    from: from ?? undefined,
    to,
    branchId: branchId ?? undefined,
    currency,
    account,
    customerId,
    supplierId,
    limits,
    bsp,
  };
}
