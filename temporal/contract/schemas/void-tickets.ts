import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

export const voidTicketsInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  /** 13 digits each; empty for all that stand. */
  ticketNumbers: z.array(z.string().regex(/^\d{13}$/)),
  reason: z.string(),
  /** What we charge for it; null where it is free. */
  fee: z.union([z.strictObject({ amount: moneySchema, vat: moneySchema }), z.null()]),
  context: requestContextSchema,
});

export const voidTicketsResultSchema = z.strictObject({
  bookingId: z.string(),
  bookingState: z.string(),
  ticketNumbers: z.array(z.string()),
  /** What a person left standing that the supplier would not void. */
  leftNumbers: z.array(z.string()),
  journalEntryId: z.string(),
  feeEntryId: z.string().nullable(),
  voidedAt: z.string(),
});
