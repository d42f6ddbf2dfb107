import { z } from "@hono/zod-openapi";

import { draftStatuses } from "../../db/read/journal-drafts";
import {
  dateSchema,
  documentNumberSchema,
  idSchema,
  instantSchema,
  moneySchema,
  textSchema,
} from "./common";

const accountCodeSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$/);
const shortCodeSchema = z.string().regex(/^[\x21-\x7e]{1,20}$/);

/** Whom and what a line concerns. */
const dimensionShape = {
  customer_id: idSchema("customer").optional(),
  supplier_id: idSchema("supplier").optional(),
  booking_id: idSchema("booking").optional(),
  ticket_number: documentNumberSchema.optional(),
  branch_id: idSchema("branch").optional(),
  service_date: dateSchema.optional(),
  product_code: shortCodeSchema.optional(),
  tax_code: shortCodeSchema.optional(),
};

export const draftLineSchema = z
  .strictObject({
    account: accountCodeSchema.openapi({ example: "1101" }),
    side: z.enum(["debit", "credit"]),
    amount: moneySchema,
    ...dimensionShape,
  })
  .openapi("JournalDraftLine");

export type DraftLineBody = z.infer<typeof draftLineSchema>;

export const draftLinesSchema = z.array(draftLineSchema).min(1).max(500);

export const newJournalDraftSchema = z
  .strictObject({
    entry_date: dateSchema,
    description: textSchema(400),
    reverse_on: z
      .union([z.literal("next_period"), dateSchema])
      .optional()
      .openapi({
        description:
          "The day on which the entry is reversed by itself; next_period is the first day of the period after the entry's.",
      }),
    lines: draftLinesSchema,
  })
  .refine(
    ({ entry_date: on, reverse_on: reverse }) =>
      reverse === undefined || reverse === "next_period" || reverse > on,
    { path: ["reverse_on"], message: "is after entry_date" },
  )
  .openapi("NewJournalDraft");

export const journalDraftSchema = z
  .object({
    id: idSchema("journalDraft"),
    object: z.literal("journal_draft"),
    livemode: z.boolean(),
    kind: z.enum(["manual", "recurring", "reversal"]),
    status: z.enum(draftStatuses),
    entry_date: dateSchema,
    description: z.string(),
    reverse_on: z.union([dateSchema, z.null()]),
    reverses_id: z.union([idSchema("journalEntry"), z.null()]),
    journal_entry_id: z.union([idSchema("journalEntry"), z.null()]),
    lines: z.array(draftLineSchema).openapi({
      description: "None of a reversal: it mirrors the entry that it names.",
    }),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .openapi("JournalDraft");
