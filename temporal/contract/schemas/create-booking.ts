import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

const chargeSchema = z.strictObject({
  type: z.enum(["service_fee", "mark_up", "discount"]),
  amount: moneySchema,
  vatPercent: z.string(),
});

export const createBookingInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  /** Chosen before the workflow starts, so that a repeated step finds its own booking. */
  bookingId: z.string(),
  customerId: z.string(),
  /** The branch that sells it, by public id. */
  branchId: z.string().nullable().default(null),
  gdsProviderCode: z.string(),
  recordLocator: z.string(),
  charges: z.array(chargeSchema),
  metadata: z.string().nullable(),
  operationId: z.string(),
  context: requestContextSchema,
});

export const createBookingResultSchema = z.strictObject({
  bookingId: z.string(),
  reference: z.string(),
});
