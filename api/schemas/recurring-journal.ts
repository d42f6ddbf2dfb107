import { z } from "@hono/zod-openapi";

import { dateSchema, idSchema, instantSchema, textSchema } from "./common";
import { draftLineSchema, draftLinesSchema } from "./journal-draft";

/** A partner's own code of a template or of what recurs. */
export const journalCodeSchema = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z_.-]{0,39}$/);

const dayOfMonthSchema = z.number().int().min(1).max(28).openapi({
  description: "Up to 28, so that every month has it.",
});

const repeatsSchema = z.discriminatedUnion("frequency", [
  z.strictObject({ frequency: z.literal("daily") }),
  z.strictObject({
    frequency: z.literal("weekly"),
    day_of_week: z.number().int().min(1).max(7).openapi({ description: "1 is Monday." }),
  }),
  z.strictObject({ frequency: z.literal("monthly"), day_of_month: dayOfMonthSchema }),
  z.strictObject({
    frequency: z.literal("yearly"),
    month: z.number().int().min(1).max(12),
    day_of_month: dayOfMonthSchema,
  }),
]);

export type Repeats = z.infer<typeof repeatsSchema>;

export const newRecurringJournalSchema = z
  .strictObject({
    code: journalCodeSchema,
    description: textSchema(400),
    repeats: repeatsSchema,
    starts_on: dateSchema,
    ends_on: dateSchema.optional(),
    reverse_next_period: z.boolean().default(false),
    lines: draftLinesSchema,
  })
  .refine(({ starts_on: from, ends_on: to }) => to === undefined || to >= from, {
    path: ["ends_on"],
    message: "is not before starts_on",
  })
  .openapi("NewRecurringEntry");

export const recurringStatusSchema = z.enum(["requested", "active", "paused", "rejected", "ended"]);

export const recurringJournalSchema = z
  .object({
    id: idSchema("recurringJournal"),
    object: z.literal("recurring_entry"),
    livemode: z.boolean(),
    code: z.string(),
    description: z.string(),
    status: recurringStatusSchema,
    repeats: repeatsSchema,
    starts_on: dateSchema,
    ends_on: z.union([dateSchema, z.null()]),
    reverse_next_period: z.boolean(),
    lines: z.array(draftLineSchema),
    version: z.number().int(),
    created_at: instantSchema,
  })
  .openapi("RecurringEntry");

export const scheduledJournalSchema = recurringJournalSchema
  .extend({
    next_runs: z.array(instantSchema).openapi({
      description: "The next ones, while it is active. A run posts the entry of the day it is due.",
    }),
  })
  .openapi("ScheduledEntry");

export const changeRecurringSchema = z
  .strictObject({ reason: textSchema(500).min(3) })
  .openapi("ChangeRecurringEntry");

/** Not an extension of the other: that is strict, and would refuse what this one adds. */
export const resumeRecurringSchema = z
  .strictObject({
    ...changeRecurringSchema.shape,
    catch_up: z.boolean().optional().openapi({
      description:
        "Whether the runs that were due while it was paused are made after all. Without it they are left out, and the audit says which.",
    }),
  })
  .openapi("ResumeRecurringEntry");

export const newTemplateSchema = z
  .strictObject({
    code: journalCodeSchema,
    description: textSchema(400),
    lines: draftLinesSchema,
  })
  .openapi("NewJournalTemplate");

export const templateSchema = z
  .object({
    id: idSchema("journalTemplate"),
    object: z.literal("journal_template"),
    livemode: z.boolean(),
    code: z.string(),
    description: z.string(),
    lines: z.array(draftLineSchema),
    created_at: instantSchema,
  })
  .openapi("JournalTemplate");

export const draftFromTemplateSchema = z
  .strictObject({ entry_date: dateSchema, description: textSchema(400).optional() })
  .openapi("DraftFromTemplate");
