import type { UpdateDefinition } from "@temporalio/common";
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  setHandler,
  TemporalFailure,
} from "@temporalio/workflow";

import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { books } from "./books-activities";

/**
 * A workflow that an operation follows: whoever starts or joins it by the update gets what the
 * steps come to. A refusal is left with the operation before it is answered, and so is that an
 * operator has cancelled the workflow; a commit that is under way then is waited for. Nobody is
 * kept waiting on a line for what other people decide: they get null, and ask the operation.
 */
export async function runOperation<Result>(
  update: UpdateDefinition<Result | null, [{ readonly operationId: string }]>,
  input: { readonly partner: string; readonly operationId: string },
  steps: () => Promise<Result>,
  { waitsForPeople = () => false }: { readonly waitsForPeople?: () => boolean } = {},
): Promise<Result> {
  let outcome: { readonly result: Result } | { readonly failure: TemporalFailure } | undefined;
  setHandler(
    update,
    async (_request) => {
      await CancellationScope.nonCancellable(() =>
        condition(() => outcome !== undefined || waitsForPeople()),
      );
      if (outcome === undefined) return null;
      if ("result" in outcome) return outcome.result;
      throw outcome.failure;
    },
    { validator: ({ operationId }) => assertSameOperation(operationId, input.operationId) },
  );
  try {
    const result = await steps();
    outcome = { result };
    return result;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const failure = isCancellation(error) ? cancelled() : error;
    const refusal = findRefusal(failure);
    if (refusal !== undefined) await record(input, refusal);
    outcome = { failure };
    throw error;
  } finally {
    if (outcome !== undefined) {
      await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    }
  }
}

function record(...failed: Parameters<typeof books.recordOperationFailed>): Promise<void> {
  return CancellationScope.nonCancellable(() => books.recordOperationFailed(...failed));
}

function cancelled(): TemporalFailure {
  return refusalFailure(
    "OPERATION_CANCELLED",
    "An operator has cancelled it. Nothing was written.",
  );
}

/** Somebody else's act on the same thing: it is told which operation it was too late for. */
function assertSameOperation(asked: string, running: string): void {
  if (asked === running) return;
  throw refusalFailure(
    "OPERATION_IN_PROGRESS",
    "Another operation is doing this. Follow that one.",
    { operation_id: running },
  );
}
