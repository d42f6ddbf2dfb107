import { z } from "@hono/zod-openapi";

import { attentionActions, attentionReasons } from "../../domain/attention";
import { supplierNames } from "../../domain/supplier-names";
import {
  documentNumberSchema,
  idSchema,
  instantSchema,
  moneyInputSchema,
  percentSchema,
  problemSchema,
  textSchema,
} from "./common";

export const issuanceSchema = z
  .object({
    object: z.literal("issuance"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    booking_id: idSchema("booking"),
    state: z.literal("ISSUED"),
    ticket_numbers: z.array(z.string()),
    journal_entry_id: idSchema("journalEntry"),
    journal_entry_number: z.number().int(),
    issued_at: instantSchema,
  })
  .openapi("Issuance");

export const voidSchema = z
  .object({
    object: z.literal("void"),
    livemode: z.boolean(),
    operation_id: idSchema("operation"),
    booking_id: idSchema("booking"),
    state: z.string().openapi({ description: "Of the booking: its other tickets may stand." }),
    ticket_numbers: z.array(z.string()),
    left_ticket_numbers: z.array(z.string()).openapi({
      description: "What the supplier would not void, and a person left standing.",
    }),
    journal_entry_id: idSchema("journalEntry"),
    fee_entry_id: z.union([idSchema("journalEntry"), z.null()]),
    voided_at: instantSchema,
  })
  .openapi("Void");

export const voidRequestSchema = z
  .strictObject({
    ticket_numbers: z
      .array(z.string().regex(/^\d{13}$/))
      .max(99)
      .default([])
      .openapi({ description: "Those to void; all that stand where none is named." }),
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
    fee: z
      .strictObject({ amount: moneyInputSchema, vat_percent: percentSchema.default("0") })
      .optional()
      .openapi({ description: "What the customer is charged for it, and VAT on that." }),
  })
  .openapi("VoidRequest");

export const bookingCancellationSchema = z
  .object({
    object: z.literal("booking_cancellation"),
    livemode: z.boolean(),
    operation_id: z.union([idSchema("operation"), z.null()]).openapi({
      description: "Null where nothing was held at a supplier.",
    }),
    booking_id: idSchema("booking"),
    state: z.string(),
    ended_at: instantSchema,
  })
  .openapi("BookingCancellation");

export const cancelBookingSchema = z
  .strictObject({
    reason: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
  })
  .openapi("CancelBooking");

export const operationSchema = z
  .object({
    id: idSchema("operation"),
    object: z.literal("operation"),
    livemode: z.boolean(),
    kind: z.string().openapi({ example: "booking.issue" }),
    status: z.enum(["running", "succeeded", "failed", "needs_attention", "cancelled"]),
    done: z.boolean(),
    stage: z.string(),
    stages: z.array(z.object({ stage: z.string(), at: z.string() })).openapi({
      description: "With their times, while the workflow is remembered.",
    }),
    attention: z.union([
      z.object({
        reason: z.enum(attentionReasons),
        text: z.string(),
        since: instantSchema,
        actions: z.array(z.enum(attentionActions)).openapi({
          description: "What `POST /v1/operations/{operation_id}/resolve` takes now.",
        }),
      }),
      z.null(),
    ]),
    supplier: z.union([z.enum(supplierNames), z.null()]).openapi({
      description: "Of the booking or the supplier's order that it is about.",
    }),
    resource: z.union([z.object({ type: z.string(), id: z.string() }), z.null()]),
    workflow_id: z.string(),
    result: z.union([z.record(z.string(), z.unknown()), z.null()]),
    error: z.union([problemSchema, z.null()]),
    version: z.number().int(),
    created_at: instantSchema,
    updated_at: instantSchema,
    finished_at: z.union([instantSchema, z.null()]),
  })
  .openapi("Operation");

export const attentionCountsSchema = z
  .object({
    object: z.literal("attention_counts"),
    total: z.number().int(),
    counts: z.array(
      z.object({
        reason: z.enum(attentionReasons),
        kind: z.string(),
        count: z.number().int(),
        oldest_since: instantSchema,
      }),
    ),
  })
  .openapi("AttentionCounts");

export const resolveSchema = z
  .strictObject({
    action: z.enum(attentionActions).openapi({
      description:
        "retry: ask again. adopt: take these ticket numbers, or those found; of a hold, the order of this record locator. abandon: void at the supplier and end; of a hold whose order is not known, there is none. dismiss: leave it at the supplier, out of the books; only of what was confirmed late.",
    }),
    note: textSchema(500).min(3).openapi({ description: "Why; audited with who." }),
    documents: z
      .array(
        z.strictObject({
          fare_number: z.number().int().positive(),
          ticket_numbers: z.array(documentNumberSchema).min(1).max(4),
          issued_on: z.iso.date(),
        }),
      )
      .max(40)
      .default([]),
    record_locator: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional()
      .openapi({ description: "To adopt an order as a hold: what the supplier calls it." }),
  })
  .openapi("Resolution");

export const cancelSchema = z
  .strictObject({ note: textSchema(500).min(3) })
  .openapi("Cancellation");
