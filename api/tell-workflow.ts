import { setTimeout as delay } from "node:timers/promises";

import type { WorkflowHandle } from "@temporalio/client";
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from "@temporalio/client";
import type { UpdateDefinition } from "@temporalio/common";

import { Refusal } from "../domain/refusal";
import { findRefusal } from "../temporal/contract/failures";
import { findGrpcStatus } from "../temporal/grpc-status";
import type { ApiDependencies } from "./dependencies";
import { isTimeout } from "./operations";
import { ProblemError } from "./problem";

interface Decision<Result, Input> {
  readonly workflowId: string;
  readonly update: UpdateDefinition<Result, [Input]>;
  readonly input: Input;
  /** The same decision told again is told once. */
  readonly updateId: string;
  /** What to answer when the workflow has ended. */
  readonly ended: () => Refusal;
}

/**
 * Tells a workflow what was decided, and answers with what it made of it; undefined where the
 * decision is taken and its outcome is not there in time. One that no worker has taken by then may
 * be lost, and is answered as such: told again, it is the same. The workflow's no is thrown as a
 * refusal.
 */
export async function tellWorkflow<Result, Input>(
  { temporal, settings }: ApiDependencies,
  decision: Decision<Result, Input>,
): Promise<Result | undefined> {
  const { client } = temporal;
  const deadline = Date.now() + settings.waitMs;
  let isTaken = false;
  const onTaken = () => {
    isTaken = true;
  };
  try {
    return await client.withDeadline(deadline, () =>
      askUntil(deadline, client.workflow.getHandle(decision.workflowId), { ...decision, onTaken }),
    );
  } catch (error) {
    if (isTimeout(error)) {
      if (isTaken) return undefined;
      throw new ProblemError(notTaken);
    }
    if (error instanceof WorkflowNotFoundError) throw decision.ended();
    throw refusalIn(error) ?? error;
  }
}

const notTaken = {
  status: 503,
  code: "workflows_unavailable",
  title: "Not taken",
  detail:
    "No worker has taken the decision. Send the request again with the same Idempotency-Key: it acts once.",
  retryable: true,
  headers: { "Retry-After": "2" },
} as const;

function refusalIn(error: unknown): Refusal | undefined {
  const found = error instanceof WorkflowUpdateFailedError ? findRefusal(error) : undefined;
  return found && new Refusal(found.code, found.message, found.details);
}

/** gRPC status codes: UNKNOWN, FAILED_PRECONDITION, ABORTED, INTERNAL. */
const passing = [2, 9, 10, 13];
const askAgainMs = 100;

/**
 * Asks again where Temporal answers nothing of an update, as it does when the workflow task that
 * ends it fails (a signal came in between): first for its outcome, then, where Temporal does not
 * know of it, to take it.
 */
async function askUntil<Result, Input>(
  deadline: number,
  handle: WorkflowHandle,
  { update, input, updateId, onTaken }: Decision<Result, Input> & { readonly onTaken: () => void },
): Promise<Result> {
  const tell = async () => {
    const options = { args: [input] as [Input], updateId, waitForStage: "ACCEPTED" } as const;
    const taken = await handle.startUpdate(update, options);
    onTaken();
    return taken.result();
  };
  const findOutcome = () => handle.getUpdateHandle<Result>(updateId).result();
  let mayBeTaken = false;
  for (;;) {
    try {
      return await (mayBeTaken ? findOutcome() : tell());
    } catch (error) {
      const isEnded = error instanceof WorkflowNotFoundError;
      // The decision may be what has ended it, and its answer what was lost. Unknown to Temporal it
      // fails as not found too.
      if (isEnded && !mayBeTaken) return findOutcome();
      const status = findGrpcStatus(error);
      const isPassing = status !== undefined && passing.includes(status);
      if (!(isPassing || isEnded) || Date.now() + askAgainMs > deadline) throw error;
      mayBeTaken = isPassing;
    }
    await delay(askAgainMs);
  }
}
