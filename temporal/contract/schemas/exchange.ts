import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

const about = {
  schemaVersion: z.literal(1),
  partner: z.string(),
  quoteId: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
};

export const quoteExchangeInputSchema = z.strictObject({
  ...about,
  kind: z.enum(["voluntary", "involuntary"]),
  /** 13 digits each; empty for all that stand. */
  ticketNumbers: z.array(z.string().regex(/^\d{13}$/)),
  residual: z.enum(["refunded", "credited", "emd"]),
  /** What we charge; null where we charge nothing. */
  markUp: z.union([moneySchema, z.null()]),
  fee: z.union([z.strictObject({ amount: moneySchema, vat: moneySchema }), z.null()]),
});

export const quoteExchangeResultSchema = z.strictObject({
  quoteId: z.string(),
  bookingId: z.string(),
});

export const exchangeTicketsInputSchema = z.strictObject({
  ...about,
  exchangeId: z.string(),
  reason: z.string(),
});

export const exchangeTicketsResultSchema = z.strictObject({
  exchangeId: z.string(),
  quoteId: z.string(),
  bookingId: z.string(),
  exchangedNumbers: z.array(z.string()),
  ticketNumbers: z.array(z.string()),
  /** Those that keep a residual value; missing where there is none. */
  emdNumbers: z.array(z.string()).optional(),
  journalEntryId: z.string(),
  /** What the customer owes more; below zero, what we owe them. */
  customerAmount: moneySchema,
  exchangedAt: z.string(),
});
