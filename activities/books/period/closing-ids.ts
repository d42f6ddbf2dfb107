import { createHash } from "node:crypto";

import { activityInfo } from "@temporalio/activity";

import { toPublicId } from "../../../domain/ids";
import { invariant } from "../../../domain/invariant";
import type { ClosingStage } from "../../../domain/period/closing-stages";

/** Of the closing whose activity asks: its workflow's. */
export function closingId(): string {
  return execution().workflowId;
}

/** The same in every attempt of one stage. */
export function stageOperationId(stage: ClosingStage): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(["closing", execution().runId, stage]))
    .digest();
  return toPublicId("operation", digest.subarray(0, 16));
}

function execution() {
  const { workflowExecution } = activityInfo();
  invariant(workflowExecution !== undefined, "a stage is one of a workflow");
  return workflowExecution;
}
