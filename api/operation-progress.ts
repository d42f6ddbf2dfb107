import { QueryNotRegisteredError, WorkflowNotFoundError } from "@temporalio/client";

import type { OperationRecord } from "../db/read/get-operation";
import { progressQuery } from "../temporal/contract/issue-booking";
import type { StageTime } from "../temporal/contract/payloads";
import { findGrpcStatus } from "../temporal/grpc-status";
import type { ApiDependencies } from "./dependencies";
import { operationKinds } from "./present/operation-result";

const queryMs = 2_000;

/** Their workflows answer the same query, each in its own stages. */
const kindsWithProgress: ReadonlySet<string> = new Set([
  operationKinds.checkSchedules,
  operationKinds.completePeriod,
  operationKinds.exchangeTickets,
  operationKinds.importBspFile,
  operationKinds.issueBooking,
  operationKinds.revaluePeriod,
  operationKinds.runRecognition,
  operationKinds.voidTickets,
]);

/**
 * Asks the operation's workflow for its stages. Undefined where it cannot say: forgotten, not
 * started, another operation's by now, or nobody there to answer; the stored state stands then.
 */
export async function readProgress(
  { temporal, logger }: Pick<ApiDependencies, "temporal" | "logger">,
  operation: OperationRecord,
): Promise<{ readonly stage: string; readonly stages: readonly StageTime[] } | undefined> {
  if (!kindsWithProgress.has(operation.kind)) return undefined;
  const handle = temporal.client.workflow.getHandle(operation.workflowId);
  try {
    const progress = await temporal.client.withDeadline(Date.now() + queryMs, () =>
      handle.query(progressQuery),
    );
    return progress.operationId === operation.publicId ? progress : undefined;
  } catch (error) {
    const expected =
      error instanceof WorkflowNotFoundError ||
      error instanceof QueryNotRegisteredError ||
      findGrpcStatus(error) !== undefined;
    if (!expected) throw error;
    logger.debug({ err: error, workflow_id: operation.workflowId }, "workflow not asked");
    return undefined;
  }
}
