import { z } from "@hono/zod-openapi";

import { deferredPolicies, recognitionEntries } from "../../domain/recognition";
import { dateSchema, idSchema, instantSchema, moneySchema } from "./common";
import { dueRuleSchema } from "./coupon-report";

const kindSchema = z.enum([
  "commission",
  "mark_up",
  "service_fee",
  "principal_revenue",
  "principal_cost",
]);
const policySchema = z.enum(deferredPolicies);

export const recogniseSchema = z
  .strictObject({
    through: dateSchema.optional().openapi({
      description:
        "Last day that is recognised. Without it: the period's end, or yesterday while it has not ended.",
    }),
  })
  .openapi("Recognise");

export const recognitionStatusSchema = z.enum(["running", "succeeded", "failed", "cancelled"]);

export const recognitionRunSchema = z
  .object({
    id: idSchema("recognitionRun"),
    object: z.literal("recognition_run"),
    livemode: z.boolean(),
    period_id: idSchema("period"),
    period_code: z.string().openapi({ example: "2026-11" }),
    recognised_through: dateSchema,
    status: recognitionStatusSchema,
    entries: z
      .enum(recognitionEntries)
      .openapi({ description: "What it posts, as it was settled when it began." }),
    due: z
      .object({ bookings: z.number().int(), lines: z.number().int(), amount: moneySchema })
      .openapi({ description: "What it found to do: revenue less the cost of it." }),
    recognised: z
      .object({ entries: z.number().int(), lines: z.number().int(), amount: moneySchema })
      .openapi({
        description:
          "What it has done, once it has ended. Less than was due where something was refunded meanwhile, or the run did not get to its end.",
      }),
    is_as_due: z.boolean().openapi({
      description:
        "What it has done is what it found to do, to the slice and the minor unit. Else see what was refunded, exchanged, voided or issued late meanwhile.",
    }),
    failure: z.union([z.object({ code: z.string(), text: z.string() }), z.null()]),
    started_at: instantSchema,
    finished_at: z.union([instantSchema, z.null()]),
  })
  .openapi("RecognitionRun");

const previewGroupSchema = z.object({
  kind: kindSchema,
  policy: policySchema,
  rule: dueRuleSchema,
  product_code: z.string(),
  branch_id: z.union([idSchema("branch"), z.null()]),
  supplier_id: z.union([idSchema("supplier"), z.null()]),
  deferred_account: z.string(),
  recognised_account: z.string(),
  lines: z.number().int(),
  amount: moneySchema,
});

const previewDifferencesSchema = z
  .object({
    previewed_at: instantSchema,
    recognised_through: dateSchema,
    lines: z.number().int(),
    amount: moneySchema,
    groups: z.array(previewGroupSchema),
  })
  .openapi({
    description:
      "What is more (less: below zero) than in the partner's last preview of the period that showed something else: only groups that differ. Null where there is none, or it is older than ninety days.",
  });

export const recognitionPreviewSchema = z
  .object({
    object: z.literal("recognition_preview"),
    livemode: z.boolean(),
    period_id: idSchema("period"),
    recognised_through: dateSchema,
    bookings: z.number().int(),
    lines: z.number().int(),
    amount: moneySchema,
    groups: z.array(previewGroupSchema),
    differences: z.union([previewDifferencesSchema, z.null()]),
  })
  .openapi("RecognitionPreview");

export const bookingRecognitionSchema = z
  .object({
    object: z.literal("booking_recognition"),
    livemode: z.boolean(),
    booking_id: idSchema("booking"),
    schedules: z.array(
      z.object({
        id: idSchema("revenueSchedule"),
        kind: kindSchema,
        policy: policySchema,
        ticket_number: z.union([z.string(), z.null()]),
        deferred_account: z.string(),
        recognised_account: z.string(),
        amount: moneySchema,
        functional_amount: moneySchema,
        deferred_by: idSchema("journalEntry"),
        lines: z.array(
          z.object({
            line_number: z.number().int(),
            recognise_on: dateSchema.openapi({ description: "As it was scheduled at issue." }),
            due_on: dateSchema,
            moves: z
              .array(
                z.object({
                  rule: dueRuleSchema,
                  from: dateSchema,
                  to: dateSchema,
                  moved_at: instantSchema,
                }),
              )
              .openapi({ description: "What has changed the day on which it is due, in order." }),
            amount: moneySchema,
            functional_amount: moneySchema,
            waiting: moneySchema.openapi({ description: "Of the functional amount." }),
            releases: z.array(
              z.object({
                reason: z.enum(["void", "refund", "exchange", "memo", "recognition"]),
                functional_amount: moneySchema,
                journal_entry_id: idSchema("journalEntry"),
                entry_date: dateSchema,
                recognition_run_id: z.union([idSchema("recognitionRun"), z.null()]),
              }),
            ),
          }),
        ),
      }),
    ),
  })
  .openapi("BookingRecognition");
