import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const checkScheduleInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
});

export const checkScheduleResultSchema = z.strictObject({
  bookingId: z.string(),
  /** What is open by now; null where the flights are those that were sold. */
  scheduleChangeId: z.union([z.string(), z.null()]),
});
