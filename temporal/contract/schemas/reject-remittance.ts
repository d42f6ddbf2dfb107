import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const rejectRemittanceInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  /** Public id. */
  remittanceId: z.string(),
  operationId: z.string(),
  /** Of the bank: ExternalStatusReason1Code of ISO 20022. */
  reasonCode: z.string(),
  reason: z.string().nullable(),
  context: requestContextSchema,
});

export const rejectRemittanceResultSchema = z.strictObject({
  remittanceId: z.string(),
  /** What mirrors the payment. */
  journalEntryId: z.string(),
});
