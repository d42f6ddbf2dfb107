import type { Client } from "@temporalio/client";
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from "@temporalio/client";
import type { Logger } from "pino";

import type { LeftOperation } from "../../db/events/left-operations";
import { listLeftOperations } from "../../db/events/left-operations";
import type { OpenPartner } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { toDateTime } from "../../db/read/amounts";
import {
  cancelLeftStage,
  refuseLateOperation,
} from "../../services/operation/refuse-late-operation";
import { findStageOf } from "../../temporal/contract/schemas/stored-stage";
import { readStoredWorkflow, toOperationStart } from "../../temporal/operation-workflow";
import type { Loop } from "../leader-loop";
import { startLeaderLoop } from "../leader-loop";

const idleMs = 30_000;
/** A request that is still being answered starts its workflow by itself. */
const olderThanSeconds = 60;

export interface LeftOperationParts {
  readonly database: Pick<DatabaseHandle, "system">;
  readonly openPartner: OpenPartner;
  readonly client: Client;
  readonly now: () => string;
  readonly logger: Logger;
}

/**
 * Starts what was accepted by an API that died before it could start it, and ends the stages of a
 * workflow that was terminated before it could start them.
 */
export function startLeftOperationsLoop(
  parts: Omit<LeftOperationParts, "database"> & { readonly database: DatabaseHandle },
): Loop {
  return startLeaderLoop(parts, {
    lock: "left-operations",
    name: "start of left operations",
    idleMs,
    step: async () => {
      await startLeftOperations(parts, olderThanSeconds);
      return 0;
    },
  });
}

/** Looks at each operation that has come to nothing yet; returns the ids of those without a workflow. */
export async function startLeftOperations(
  parts: LeftOperationParts,
  afterSeconds: number,
): Promise<string[]> {
  const started: string[] = [];
  for (let after = 0; ;) {
    const left = await listLeftOperations(parts.database.system, {
      after,
      olderThanSeconds: afterSeconds,
    });
    for (const operation of left) {
      // In this order: a workflow that is over starts nothing any more.
      if (await isStageOfRunning(parts.client, operation)) continue;
      if (await hasWorkflow(parts.client, operation)) continue;
      await endOrStart(parts, operation);
      started.push(operation.publicId);
    }
    const last = left.at(-1);
    if (last === undefined) return started;
    after = last.operationId;
  }
}

/** Its own workflow is then started by that one. */
async function isStageOfRunning(client: Client, { workflow }: LeftOperation): Promise<boolean> {
  const stageOf = findStageOf(workflow);
  if (stageOf === undefined) return false;
  try {
    const { status } = await client.workflow.getHandle(stageOf).describe();
    return status.name === "RUNNING";
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Whether its own workflow is there, at work or at its end: what it came to is that one's to say. */
async function hasWorkflow(
  client: Client,
  { workflowId, publicId }: LeftOperation,
): Promise<boolean> {
  try {
    const { memo } = await client.workflow.getHandle(workflowId).describe();
    return memo?.["operationId"] === publicId;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

async function endOrStart(
  { client, openPartner, now, logger }: LeftOperationParts,
  operation: LeftOperation,
): Promise<void> {
  const { publicId, workflowId, partner } = operation;
  const about = { operation: publicId, workflow_id: workflowId, partner };
  if (findStageOf(operation.workflow) !== undefined) {
    await cancelLeftStage(await openPartner(partner), publicId, toDateTime(now()));
    logger.warn(about, "a stage that was left is cancelled");
    return;
  }
  const workflow = readStoredWorkflow(operation.workflow);
  try {
    await client.workflow.start(workflow.type, toOperationStart(workflow, operation));
    logger.warn(about, "an operation that was left is started");
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await refuseLateOperation(await openPartner(partner), publicId, toDateTime(now()));
    logger.warn(about, "an operation that was left has come too late");
  }
}
