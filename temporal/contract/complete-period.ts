import { defineQuery, defineSignal, defineUpdate } from "@temporalio/workflow";
import type { z } from "zod";

import type { JsonValue } from "../../domain/canonical-json";
import type { ClosingStage } from "../../domain/period/closing-stages";
import type { StageTime } from "./payloads";
import type {
  closingStageResultSchema,
  completePeriodInputSchema,
  completePeriodResultSchema,
} from "./schemas/complete-period";

export const completePeriodType = "completePeriod";
export type CompletePeriodInput = z.infer<typeof completePeriodInputSchema>;
export type CompletePeriodResult = z.infer<typeof completePeriodResultSchema>;
export type ClosingStageResult = z.infer<typeof closingStageResultSchema>;

export const completePeriodUpdate = defineUpdate<
  CompletePeriodResult | null,
  [{ readonly operationId: string }]
>("completePeriod");

/** What a stage has to do: nothing, or the workflow that a person would have started for it. */
export type BegunStage =
  | { readonly kind: "skipped"; readonly text: string }
  | {
      readonly kind: "begun";
      readonly type: string;
      readonly workflowId: string;
      readonly operationId: string;
      /** The workflow's own, as its operation keeps it. */
      readonly input: JsonValue;
    };

/** From a stage's workflow: it begins to wait for other people, or has been answered. */
export const closingStageWaits =
  defineSignal<[{ readonly operationId: string; readonly waits: boolean }]>("stageWaits");

export interface ClosingProgress {
  readonly operationId: string;
  readonly stage: ClosingStage | "requested" | "pending_approval" | "completed";
  readonly stages: readonly StageTime[];
}

export const closingProgressQuery = defineQuery<ClosingProgress>("progress");
