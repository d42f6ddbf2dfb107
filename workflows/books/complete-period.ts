import { TerminatedFailure, WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  patched,
  setCurrentDetails,
  setHandler,
} from "@temporalio/workflow";

import type { ClosingStage } from "../../domain/period/closing-stages";
import { closingStages } from "../../domain/period/closing-stages";
import type {
  BegunStage,
  ClosingProgress,
  ClosingStageResult,
  CompletePeriodInput,
  CompletePeriodResult,
} from "../../temporal/contract/complete-period";
import {
  closingProgressQuery,
  closingStageWaits,
  completePeriodUpdate,
} from "../../temporal/contract/complete-period";
import type { RefusalRecord } from "../../temporal/contract/failures";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { StageTime } from "../../temporal/contract/payloads";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { books } from "./books-activities";
import { periodCommits, periodReads } from "./period-activities";
import { runOperation } from "./run-operation";

interface Closing {
  stage: ClosingProgress["stage"];
  readonly times: StageTime[];
  readonly results: ClosingStageResult[];
  /** The operation of the stage that is under way. */
  operationId: string | undefined;
}

/**
 * Closes a period in one act: each stage is what a person would have started, with an operation of
 * its own. A stage that is refused ends it and says why; started again, it goes on from there, for
 * what is done is found done.
 */
export function completePeriod(input: CompletePeriodInput): Promise<CompletePeriodResult> {
  const closing: Closing = { stage: "requested", times: [], results: [], operationId: undefined };
  handleQuestions(input, closing);
  const steps = async () => {
    for (const stage of stagesOf()) {
      enter(closing, stage);
      closing.results.push(await take(input, stage, closing));
      closing.operationId = undefined;
      setCurrentDetails(describe(closing.results));
    }
    const result = await periodCommits.endClosing(input, closing.results);
    enter(closing, "completed");
    return result;
  };
  return runOperation(completePeriodUpdate, input, steps, {
    waitsForPeople: () => closing.stage === "pending_approval",
  });
}

/** A closing that began before overrides were accrued goes on without. */
function stagesOf(): readonly ClosingStage[] {
  return patched("accruals") ? closingStages : closingStages.filter((each) => each !== "accruals");
}

async function take(
  input: CompletePeriodInput,
  stage: ClosingStage,
  closing: Closing,
): Promise<ClosingStageResult> {
  try {
    const begun = await periodReads.beginClosingStage(input, stage);
    if (begun.kind === "skipped") {
      return { stage, outcome: "skipped", text: begun.text, operationId: null };
    }
    closing.operationId = begun.operationId;
    await run(input, begun);
    return { stage, outcome: "done", text: "Done.", operationId: begun.operationId };
  } catch (error) {
    const refusal = findRefusal(error);
    if (refusal === undefined) throw error;
    throw refusalFailure(
      "PERIOD_STAGE_REFUSED",
      `${stage}: ${refusal.message} Asked for again, it goes on from here.`,
      {
        ...refusal.details,
        stage,
        reason: refusal.code,
        done: closing.results.map((each) => each.stage).join(", "),
      },
    );
  }
}

/** On the queue that this one is on, as its own operation would have started it. */
async function run(
  { partner }: CompletePeriodInput,
  { type, workflowId, operationId, input }: Extract<BegunStage, { kind: "begun" }>,
): Promise<void> {
  try {
    await executeChild(type, {
      args: [input],
      workflowId,
      workflowIdReusePolicy: "ALLOW_DUPLICATE_FAILED_ONLY",
      workflowTaskTimeout: "3 seconds",
      // Where this one is terminated, a stage that is under way goes to its own end.
      parentClosePolicy: ParentClosePolicy.ABANDON,
      memo: { operationId },
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
  } catch (error) {
    const refusal = findUnsaid(error);
    if (refusal === undefined) throw error;
    await CancellationScope.nonCancellable(() =>
      books.recordOperationFailed({ partner, operationId }, refusal),
    );
    // That this one is cancelled is its own operation's to say.
    if (isCancellation(error)) throw error;
    throw refusalFailure(refusal.code, refusal.message);
  }
}

/** What the stage's workflow cannot have left with its operation: it was not there, or is no more. */
function findUnsaid(error: unknown): RefusalRecord | undefined {
  if (error instanceof WorkflowExecutionAlreadyStartedError) {
    const message = "Somebody else is doing this. Wait for it.";
    return { code: "OPERATION_IN_PROGRESS", message, details: {} };
  }
  const isTerminated =
    error instanceof ChildWorkflowFailure && error.cause instanceof TerminatedFailure;
  if (!isTerminated && !isCancellation(error)) return undefined;
  return { code: "OPERATION_CANCELLED", message: "An operator has ended it.", details: {} };
}

function handleQuestions({ operationId }: CompletePeriodInput, closing: Closing): void {
  setHandler(closingProgressQuery, () => ({
    operationId,
    stage: closing.stage,
    stages: [...closing.times],
  }));
  setHandler(closingStageWaits, ({ operationId: waiting, waits }) => {
    if (waiting !== closing.operationId) return;
    enter(closing, waits ? "pending_approval" : "recognition");
  });
}

function enter(closing: Closing, stage: Closing["stage"]): void {
  closing.stage = stage;
  closing.times.push({ stage, at: new Date().toISOString() });
}

function describe(stages: readonly ClosingStageResult[]): string {
  return stages.map(({ stage, outcome, text }) => `- **${stage}** ${outcome}: ${text}`).join("\n");
}
