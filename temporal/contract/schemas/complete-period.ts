import { z } from "zod";

import { checklistItems } from "../../../domain/period/checklist";
import { closingStages } from "../../../domain/period/closing-stages";
import { requestContextSchema } from "./payloads";

export const completePeriodInputSchema = z.strictObject({
  schemaVersion: z.literal(1),
  partner: z.string(),
  operationId: z.string(),
  periodId: z.string(),
  attestations: z.array(z.strictObject({ item: z.enum(checklistItems), note: z.string() })),
  /** Whether it is locked too, and an audit pack written. */
  lock: z.boolean(),
  auditPack: z.boolean(),
  context: requestContextSchema,
});

export const closingStageResultSchema = z.strictObject({
  stage: z.enum(closingStages),
  /** `skipped`: it was done before, or there was nothing to do. */
  outcome: z.enum(["done", "skipped"]),
  text: z.string(),
  /** Of the stage itself; null where it was skipped. */
  operationId: z.string().nullable(),
});

export const completePeriodResultSchema = z.strictObject({
  periodId: z.string(),
  stages: z.array(closingStageResultSchema),
});
