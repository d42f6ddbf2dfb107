import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const acceptBspExceptionsInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  exceptionIds: z.array(z.string()).min(1).max(100),
  /** Why, in the words of whoever accepts. */
  reason: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
});

export const acceptBspExceptionsResultSchema = z.strictObject({
  exceptionIds: z.array(z.string()),
  /** One for each exception, in their order. */
  journalEntryIds: z.array(z.string()),
});
