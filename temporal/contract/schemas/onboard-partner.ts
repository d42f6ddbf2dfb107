import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const onboardPartnerInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  signUp: z.string(),
  /** Public id that the partner will have: chosen before, so that a repeated step finds its own. */
  partner: z.string(),
  operationId: z.string(),
  agency: z.strictObject({
    code: z.string(),
    name: z.string(),
    countryCode: z.string(),
    timeZone: z.string(),
    functionalCurrency: z.string(),
    fiscalYearStartMonth: z.number().int(),
    /** First day of the first fiscal year whose periods are opened. */
    booksFrom: z.iso.date(),
  }),
  administrator: z.strictObject({ email: z.string(), fullName: z.string() }),
  wantsSampleData: z.boolean(),
  /** How long the address has to be verified; then nothing has happened. */
  verifyWithinSeconds: z.number().int().positive(),
  context: requestContextSchema,
});

/** As it stands with the operation. */
export const onboardPartnerResultSchema = z.strictObject({
  partnerId: z.string(),
  code: z.string(),
});
