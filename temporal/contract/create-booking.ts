import { defineUpdate } from "@temporalio/workflow";
import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

export const createBookingType = "createBooking";

export const chargeSchema = z.strictObject({
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
  gdsProviderCode: z.string(),
  recordLocator: z.string(),
  charges: z.array(chargeSchema),
  metadata: z.string().nullable(),
  operationId: z.string(),
  context: requestContextSchema,
});
export type CreateBookingInput = z.infer<typeof createBookingInputSchema>;

export const createBookingResultSchema = z.strictObject({
  bookingId: z.string(),
  reference: z.string(),
});
export type CreateBookingResult = z.infer<typeof createBookingResultSchema>;

/** Waits for the booking. */
export const createBookingUpdate = defineUpdate<
  CreateBookingResult | null,
  [{ readonly operationId: string }]
>("create");
