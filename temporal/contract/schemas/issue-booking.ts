import { z } from "zod";

import { attentionActions } from "../../../domain/attention";
import { issuedDocumentSchema, requestContextSchema } from "./payloads";

export const issueBookingInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  bookingId: z.string(),
  bookingReference: z.string(),
  gdsProviderCode: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
});

/**
 * The supplier says that it has confirmed what no issuance waits for: it is looked at, and never
 * asked to issue. The operation begins once there is something to decide.
 */
export const lateConfirmationInputSchema = issueBookingInputSchema.extend({
  isConfirmedLate: z.literal(true),
});

export const issueBookingResultSchema = z.strictObject({
  bookingId: z.string(),
  journalEntryId: z.string(),
  entryNumber: z.number().int().positive(),
  ticketNumbers: z.array(z.string()),
  issuedAt: z.iso.datetime(),
});

export const resolutionSchema = z.strictObject({
  action: z.enum(attentionActions),
  /** Why, in the operator's words: audited with who. */
  note: z.string().min(3).max(500),
  documents: z.array(issuedDocumentSchema),
  /** Of the order that is adopted as a hold. */
  recordLocator: z.string().optional(),
  context: requestContextSchema,
});
