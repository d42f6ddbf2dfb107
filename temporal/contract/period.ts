import { defineQuery, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { RequestContext, StageTime } from "./payloads";
import type {
  accruePeriodInputSchema,
  accruePeriodResultSchema,
  closeFiscalYearInputSchema,
  closeFiscalYearResultSchema,
  closePeriodInputSchema,
  closePeriodResultSchema,
  revaluePeriodInputSchema,
  revaluePeriodResultSchema,
} from "./schemas/period";

export const closePeriodType = "closePeriod";
export type ClosePeriodInput = z.infer<typeof closePeriodInputSchema>;
export type ClosePeriodResult = z.infer<typeof closePeriodResultSchema>;

export const revaluePeriodType = "revaluePeriod";
export type RevaluePeriodInput = z.infer<typeof revaluePeriodInputSchema>;
export type RevaluePeriodResult = z.infer<typeof revaluePeriodResultSchema>;

export const accruePeriodType = "accruePeriod";
export type AccruePeriodInput = z.infer<typeof accruePeriodInputSchema>;
export type AccruePeriodResult = z.infer<typeof accruePeriodResultSchema>;

export const closeFiscalYearType = "closeFiscalYear";
export type CloseFiscalYearInput = z.infer<typeof closeFiscalYearInputSchema>;
export type CloseFiscalYearResult = z.infer<typeof closeFiscalYearResultSchema>;

interface Asked {
  readonly operationId: string;
}

export const closePeriodUpdate = defineUpdate<ClosePeriodResult | null, [Asked]>("closePeriod");
export const revaluePeriodUpdate = defineUpdate<RevaluePeriodResult | null, [Asked]>("revalue");
export const accruePeriodUpdate = defineUpdate<AccruePeriodResult | null, [Asked]>("accrue");
export const closeFiscalYearUpdate = defineUpdate<CloseFiscalYearResult | null, [Asked]>(
  "closeFiscalYear",
);

export interface RevaluationProgress {
  readonly operationId: string;
  readonly stage: "measuring" | "posting" | "posted" | "cancelled";
  readonly stages: readonly StageTime[];
}

/** Ends a revaluation that has not begun to post. */
export const cancelRevaluationUpdate = defineUpdate<
  RevaluationProgress,
  [{ readonly context: RequestContext; readonly note: string }]
>("cancel");
export const revaluationProgressQuery = defineQuery<RevaluationProgress>("progress");
