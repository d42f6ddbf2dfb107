import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema, instantSchema, moneySchema } from "./common";

export const journalEntrySummarySchema = z
  .object({
    id: idSchema("journalEntry"),
    object: z.literal("journal_entry"),
    livemode: z.boolean(),
    number: z.number().int(),
    entry_date: dateSchema,
    event_date: dateSchema,
    period: z.string().openapi({ example: "2026-11" }),
    description: z.string(),
    source: z.object({ type: z.string(), id: z.string() }),
    posting_key: z.string(),
    reverses_id: z.union([idSchema("journalEntry"), z.null()]),
    total: moneySchema.openapi({ description: "In functional currency." }),
    workflow_id: z.union([z.string(), z.null()]),
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
        service_date: z.union([dateSchema, z.null()]),
        product_code: z.union([z.string(), z.null()]),
        tax_code: z.union([z.string(), z.null()]),
      }),
    ),
  })
  .openapi("JournalEntry");
