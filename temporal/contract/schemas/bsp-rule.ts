import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const applyBspRuleInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  ruleId: z.string(),
  /** The only file that it is applied to; null: all that count. */
  fileId: z.string().nullable(),
  operationId: z.string(),
  context: requestContextSchema,
});

/** How many exceptions it has hit, by what became of them. */
export const applyBspRuleResultSchema = z.strictObject({
  ruleId: z.string(),
  resolved: z.number().int(),
  assigned: z.number().int(),
  accepted: z.number().int(),
  suggested: z.number().int(),
});
