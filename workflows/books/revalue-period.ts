import { condition, setCurrentDetails, setHandler } from "@temporalio/workflow";

import { refusalFailure } from "../../temporal/contract/failures";
import type { RequestContext, StageTime } from "../../temporal/contract/payloads";
import type {
  RevaluationProgress,
  RevaluePeriodInput,
  RevaluePeriodResult,
} from "../../temporal/contract/period";
import {
  cancelRevaluationUpdate,
  revaluationProgressQuery,
  revaluePeriodUpdate,
} from "../../temporal/contract/period";
import { periodCommits, periodReads } from "./period-activities";
import { runOperation } from "./run-operation";

type Cancellation = { readonly context: RequestContext; readonly note: string };

/** Revalues a period's foreign balances; until it posts it can be cancelled. */
export function revaluePeriod(input: RevaluePeriodInput): Promise<RevaluePeriodResult> {
  const stages: StageTime[] = [];
  let stage: RevaluationProgress["stage"] = "measuring";
  let cancellation: Cancellation | undefined;
  let isOver = false;
  const enter = (next: RevaluationProgress["stage"]) => {
    stage = next;
    stages.push({ stage: next, at: new Date().toISOString() });
  };
  const progress = (): RevaluationProgress => ({
    operationId: input.operationId,
    stage,
    stages: [...stages],
  });
  setHandler(revaluationProgressQuery, progress);
  setHandler(
    cancelRevaluationUpdate,
    async (asked: Cancellation) => {
      cancellation = asked;
      await condition(() => isOver);
      if (stage === "cancelled") return progress();
      throw notCancellable();
    },
    {
      validator: (_asked: Cancellation) => {
        if (stage !== "measuring" || cancellation !== undefined) throw notCancellable();
      },
    },
  );
  return runOperation(revaluePeriodUpdate, input, async () => {
    try {
      enter("measuring");
      const measured = await periodReads.measureRevaluation(input);
      if (cancellation !== undefined) {
        await periodCommits.recordRevaluationCancelled(input, cancellation);
        enter("cancelled");
        throw refusalFailure("OPERATION_CANCELLED", "The revaluation was cancelled.");
      }
      enter("posting");
      setCurrentDetails(`${measured.balances} foreign balances, ${measured.lines} lines to post.`);
      const result = await periodCommits.revaluePeriod(input);
      enter("posted");
      return result;
    } finally {
      isOver = true;
    }
  });
}

function notCancellable() {
  return refusalFailure("OPERATION_NOT_CANCELLABLE", "The revaluation is being posted, or over.");
}
