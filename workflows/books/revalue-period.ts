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

interface Cancellation {
  readonly context: RequestContext;
  readonly note: string;
}

interface Run {
  stage: RevaluationProgress["stage"];
  readonly stages: StageTime[];
  cancellation: Cancellation | undefined;
  isOver: boolean;
}

/** Revalues a period's foreign balances; until it posts it can be cancelled. */
export function revaluePeriod(input: RevaluePeriodInput): Promise<RevaluePeriodResult> {
  const run: Run = { stage: "measuring", stages: [], cancellation: undefined, isOver: false };
  handleQuestions(input, run);
  return runOperation(revaluePeriodUpdate, input, async () => {
    try {
      return await revalue(input, run);
    } finally {
      run.isOver = true;
    }
  });
}

async function revalue(input: RevaluePeriodInput, run: Run): Promise<RevaluePeriodResult> {
  enter(run, "measuring");
  const measured = await periodReads.measureRevaluation(input);
  if (run.cancellation !== undefined) {
    await periodCommits.recordRevaluationCancelled(input, run.cancellation);
    enter(run, "cancelled");
    throw refusalFailure("OPERATION_CANCELLED", "The revaluation was cancelled.");
  }
  enter(run, "posting");
  setCurrentDetails(`${measured.balances} foreign balances, ${measured.lines} lines to post.`);
  const result = await periodCommits.revaluePeriod(input);
  enter(run, "posted");
  return result;
}

function handleQuestions({ operationId }: RevaluePeriodInput, run: Run): void {
  const progress = (): RevaluationProgress => {
    return { operationId, stage: run.stage, stages: [...run.stages] };
  };
  setHandler(revaluationProgressQuery, progress);
  setHandler(
    cancelRevaluationUpdate,
    async (asked: Cancellation) => {
      run.cancellation = asked;
      await condition(() => run.isOver);
      if (run.stage === "cancelled") return progress();
      throw notCancellable();
    },
    {
      validator: (_asked: Cancellation) => {
        if (run.stage !== "measuring" || run.cancellation !== undefined) throw notCancellable();
      },
    },
  );
}

function enter(run: Run, stage: Run["stage"]): void {
  run.stage = stage;
  run.stages.push({ stage, at: new Date().toISOString() });
}

function notCancellable() {
  return refusalFailure("OPERATION_NOT_CANCELLABLE", "The revaluation is being posted, or over.");
}
