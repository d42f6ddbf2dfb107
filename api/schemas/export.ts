import { z } from "@hono/zod-openapi";

import {
  exportFormatSchema,
  tabularReportSchema,
} from "../../temporal/contract/schemas/export-report";
import { dateSchema, idSchema } from "./common";

/** What a report cannot do without, and no other one knows. */
const ownFields = {
  account: ["account_ledger"],
  customer_id: ["customer_statement"],
  supplier_id: ["supplier_statement"],
} as const satisfies Record<string, readonly string[]>;

export const exportRequestSchema = z
  .strictObject({
    report: z.enum([...tabularReportSchema.options, "audit_pack"]),
    format: exportFormatSchema.openapi({
      description: "zip: the audit pack, which is nothing else.",
    }),
    from: dateSchema.optional().openapi({
      description: "The first day. Absent: from the first entry on. An audit pack needs it.",
    }),
    to: dateSchema.optional().openapi({
      description:
        "The last day, or the day as of which. Absent: today in the partner's time zone.",
    }),
    branch_id: idSchema("branch").optional(),
    currency: z.enum(["functional", "reporting"]).default("functional"),
    account: z.string().min(1).max(20).optional().openapi({ description: "Of an account ledger." }),
    customer_id: idSchema("customer").optional().openapi({ description: "Of a statement." }),
    supplier_id: idSchema("supplier").optional().openapi({ description: "Of a statement." }),
    buckets: z
      .array(z.number().int().min(1).max(3_650))
      .min(1)
      .max(12)
      .refine(isRising, "rises")
      .default([30, 60, 90])
      .openapi({ description: "Of an aging: days overdue at which a bucket ends." }),
  })
  .superRefine((body, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    const isPack = body.report === "audit_pack";
    if (isPack !== (body.format === "zip"))
      refuse("format", "is zip for an audit pack, and only then");
    if (isPack && body.from === undefined) refuse("from", "is needed for an audit pack");
    if (isPack && body.branch_id !== undefined)
      refuse("branch_id", "does not go with an audit pack");
    if (body.from !== undefined && body.to !== undefined && body.from > body.to) {
      refuse("from", "is after the last day");
    }
    for (const [field, reports] of Object.entries(ownFields)) {
      const needed = reports.some((report) => report === body.report);
      const given = field in body && Reflect.get(body, field) !== undefined;
      if (needed !== given) {
        refuse(field, needed ? "is needed for this report" : "does not go with this report");
      }
    }
  })
  .openapi("ReportExportRequest");

function isRising(limits: readonly number[]): boolean {
  return limits.every((limit, index) => limit > (limits[index - 1] ?? 0));
}

export const exportSchema = z
  .object({
    object: z.literal("report_export"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    document_id: idSchema("document"),
    document_url: z.string(),
    file_name: z.string(),
    row_count: z.number().int(),
  })
  .openapi("ReportExport");
