import { z } from "@hono/zod-openapi";

import { attestableItems, checklistItems } from "../../domain/period/checklist";
import { closingStages } from "../../domain/period/closing-stages";
import { dateSchema, idSchema, instantSchema, moneySchema, textSchema } from "./common";
import { roleCodeSchema } from "./role-code";

export const periodStatusSchema = z.enum(["open", "soft_closed", "closed", "locked"]);

const checklistSchema = z
  .object({
    id: idSchema("periodChecklist"),
    object: z.literal("period_checklist"),
    passed: z.boolean(),
    items: z.array(
      z.object({
        item: z.enum(checklistItems),
        status: z.enum(["passed", "failed", "not_applicable", "attested"]),
        figure: z.string(),
        text: z.string(),
        link: z.union([z.string(), z.null()]).openapi({
          description: "Where to look at what blocks it.",
        }),
      }),
    ),
    last_entry_number: z.number().int().openapi({ description: "Of the journal, at that time." }),
    workflow_id: z.union([z.string(), z.null()]),
    checked_at: instantSchema,
  })
  .openapi("PeriodChecklist");

export const periodSummarySchema = z
  .object({
    id: idSchema("period"),
    object: z.literal("period"),
    livemode: z.boolean(),
    code: z.string().openapi({ example: "2026-11" }),
    fiscal_year: z.number().int(),
    starts_on: dateSchema,
    ends_on: dateSchema,
    status: periodStatusSchema,
    version: z.number().int(),
  })
  .openapi("PeriodSummary");

const signOffSchema = z.object({
  role: z.string().openapi({ description: "Its code.", example: "controller" }),
  signed_by: z.union([idSchema("user"), z.null()]).openapi({
    description: "The person who has given it; null: it is waited for.",
  }),
  signed_at: z.union([instantSchema, z.null()]),
  note: z.union([z.string(), z.null()]),
});

export const periodSchema = periodSummarySchema
  .extend({
    checklist: z.union([checklistSchema, z.null()]),
    sign_offs: z.array(signOffSchema).openapi({
      description: "What closing it needs of each role that the partner names, and what was given.",
    }),
  })
  .openapi("Period");

const attestationsSchema = z
  .array(
    z.strictObject({
      item: z.enum(attestableItems),
      note: textSchema(300).min(3).openapi({ description: "What was looked at; audited." }),
    }),
  )
  .max(attestableItems.length)
  .default([])
  .openapi({ description: "For what travoBooks does not do by itself yet." });

export const closePeriodSchema = z
  .strictObject({ attestations: attestationsSchema })
  .openapi("ClosePeriod");

/** No extension of the other: a document's `allOf` of two strict objects admits nothing. */
export const completePeriodSchema = z
  .strictObject({
    attestations: attestationsSchema,
    lock: z.boolean().default(false).openapi({ description: "Locks it too, for ever." }),
    audit_pack: z
      .boolean()
      .default(false)
      .openapi({ description: "Writes the audit pack of the period." }),
  })
  .openapi("CompletePeriod");

export const completionSchema = z
  .object({
    object: z.literal("period_completion"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    period_id: idSchema("period"),
    stages: z.array(
      z.object({
        stage: z.enum(closingStages),
        outcome: z.enum(["done", "skipped"]).openapi({
          description: "skipped: it was done before, or there was nothing to do.",
        }),
        text: z.string(),
        operation_id: z.union([idSchema("operation"), z.null()]),
      }),
    ),
  })
  .openapi("PeriodCompletion");

const signOffNoteSchema = textSchema(500).min(3).optional().openapi({
  description: "Audited.",
});

export const signOffPeriodSchema = z
  .strictObject({ role: roleCodeSchema, note: signOffNoteSchema })
  .openapi("SignOffPeriod");

export const withdrawSignOffSchema = z
  .strictObject({ note: signOffNoteSchema })
  .openapi("WithdrawSignOff");

export const reopenPeriodSchema = z
  .strictObject({ reason: textSchema(500).min(3) })
  .openapi("ReopenPeriod");

export const revaluationSchema = z
  .object({
    object: z.literal("revaluation"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    period_id: idSchema("period"),
    balances: z.number().int(),
    gain: moneySchema.openapi({ description: "Below zero a loss; in functional currency." }),
    journal_entry_id: z.union([idSchema("journalEntry"), z.null()]),
    reversal_id: z.union([idSchema("journalEntry"), z.null()]),
  })
  .openapi("Revaluation");

export const openFiscalYearSchema = z
  .strictObject({
    fiscal_year: z.number().int().min(1900).max(9999).openapi({
      description: "The calendar year in which it begins: the one after the last that is there.",
      example: 2028,
    }),
  })
  .openapi("OpenFiscalYear");

export const fiscalYearSchema = z
  .object({
    object: z.literal("fiscal_year"),
    livemode: z.boolean(),
    fiscal_year: z.number().int(),
    starts_on: dateSchema,
    ends_on: dateSchema,
    periods: z.array(periodSummarySchema),
  })
  .openapi("FiscalYear");

export const yearEndSchema = z
  .object({
    object: z.literal("year_end"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    fiscal_year: z.number().int(),
    profit: moneySchema.openapi({ description: "What was moved; below zero a loss." }),
    journal_entry_id: z.union([idSchema("journalEntry"), z.null()]),
  })
  .openapi("YearEnd");
