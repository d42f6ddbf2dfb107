import { createHash } from "node:crypto";

import { activityInfo, getClient } from "@temporalio/activity";
import type { WithStartWorkflowOperation } from "@temporalio/client";
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
} from "@temporalio/client";
import type { Workflow } from "@temporalio/common";

import { newId } from "../../../db/new-id";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { findFirstDueDay } from "../../../db/read/due-recognition";
import type { OperationRecord } from "../../../db/read/get-operation";
import { findOperation, getOperation } from "../../../db/read/get-operation";
import { getPartnerSettings } from "../../../db/read/partner-settings";
import { getPeriod, listPeriods } from "../../../db/read/periods";
import { countSucceededRuns } from "../../../db/read/recognition-runs";
import { inSnapshot, inTransaction } from "../../../db/transaction";
import { updateOperation } from "../../../db/write/operations";
import { systemActor } from "../../../domain/actor";
import { dayIn } from "../../../domain/calendar";
import type { JsonValue } from "../../../domain/canonical-json";
import { toPublicId } from "../../../domain/ids";
import { chooseScheduled, lastScheduledDay } from "../../../domain/scheduled-recognition";
import { insertOperation } from "../../../services/operation/begin-operation";
import type { RefusalRecord } from "../../../temporal/contract/failures";
import { findRefusal } from "../../../temporal/contract/failures";
import type { ScheduledRecognition } from "../../../temporal/contract/recognise-all-partners";
import type { RunRecognitionResult } from "../../../temporal/contract/recognition";
import { runRecognitionUpdate } from "../../../temporal/contract/recognition";
import {
  runRecognitionInputSchema,
  runRecognitionResultSchema,
} from "../../../temporal/contract/schemas/recognition";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import type { LedgerDependencies } from "../../dependencies";

export interface ScheduledRecognitionDependencies extends LedgerDependencies {
  /** Active ones that want it, by their public ids after one of them, in their order. */
  readonly listPartners: (after: string | null, limit: number) => Promise<string[]>;
  /** What starts a run's workflow, and what of it is kept with the operation. */
  readonly starts: {
    readonly toStored: (partner: string) => JsonValue;
    readonly toStart: (
      partner: string,
      operation: Pick<OperationRecord, "publicId" | "workflowId" | "request">,
    ) => WithStartWorkflowOperation<Workflow>;
  };
}

/** What passes by itself, or what the partner's own people have in hand. */
const passing: ReadonlySet<string> = new Set([
  "OPERATION_CANCELLED",
  "OPERATION_IN_PROGRESS",
  "PERIOD_CLOSED",
  "SUPPLIER_ANSWERS_OUTSTANDING",
]);

/**
 * Runs the next period of a partner that its setting wants run, and waits for what it comes to; not
 * for a person's approval. Tried again, it joins the run that it has begun.
 */
export function createRunScheduledRecognition(dependencies: ScheduledRecognitionDependencies) {
  const { openPartner, now, observer, starts } = dependencies;
  return async function runScheduledRecognition({
    partner,
  }: {
    readonly partner: string;
  }): Promise<ScheduledRecognition> {
    const scope = await openPartner(partner);
    const operationId = operationIdOf(partner);
    const begun = await findOperation(scope, { publicId: operationId });
    if (begun !== undefined) return joinRun(scope, begun, dependencies);
    const { recognitionSchedule, timeZone } = await getPartnerSettings(scope);
    const periods = await listPeriods(scope);
    const today = dayIn(timeZone, now());
    const through = lastScheduledDay(recognitionSchedule, periods, today);
    const firstDueOn =
      through === undefined
        ? null
        : await inSnapshot(scope, (snapshot) => findFirstDueDay(snapshot, through));
    const choice = chooseScheduled(recognitionSchedule, periods, { firstDueOn, today });
    if (choice.kind === "up_to_date") return choice;
    const { period } = choice;
    if (choice.kind === "closed") {
      const text = `Something is due since ${firstDueOn}, and the period is ${period.status}.`;
      return { kind: "skipped", period: period.code, text };
    }
    const succeeded = await countSucceededRuns(scope, period.periodId);
    const runId = newId("recognitionRun");
    const operation = {
      publicId: operationId,
      kind: "recognition.run",
      workflowId: workflowIds.runRecognition(partner, period.code, succeeded),
      resource: { type: "recognition_run", id: runId },
      request: runRecognitionInputSchema.parse({
        schemaVersion: 1,
        partner,
        operationId,
        runId,
        periodId: period.publicId,
        through: null,
        context: { actor: systemActor, requestId: null, ipAddress: null, userAgent: null },
      }),
      workflow: starts.toStored(partner),
    };
    await inTransaction(
      scope,
      (transaction) => insertOperation(transaction, operation, {}),
      observer,
    );
    return joinRun(scope, await getOperation(scope, operationId), dependencies);
  };
}

/** Starts the run that was committed, or joins it, and says what it came to. */
async function joinRun(
  scope: PartnerDatabase,
  operation: OperationRecord,
  { starts, now }: ScheduledRecognitionDependencies,
): Promise<ScheduledRecognition> {
  const { publicId, workflowId, request } = operation;
  const { periodId } = runRecognitionInputSchema.parse(request);
  const { code: period } = await getPeriod(scope, periodId);
  if (operation.status !== "running") return toEnded(operation, period);
  try {
    const result = await getClient().workflow.executeUpdateWithStart(runRecognitionUpdate, {
      args: [{ operationId: publicId }],
      startWorkflowOperation: starts.toStart(scope.partner, operation),
    });
    return result === null ? waiting(period) : recognised(period, result);
  } catch (error) {
    const isOver = error instanceof WorkflowExecutionAlreadyStartedError;
    const refusal = isOver
      ? ({ code: "OPERATION_IN_PROGRESS", message: `${workflowId} has run.`, details: {} } as const)
      : error instanceof WorkflowUpdateFailedError
        ? findRefusal(error)
        : undefined;
    if (refusal === undefined) throw error;
    const current = await getOperation(scope, publicId);
    if (current.status === "succeeded") return toEnded(current, period);
    if (refusal.code === "OPERATION_IN_PROGRESS") {
      await updateOperation(scope, publicId, {
        status: "failed",
        stage: "refused",
        error: { ...refusal },
        at: toDateTime(now()),
      });
    }
    return refused(period, refusal);
  }
}

function toEnded(operation: OperationRecord, period: string): ScheduledRecognition {
  if (operation.status === "succeeded") {
    return recognised(period, runRecognitionResultSchema.parse(operation.result));
  }
  const text = `The run has ended before: operation ${operation.publicId} is ${operation.status}.`;
  return { kind: "skipped", period, text };
}

function recognised(period: string, { lines }: RunRecognitionResult): ScheduledRecognition {
  return { kind: "recognised", period, lines };
}

function waiting(period: string): ScheduledRecognition {
  return { kind: "skipped", period, text: "It waits for another person's approval." };
}

function refused(period: string, { code, message }: RefusalRecord): ScheduledRecognition {
  const text = `${code}: ${message}`;
  return { kind: passing.has(code) ? "skipped" : "failed", period, text };
}

/** The same in every attempt of one step. */
function operationIdOf(partner: string): string {
  const { workflowExecution, activityId } = activityInfo();
  const digest = createHash("sha256")
    .update(JSON.stringify(["recognition", workflowExecution?.runId, activityId, partner]))
    .digest();
  return toPublicId("operation", digest.subarray(0, 16));
}
