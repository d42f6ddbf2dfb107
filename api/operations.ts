import type { z } from "@hono/zod-openapi";
import type { Client } from "@temporalio/client";
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import type { UpdateDefinition, Workflow } from "@temporalio/common";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

import type { PartnerDatabase } from "../db/partner-scope";
import { toDateTime } from "../db/read/amounts";
import type { OperationRecord } from "../db/read/get-operation";
import { findOperation, getOperation } from "../db/read/get-operation";
import { updateOperation } from "../db/write/operations";
import type { Refusal } from "../domain/refusal";
import type { IdempotentRequest } from "../services/idempotency/idempotency-keys";
import { findKeyHolder } from "../services/idempotency/idempotency-keys";
import type { NewOperation } from "../services/operation/begin-operation";
import { beginOperation } from "../services/operation/begin-operation";
import type { RefusalRecord } from "../temporal/contract/failures";
import { findRefusal } from "../temporal/contract/failures";
import { findGrpcStatus } from "../temporal/grpc-status";
import type { OperationWorkflow } from "../temporal/operation-workflow";
import { toOperationStart, toStoredWorkflow } from "../temporal/operation-workflow";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import { asAnswerOfRoute, keyInUse, keyMismatch } from "./idempotency";
import { toRefusalRecord } from "./operation-error";
import { presentOperation } from "./present/operation";
import { problemResponse, ProblemError, refusalProblem } from "./problem";
import { loggerOf, toActContext } from "./request-context";

/** What starting or joining an operation's workflow takes, just committed or read again. */
type Startable = Pick<NewOperation, "publicId" | "workflowId" | "request">;

export interface OperationPlan<Result> {
  readonly operation: NewOperation;
  readonly workflow: OperationWorkflow;
  /** Starts the workflow with it; answers when it is done, or null when a person must decide. */
  readonly update: UpdateDefinition<Result | null, [{ readonly operationId: string }]>;
  /** Reads a stored result back. */
  readonly result: z.ZodType<Result>;
  /** The answer in time, from the workflow's result or from the stored one. */
  readonly present: (
    result: Result,
    operation: Pick<NewOperation, "publicId">,
  ) => Promise<{ readonly body: object; readonly headers: Readonly<Record<string, string>> }>;
  /** What to say of an operation whose workflow had run before this one could. */
  readonly alreadyDone: () => Promise<Refusal>;
}

/**
 * Runs a workflow for a request: commits the operation with its key, starts the workflow or joins
 * it, and waits within the budget. In time: 201 and the result; not in time: 202 and where to ask.
 * The same key again finds the same operation, whatever died in between.
 */
export async function runOperation<Result>(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  request: IdempotentRequest,
  plan: OperationPlan<Result>,
): Promise<never> {
  const { scope } = c.get("principal");
  const endBegin = dependencies.metrics.operationPhase.startTimer({ phase: "begin" });
  const toKeep = { ...plan.operation, workflow: toStoredWorkflow(plan.workflow) };
  const begun = await beginOperation(scope, toKeep, request, toActContext(c));
  dependencies.metrics.idempotency.inc({ result: begun ? "new" : "replay" });
  const operation = begun ? plan.operation : await joinOperation(scope, request);
  if (operation === undefined) return runOperation(c, dependencies, request, plan);
  endBegin();
  if (!begun) c.header("Idempotent-Replayed", "true");
  return asAnswerOfRoute(await answer(c, dependencies, plan, operation));
}

/** The operation that a repeated key belongs to; undefined where the key has expired. */
export async function joinOperation(
  scope: PartnerDatabase,
  request: IdempotentRequest,
): Promise<OperationRecord | undefined> {
  const holder = await findKeyHolder(scope, request);
  switch (holder?.kind) {
    case undefined:
      return undefined;
    case "operation":
      return findOperation(scope, { operationId: holder.operationId });
    case "mismatch":
      throw new ProblemError(keyMismatch);
    case "running":
    case "finished":
      throw new ProblemError(keyInUse);
  }
}

