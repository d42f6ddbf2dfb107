import { defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { applyBspRuleInputSchema, applyBspRuleResultSchema } from "./schemas/bsp-rule";

export const applyBspRuleType = "applyBspRule";

export type ApplyBspRuleInput = z.infer<typeof applyBspRuleInputSchema>;
export type ApplyBspRuleResult = z.infer<typeof applyBspRuleResultSchema>;

/** Waits until the rule has been applied to all that is open. */
export const applyBspRuleUpdate = defineUpdate<
  ApplyBspRuleResult | null,
  [{ readonly operationId: string }]
>("applyBspRule");
