import { z } from "@hono/zod-openapi";

import { bspFileStates } from "../../domain/bsp/file-states";
import { differenceKinds } from "../../domain/bsp/matching/differences";
import { reportSpans } from "../../domain/statements/report-span";
import {
  exportFormatSchema,
  tabularReportSchema,
} from "../../temporal/contract/schemas/export-report";
import { dateSchema, idSchema, instantSchema } from "./common";

/** What narrows the reports on BSP files, and which of them it narrows. */
const bspFields = {
  file_id: ["bsp_exceptions", "bsp_exception_summary"],
  billing_ends_on: ["bsp_exceptions", "bsp_exception_summary", "bsp_files"],
  state: ["bsp_exceptions"],
  kinds: ["bsp_exceptions"],
  document_number: ["bsp_exceptions"],
  airline: ["bsp_exceptions"],
  assigned_to: ["bsp_exceptions"],
  rule_id: ["bsp_exceptions"],
  file_states: ["bsp_files"],
} as const satisfies Record<string, readonly string[]>;

const bspFilterSchema = z
  .strictObject({
    file_id: idSchema("bspFile").optional(),
    billing_ends_on: dateSchema.optional(),
    state: z.enum(["open", "resolved"]).optional(),
    kinds: z.array(z.enum(differenceKinds)).min(1).max(20).optional(),
    document_number: z
      .string()
      .regex(/^\d{13}$/)
      .optional(),
    airline: z
      .string()
      .regex(/^\d{3}$/)
      .optional(),
    assigned_to: idSchema("user").optional(),
    rule_id: idSchema("bspRule").optional(),
    file_states: z.array(z.enum(bspFileStates)).min(1).max(20).optional(),
  })
  .openapi("BspReportFilter", {
    description: "Of the reports on BSP files: as their lists are narrowed.",
  });

/** What a report cannot do without, and no other one knows. */
const ownFields = {
  account: ["account_ledger"],
  customer_id: ["customer_statement"],
  supplier_id: ["supplier_statement"],
} as const satisfies Record<string, readonly string[]>;

const rangeFields = {
  from: dateSchema.optional().openapi({
    description: "The first day. Absent: from the first entry on. An audit pack needs it.",
  }),
  to: dateSchema.optional().openapi({
    description: "The last day, or the day as of which. Absent: today in the partner's time zone.",
  }),
};
const reportFields = {
  report: z.enum([...tabularReportSchema.options, "audit_pack"]),
  format: exportFormatSchema.openapi({
    description: "zip: the audit pack, which is nothing else.",
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
  columns: z
    .array(z.string().min(1).max(60))
    .min(1)
    .max(30)
    .optional()
    .openapi({ description: "By their labels, in this order. Absent: all of them." }),
  bsp: bspFilterSchema.optional(),
};
const reportSchema = z.strictObject(reportFields);

export const exportRequestSchema = z
  .strictObject({ ...rangeFields, ...reportFields })
  .superRefine((body, context) => {
    refuseMismatch(body, context);
    if (body.report === "audit_pack" && body.from === undefined) {
      refuse(context, "from", "is needed for an audit pack");
    }
    if (body.from !== undefined && body.to !== undefined && body.from > body.to) {
      refuse(context, "from", "is after the last day");
    }
  })
  .openapi("ReportExportRequest");

/** A report to be run again: its days are counted from the one on which it is run. */
export const newReportDefinitionSchema = z
  .strictObject({
    code: z.string().min(1).max(40),
    name: z.string().min(1).max(200),
    span: z.enum(reportSpans).openapi({
      description: "Months and years are of the calendar, in the partner's time zone.",
    }),
    ...reportFields,
  })
  .superRefine((body, context) => {
    refuseMismatch(body, context);
    if (body.report === "audit_pack" && body.span === "up_to_today") {
      refuse(context, "span", "has no first day, which an audit pack needs");
    }
  })
  .openapi("NewReportDefinition");

export const reportDefinitionSchema = z
  .object({
    id: idSchema("reportDefinition"),
    object: z.literal("report_definition"),
    livemode: z.boolean(),
    code: z.string(),
    name: z.string(),
    span: z.enum(reportSpans),
    request: z.object(reportFields),
    created_at: instantSchema,
  })
  .openapi("ReportDefinition");

type Context = z.core.$RefinementCtx;

function refuseMismatch(body: z.output<typeof reportSchema>, context: Context): void {
  const isPack = body.report === "audit_pack";
  if (isPack !== (body.format === "zip")) {
    refuse(context, "format", "is zip for an audit pack, and only then");
  }
  for (const field of ["branch_id", "columns"] as const) {
    if (isPack && body[field] !== undefined) {
      refuse(context, field, "does not go with an audit pack");
    }
  }
  if (body.report === "bsp_files" && body.branch_id !== undefined) {
    refuse(context, "branch_id", "does not go with files: they are of all branches");
  }
  if (body.bsp !== undefined) refuseOtherFilters(body.report, body.bsp, context);
  for (const [field, reports] of Object.entries(ownFields)) {
    const needed = reports.some((report) => report === body.report);
    const given = field in body && Reflect.get(body, field) !== undefined;
    if (needed !== given) {
      const message = needed ? "is needed for this report" : "does not go with this report";
      refuse(context, field, message);
    }
  }
}

function refuseOtherFilters(
  report: string,
  filter: z.output<typeof bspFilterSchema>,
  context: Context,
): void {
  if (!report.startsWith("bsp_")) refuse(context, "bsp", "does not go with this report");
  for (const [field, reports] of Object.entries(bspFields)) {
    const isGiven = Reflect.get(filter, field) !== undefined;
    const goes = reports.some((one) => one === report);
    if (isGiven && !goes) refuse(context, `bsp.${field}`, "does not go with this report");
  }
}

function refuse(context: Context, field: string, message: string): void {
  context.addIssue({ code: "custom", path: field.split("."), message });
}

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
