import { z } from "zod";

import { refusalCodes } from "../../../domain/refusal";

export const refusalRecordSchema = z.strictObject({
  code: z.enum(refusalCodes),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
