import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const splitBookingInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  /** Empty for those that the supplier names. */
  recordLocators: z.array(z.string()),
  context: requestContextSchema,
});

export const splitBookingResultSchema = z.strictObject({
  bookingId: z.string(),
  splitOff: z.array(
    z.strictObject({
      recordLocator: z.string(),
      /** The booking that its passengers are by now; null where they stay in this one. */
      bookingId: z.string().nullable(),
      passengerNumbers: z.array(z.number().int()),
    }),
  ),
});
