import { z } from "@hono/zod-openapi";

import {
  dateSchema,
  documentNumberSchema,
  idSchema,
  instantSchema,
  listQuerySchema,
  moneySchema,
} from "./common";

export const journalEntrySummarySchema = z
  .object({
    id: idSchema("journalEntry"),
    object: z.literal("journal_entry"),
    livemode: z.boolean(),
    number: z.number().int().openapi({ description: "Gap-free over all years." }),
    reference: z.string().openapi({
      description: "The number as the partner wrote it when it was posted, or the number itself.",
      example: "JE-2026-000123",
    }),
    entry_date: dateSchema,
    event_date: dateSchema,
    period: z.string().openapi({ example: "2026-11" }),
    description: z.string(),
    source: z.object({ type: z.string(), id: z.string() }),
    posting_key: z.string(),
    reverses_id: z.union([idSchema("journalEntry"), z.null()]),
    total: moneySchema.openapi({ description: "In functional currency." }),
    workflow_id: z.union([z.string(), z.null()]),
    workflow_url: z.union([z.string(), z.null()]).openapi({
      description: "Its workflow in the Temporal UI, for whoever operates it.",
    }),
    posted_at: instantSchema,
  })
  .openapi("JournalEntrySummary");

export const journalEntrySchema = journalEntrySummarySchema
  .extend({
    lines: z.array(
      z.object({
        number: z.number().int(),
        account: z.object({ code: z.string(), name: z.string() }),
        side: z.enum(["debit", "credit"]),
        amount: moneySchema,
        functional_amount: moneySchema,
        fx_rate: z.string(),
        reporting_amount: z.union([moneySchema, z.null()]),
        customer_id: z.union([z.string(), z.null()]),
        supplier_id: z.union([z.string(), z.null()]),
        booking_id: z.union([z.string(), z.null()]),
        ticket_number: z.union([z.string(), z.null()]),
        branch_id: z.union([z.string(), z.null()]),
        service_date: z.union([dateSchema, z.null()]),
        product_code: z.union([z.string(), z.null()]),
        tax_code: z.union([z.string(), z.null()]),
      }),
    ),
  })
  .openapi("JournalEntry");

const amountSchema = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,3})?$/)
  .openapi({ description: "In functional currency.", example: "1150.00" });

export const searchEntriesSchema = listQuerySchema.extend({
  source_type: z.string().max(40).optional().openapi({ example: "manual_entry" }),
  source_id: z.string().max(32).optional().openapi({ description: "A booking, for instance." }),
  posting_key: z.string().max(160).optional(),
  number: z.coerce.number().int().min(1).optional(),
  reference: z
    .string()
    .max(40)
    .optional()
    .openapi({ description: "A number as it was written.", example: "JE-2026-000123" }),
  period: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional()
    .openapi({ example: "2026-11" }),
  "entry_date[gte]": dateSchema.optional(),
  "entry_date[lte]": dateSchema.optional(),
  q: z.string().max(200).optional().openapi({ description: "Words of the description." }),
  account: z.string().max(20).optional().openapi({ example: "2011" }),
  customer_id: idSchema("customer").optional(),
  supplier_id: idSchema("supplier").optional(),
  booking_id: idSchema("booking").optional(),
  ticket_number: documentNumberSchema.optional(),
  branch_id: idSchema("branch").optional(),
  "service_date[gte]": dateSchema.optional(),
  "service_date[lte]": dateSchema.optional(),
  product_code: z.string().max(20).optional(),
  tax_code: z.string().max(20).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .openapi({ description: "What a line was transacted in.", example: "USD" }),
  "amount[gte]": amountSchema.optional(),
  "amount[lte]": amountSchema.optional(),
});