async function answer<Result>(
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  plan: OperationPlan<Result>,
  operation: Startable | OperationRecord,
): Promise<Response> {
  const ended = "status" in operation ? await answerEnded(c, plan, operation) : undefined;
  if (ended !== undefined) return ended;
  const { operationPhase } = dependencies.metrics;
  const endWorkflow = operationPhase.startTimer({ phase: "workflow" });
  const outcome = await startAndWait(c, dependencies, plan, operation);
  endWorkflow();
  switch (outcome.kind) {
    case "done":
      return created(c, await plan.present(outcome.result, operation));
    case "refused": {
      const problem = refusalProblem(outcome.refusal);
      // Where the refusal names the operation to follow, that is the one, also when it is repeated.
      return problemResponse(c, {
        ...problem,
        facts: { operation_id: operation.publicId, ...problem.facts },
      });
    }
    case "running": {
      // It may have ended meanwhile, and only its answer be late.
      const current = await getOperation(c.get("principal").scope, operation.publicId);
      return (await answerEnded(c, plan, current)) ?? accepted(c, current);
    }
  }
}

/** What an operation that has ended came to; undefined where it has not. */
async function answerEnded<Result>(
  c: Context<ApiEnvironment>,
  plan: OperationPlan<Result>,
  operation: OperationRecord,
): Promise<Response | undefined> {
  if (operation.status === "succeeded") {
    return created(c, await plan.present(plan.result.parse(operation.result), operation));
  }
  if (operation.status === "failed" || operation.status === "cancelled") {
    return problemResponse(c, refusalProblem(toRefusalRecord(operation)));
  }
  return undefined;
}

type Waited<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "refused"; readonly refusal: RefusalRecord }
  | { readonly kind: "running" };

async function startAndWait<Result>(
  c: Context<ApiEnvironment>,
  { temporal, settings, now }: ApiDependencies,
  plan: OperationPlan<Result>,
  operation: Startable,
): Promise<Waited<Result>> {
  const { scope } = c.get("principal");
  const { client } = temporal;
  const start = toStartOperation(plan, operation);
  try {
    const result = await client.withDeadline(Date.now() + waitBudgetMs(c, settings.waitMs), () =>
      client.workflow.executeUpdateWithStart(plan.update, {
        args: [{ operationId: operation.publicId }],
        startWorkflowOperation: start,
      }),
    );
    return result === null ? { kind: "running" } : { kind: "done", result };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      return refusedBy(error, { scope, operation, now });
    }
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      return endedBefore(plan, { scope, operation, now });
    }
    const begun = isTimeout(error) ? await findBegun(client, operation.workflowId) : undefined;
    if (begun?.operationId === operation.publicId) return { kind: "running" };
    if (begun?.isRunning) return refuseSecond({ scope, operation, now }, begun.operationId);
    loggerOf(c).warn({ err: error, workflow_id: operation.workflowId }, "workflow not reached");
    throw new ProblemError(notReached(operation));
  }
}

function toStartOperation<Result>(
  plan: OperationPlan<Result>,
  operation: Startable,
): WithStartWorkflowOperation<Workflow> {
  return new WithStartWorkflowOperation<Workflow>(plan.workflow.type, {
    ...toOperationStart(plan.workflow, operation),
    workflowIdConflictPolicy: "USE_EXISTING",
  });
}

/** An operation that another one was ahead of has failed itself, and says why. */
async function refusedBy<Result>(
  error: WorkflowUpdateFailedError,
  parts: {
    readonly scope: PartnerDatabase;
    readonly operation: Startable;
    readonly now: () => string;
  },
): Promise<Waited<Result>> {
  const refusal = findRefusal(error);
  if (refusal === undefined) throw error;
  if (refusal.code === "OPERATION_IN_PROGRESS") await endOperation(parts, refusal);
  return { kind: "refused", refusal };
}

