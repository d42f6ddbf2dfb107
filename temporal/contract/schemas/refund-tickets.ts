import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

export const refundTicketsInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  refundId: z.string(),
  quoteId: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  reason: z.string(),
  context: requestContextSchema,
});

export const refundTicketsResultSchema = z.strictObject({
  refundId: z.string(),
  bookingId: z.string(),
  bookingState: z.string(),
  ticketNumbers: z.array(z.string()),
  /** What a person left standing that the supplier would not refund. */
  leftNumbers: z.array(z.string()),
  journalEntryId: z.string(),
  payable: moneySchema,
  refundedAt: z.string(),
});

export const payBackRefundInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  paybackId: z.string(),
  refundId: z.string(),
  bookingId: z.string(),
  operationId: z.string(),
  amount: moneySchema,
  means: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["cash", "bank", "gateway"]) }),
    z.strictObject({ kind: z.literal("customer_credit"), months: z.number().int().positive() }),
    /** Set off against what the customer owes for these bookings. */
    z.strictObject({
      kind: z.literal("receivable"),
      applications: z.array(z.strictObject({ bookingId: z.string(), amount: moneySchema })).min(1),
    }),
  ]),
  reference: z.string().nullable(),
  context: requestContextSchema,
});

export const payBackRefundResultSchema = z.strictObject({
  paybackId: z.string(),
  refundId: z.string(),
  bookingId: z.string(),
  refundState: z.string(),
  /** What is still to be paid back. */
  remaining: moneySchema,
  creditExpiresOn: z.string().nullable(),
  journalEntryId: z.string(),
});
