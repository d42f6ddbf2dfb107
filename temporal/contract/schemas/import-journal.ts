import { z } from "zod";

import { operationBranchesSchema, requestContextSchema } from "./payloads";

export const importJournalInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  /** The file, as it was taken up; its text is in the document store. */
  importId: z.string(),
  /** Of opening balances: the day they are of. */
  openingOn: z.iso.date().nullable(),
  isDryRun: z.boolean(),
  operationId: z.string(),
  /** Each row names one of them. */
  branches: operationBranchesSchema,
  context: requestContextSchema,
});

export const importJournalResultSchema = z.object({
  importId: z.string(),
  isDryRun: z.boolean(),
  rowCount: z.number().int(),
  entryCount: z.number().int(),
  /** Of the entries that were posted; null where nothing was. */
  firstEntryNumber: z.number().int().nullable(),
  lastEntryNumber: z.number().int().nullable(),
  /** How many there are; each stands with the operation. */
  findingCount: z.number().int(),
});

/** As it stands with the operation: the bad rows are too many to travel through a workflow. */
export const storedImportSchema = importJournalResultSchema.extend({
  findings: z.array(
    z.object({
      line: z.number().int(),
      column: z.string().nullable(),
      code: z.string(),
      text: z.string(),
    }),
  ),
});