/** The workflow has run before: for this operation, whose result is in the books, or for another. */
async function endedBefore<Result>(
  plan: OperationPlan<Result>,
  parts: {
    readonly scope: PartnerDatabase;
    readonly operation: Startable;
    readonly now: () => string;
  },
): Promise<Waited<Result>> {
  const current = await getOperation(parts.scope, parts.operation.publicId);
  if (current.status === "succeeded")
    return { kind: "done", result: plan.result.parse(current.result) };
  const { code, message, details } = await plan.alreadyDone();
  const refusal = { code, message, details };
  await endOperation(parts, refusal);
  return { kind: "refused", refusal };
}

async function endOperation(
  {
    scope,
    operation,
    now,
  }: {
    readonly scope: PartnerDatabase;
    readonly operation: Startable;
    readonly now: () => string;
  },
  refusal: RefusalRecord,
): Promise<void> {
  await updateOperation(scope, operation.publicId, {
    status: "failed",
    stage: "refused",
    error: { ...refusal },
    at: toDateTime(now()),
  });
}

/** A gRPC status code. */
const deadlineExceeded = 4;

export function isTimeout(error: unknown): boolean {
  return (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    findGrpcStatus(error) === deadlineExceeded
  );
}

interface Begun {
  readonly operationId: string;
  readonly isRunning: boolean;
}

/** The operation that the workflow was begun for; no worker has to be there to say so. */
async function findBegun(client: Client, workflowId: string): Promise<Begun | undefined> {
  try {
    const { status, memo } = await client.withDeadline(Date.now() + 1_000, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    const operationId = memo?.["operationId"];
    return typeof operationId === "string"
      ? { operationId, isRunning: status.name === "RUNNING" }
      : undefined;
  } catch (error) {
    const unknown = error instanceof WorkflowNotFoundError || findGrpcStatus(error) !== undefined;
    if (unknown) return undefined;
    throw error;
  }
}

/** What the workflow would say of an operation that is not its own, were a worker there. */
async function refuseSecond<Result>(
  parts: Parameters<typeof endOperation>[0],
  begun: string,
): Promise<Waited<Result>> {
  const refusal: RefusalRecord = {
    code: "OPERATION_IN_PROGRESS",
    message: "The booking is being issued by another operation. Follow that one.",
    details: { operationId: begun },
  };
  await endOperation(parts, refusal);
  return { kind: "refused", refusal };
}

/** `Prefer: wait=N` (RFC 7240), at most thirty seconds. */
function waitBudgetMs(c: Context<ApiEnvironment>, defaultMs: number): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,3})\b/.exec(c.req.header("Prefer") ?? "")?.[1];
  if (seconds === undefined) return defaultMs;
  const applied = Math.min(Number(seconds), 30);
  c.header("Preference-Applied", `wait=${applied}`);
  return Math.max(100, applied * 1_000);
}

function created(
  c: Context<ApiEnvironment>,
  { body, headers }: { readonly body: object; readonly headers: Readonly<Record<string, string>> },
): Response {
  return c.body(JSON.stringify(body), 201, { "Content-Type": "application/json", ...headers });
}

function accepted(c: Context<ApiEnvironment>, operation: OperationRecord): Response {
  const body = presentOperation(operation, { livemode: c.get("principal").livemode });
  return c.body(JSON.stringify(body), 202 as ContentfulStatusCode, {
    "Content-Type": "application/json",
    Location: `/v1/operations/${operation.publicId}`,
    "Retry-After": "1",
  });
}

function notReached(operation: Startable) {
  return {
    status: 503,
    code: "workflows_unavailable",
    title: "Not started",
    detail:
      "The workflow service does not answer. Send the request again with the same Idempotency-Key: it acts once.",
    retryable: true,
    facts: { operation_id: operation.publicId },
    headers: { "Retry-After": "2" },
  } as const;
}
