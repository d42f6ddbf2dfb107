import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const importBspFileInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  /** As it was taken up; its bytes are in the document store. */
  fileId: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
});

export const importBspFileResultSchema = z.object({
  fileId: z.string(),
  transactionCount: z.number().int(),
  exceptionCount: z.number().int(),
});
