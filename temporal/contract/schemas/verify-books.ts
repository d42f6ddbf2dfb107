import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const verificationKindSchema = z.enum(["ledger", "audit"]);

export const verifyBooksInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  kind: verificationKindSchema,
  operationId: z.string(),
  context: requestContextSchema,
});

export const verifyBooksResultSchema = z.strictObject({
  verificationId: z.string(),
  kind: verificationKindSchema,
  isClean: z.boolean(),
  /** The first thing wrong, with its rows; null where nothing is. */
  finding: z.string().nullable(),
});

export const verifyAllBooksInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Partners up to this one, in the order of their public ids, have been verified. */
  after: z.string().nullable(),
  verifiedCount: z.number().int(),
  /** What is wrong, by partner: the first ones. */
  findings: z.array(z.strictObject({ partner: z.string(), text: z.string() })),
});
