import { z } from "zod";

import { bspFileStates } from "../../../domain/bsp/file-states";
import { differenceKinds } from "../../../domain/bsp/matching/differences";
import { operationBranchesSchema, requestContextSchema } from "./payloads";

export const tabularReportSchema = z.enum([
  "trial_balance",
  "general_ledger",
  "account_ledger",
  "profit_loss",
  "balance_sheet",
  "changes_in_equity",
  "cash_flow",
  "receivables",
  "payables",
  "customer_statement",
  "supplier_statement",
  "deferred_revenue",
  "revenue_roll_forward",
  "remaining_obligations",
  "tax_summary",
  "bsp_exceptions",
  "bsp_exception_summary",
  "bsp_files",
]);

/** What narrows the reports on BSP files; null: nothing does. */
const bspFilterSchema = z.strictObject({
  fileId: z.string().nullable(),
  billingEndsOn: z.iso.date().nullable(),
  state: z.enum(["open", "resolved"]).nullable(),
  kinds: z.array(z.enum(differenceKinds)).nullable(),
  documentNumber: z.string().nullable(),
  airline: z.string().nullable(),
  assignedTo: z.string().nullable(),
  ruleId: z.string().nullable(),
  fileStates: z.array(z.enum(bspFileStates)).nullable(),
});

export const exportFormatSchema = z.enum(["csv", "xlsx", "pdf", "zip"]);

export const exportReportInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  operationId: z.string(),
  request: z.strictObject({
    report: z.enum([...tabularReportSchema.options, "audit_pack", "partner_archive"]),
    format: exportFormatSchema,
    from: z.iso.date().nullable(),
    to: z.iso.date(),
    branchId: z.string().nullable(),
    currency: z.enum(["functional", "reporting"]),
    account: z.string().nullable(),
    customerId: z.string().nullable(),
    supplierId: z.string().nullable(),
    /** Days overdue at which a bucket of an aging ends. */
    limits: z.array(z.number().int().positive()),
    /** By their labels, in this order; all of them where it is null. */
    columns: z.array(z.string()).nullable().default(null),
    bsp: bspFilterSchema.nullable().default(null),
  }),
  branches: operationBranchesSchema,
  context: requestContextSchema,
});

export const exportReportResultSchema = z.strictObject({
  documentId: z.string(),
  fileName: z.string(),
  /** Of the table, or of the pack's entries. */
  rowCount: z.number().int(),
});
