import { z } from "zod";

import { requestContextSchema } from "./payloads";

export const pollBspSourceInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  sourceId: z.string(),
  /** The version of the source that the Schedule was made of; null where a person asks. */
  version: z.number().int().nullable(),
  /** Who asks; null of a run of the Schedule. */
  request: z.strictObject({ operationId: z.string(), context: requestContextSchema }).nullable(),
});

export const listedBspFileSchema = z.strictObject({
  name: z.string(),
  byteSize: z.number().int(),
  modifiedAt: z.number().int(),
});

export const bspPollProblemSchema = z.strictObject({
  code: z.string(),
  text: z.string(),
  /** Whether it lasts until a person has changed something. */
  isLasting: z.boolean(),
});

export const pollBspSourceResultSchema = z.object({
  sourceId: z.string(),
  takenUp: z.number().int(),
  known: z.number().int(),
  waiting: z.number().int(),
  quarantined: z.number().int(),
  problem: bspPollProblemSchema.nullable(),
});
