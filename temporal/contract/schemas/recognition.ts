import { z } from "zod";

import { moneySchema, requestContextSchema } from "./payloads";

export const runRecognitionInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  operationId: z.string(),
  runId: z.string(),
  periodId: z.string(),
  /** Last day that is recognised; null: the period's end, or yesterday while it has not ended. */
  through: z.iso.date().nullable(),
  context: requestContextSchema,
});

export const runRecognitionResultSchema = z.strictObject({
  runId: z.string(),
  periodId: z.string(),
  through: z.string(),
  entries: z.number().int(),
  lines: z.number().int(),
  /** Revenue less the cost of it, in functional currency. */
  amount: moneySchema,
});
