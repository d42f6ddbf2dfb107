import { z } from "zod";

const aboutPartnerSchema = z.strictObject({
  partner: z.string(),
  /** Code of the period; null where it came to none. */
  period: z.string().nullable(),
  text: z.string(),
});

export const recogniseAllPartnersInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Partners up to this one, in the order of their public ids, are done. */
  after: z.string().nullable(),
  partnerCount: z.number().int(),
  runCount: z.number().int(),
  lineCount: z.number().int(),
  /** What was left for another night, and why: the first ones. */
  skipped: z.array(aboutPartnerSchema),
  skippedCount: z.number().int(),
  /** What a person must look at: the first ones. */
  failed: z.array(aboutPartnerSchema),
  failedCount: z.number().int(),
  /** Of a run that is to be cut shorter than Temporal suggests: a test's. */
  bounds: z
    .strictObject({
      pageSize: z.number().int().positive(),
      /** Pages after which it goes on in a history of its own. */
      pages: z.number().int().positive(),
    })
    .optional(),
});
