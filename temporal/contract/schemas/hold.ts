import { z } from "zod";

import { requestContextSchema } from "./payloads";

const booking = {
  schemaVersion: z.literal(1),
  partner: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
};

export const cancelBookingInputSchema = z.strictObject({
  ...booking,
  operationId: z.string(),
  reason: z.string(),
  context: requestContextSchema,
});

export const endedHoldSchema = z.strictObject({
  bookingId: z.string(),
  bookingState: z.string(),
  /** RFC 3339. */
  endedAt: z.string(),
});

export const holdExpiryInputSchema = z.strictObject(booking);
