import { z } from "zod";

import { operationBranchesSchema, requestContextSchema } from "./payloads";

/** What every workflow that answers an operation is told. */
export const operationInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  operationId: z.string(),
  context: requestContextSchema,
});

export const submitJournalDraftInputSchema = operationInputSchema.extend({
  draftId: z.string(),
  /** Whether the maker may post to a period that is softly closed. */
  mayAdjust: z.boolean(),
  branches: operationBranchesSchema,
});

export const submitJournalDraftResultSchema = z.strictObject({
  draftId: z.string(),
  approvalId: z.string(),
  /** Where its approval was the policy's own. */
  posted: z
    .strictObject({
      journalEntryId: z.string(),
      entryNumber: z.number().int().positive(),
      /** When its entry is reversed by itself. */
      reverseAt: z.iso.datetime().nullable(),
    })
    .optional(),
});

export const postManualEntryInputSchema = operationInputSchema.extend({
  approvalId: z.string(),
  draftId: z.string(),
  reason: z.string().nullable(),
  /** Whether the checker may post to a period that is softly closed. */
  mayAdjust: z.boolean(),
});

export const postManualEntryResultSchema = z.strictObject({
  approvalId: z.string(),
  draftId: z.string(),
  journalEntryId: z.string(),
  entryNumber: z.number().int().positive(),
  /** When its entry is reversed by itself. */
  reverseAt: z.iso.datetime().nullable(),
});

export const reverseEntryInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  draftId: z.string(),
  journalEntryId: z.string(),
  reverseAt: z.iso.datetime(),
  context: requestContextSchema,
});
