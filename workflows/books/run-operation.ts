import type { UpdateDefinition } from "@temporalio/common";
import { allHandlersFinished, condition, setHandler, TemporalFailure } from "@temporalio/workflow";

import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { books } from "./books-activities";

/**
 * A workflow that an operation follows: whoever starts or joins it by the update gets what the
 * steps come to. A refusal is left with the operation before it is answered.
 */
export async function runOperation<Result>(
  update: UpdateDefinition<Result | null, [{ readonly operationId: string }]>,
  input: { readonly partner: string; readonly operationId: string },
  steps: () => Promise<Result>,
): Promise<Result> {
  let outcome: { readonly result: Result } | { readonly failure: TemporalFailure } | undefined;
  setHandler(
    update,
    async (_request) => {
      await condition(() => outcome !== undefined);
      if (outcome !== undefined && "result" in outcome) return outcome.result;
      throw outcome?.failure ?? new Error("unreachable");
    },
    { validator: ({ operationId }) => assertSameOperation(operationId, input.operationId) },
  );
  try {
    const result = await steps();
    outcome = { result };
    return result;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const refusal = findRefusal(error);
    if (refusal !== undefined) await books.recordOperationFailed(input, refusal);
    outcome = { failure: error };
    throw error;
  } finally {
    if (outcome !== undefined) await condition(allHandlersFinished);
  }
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
