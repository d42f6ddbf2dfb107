import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";

import { closingStageWaits } from "../../temporal/contract/complete-period";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import type { RequestContext, StageTime } from "../../temporal/contract/payloads";
import type {
  RecognitionBatch,
  RecognitionPlan,
  RecognitionProgress,
  RunRecognitionInput,
  RunRecognitionResult,
} from "../../temporal/contract/recognition";
import {
  cancelRecognitionUpdate,
  recognitionProgressQuery,
  runRecognitionUpdate,
} from "../../temporal/contract/recognition";
import { requireApproval } from "../approval/require-approval";
import { runOperation } from "../books/run-operation";
import { recognitionCommits, recognitionReads } from "./recognition-activities";

/** Of a run that asked nobody when its history was recorded. */
const approvalPatch = "recognition-approval";

/** Of a run all of whose batches were in lanes when its history was recorded. */
const firstAlonePatch = "recognition-first-batch-alone";

/** One reads and reckons while the other commits; a partner's entries are numbered one by one. */
const lanes = 2;

interface Cancellation {
  readonly context: RequestContext;
  readonly note: string;
}

interface Run {
  stage: RecognitionProgress["stage"];
  readonly stages: StageTime[];
  readonly batches: { done: number; total: number };
  cancellation: Cancellation | undefined;
  isOver: boolean;
}

/**
 * Recognises what a period has earned (accounting.md 5.9), batch by batch, once what it is going to
 * recognise is approved where the partner's policy says so. It can be cancelled while it waits, and
 * between two batches: what is recognised stays, and a later run does the rest.
 */
export function runRecognition(input: RunRecognitionInput): Promise<RunRecognitionResult> {
  const run: Run = {
    stage: "planning",
    stages: [],
    batches: { done: 0, total: 0 },
    cancellation: undefined,
    isOver: false,
  };
  handleQuestions(input, run);
  const steps = async () => {
    try {
      return await recognise(input, run);
    } catch (error) {
      if (run.stage !== "cancelled") await recordFailed(input, error);
      throw error;
    } finally {
      run.isOver = true;
    }
  };
  return runOperation(runRecognitionUpdate, input, steps, {
    waitsForPeople: () => run.stage === "pending_approval",
  });
}

async function recognise(input: RunRecognitionInput, run: Run): Promise<RunRecognitionResult> {
  enter(run, "planning");
  const plan = await recognitionReads.planRecognition(input);
  const batches = toBatches(plan);
  run.batches.total = batches.length;
  if (plan.lines > 0 && patched(approvalPatch)) await approve(input, run, plan);
  enter(run, "recognising");
  await inLanes(await afterFirst(batches, input, run), (batch) => recogniseNext(batch, input, run));
  if (run.cancellation !== undefined) {
    await recognitionCommits.endRecognition(input, { status: "cancelled", ...run.cancellation });
    enter(run, "cancelled");
    throw refusalFailure(
      "OPERATION_CANCELLED",
      "The run was cancelled. What it has recognised stays: another run does the rest.",
    );
  }
  const result = await recognitionCommits.endRecognition(input, { status: "succeeded" });
  if (result === null) throw new Error("A run that has begun is kept.");
  enter(run, "recognised");
  return result;
}

/** Who approves has seen an amount: after a wait no more than that is recognised. */
async function approve(
  input: RunRecognitionInput,
  run: Run,
  { amount, periodCode, through, bookings, lines }: RecognitionPlan,
): Promise<void> {
  const { partner, operationId, context, runId } = input;
  const shown = {
    period: periodCode,
    recognised_through: through,
    recognition_run: runId,
    bookings: String(bookings),
    lines: String(lines),
  };
  const asked = await requireApproval(
    { act: "recognition.run", partner, bookingId: null, operationId, context, amount, shown },
    {
      whilePending: () => {
        enter(run, "pending_approval");
        tellClosing(input, true);
      },
      findCallOff: () => run.cancellation,
    },
  );
  if (asked !== "after_waiting") return;
  tellClosing(input, false);
  await recognitionReads.checkApprovedRecognition(input);
}

/** As a stage of a closing: whoever waits on a line for that one is not kept waiting for people. */
function tellClosing({ operationId }: RunRecognitionInput, waits: boolean): void {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  getExternalWorkflowHandle(parent.workflowId, parent.runId)
    .signal(closingStageWaits, { operationId, waits })
    // It may have been terminated: the run goes to its own end.
    .catch(() => undefined);
}

async function recogniseNext(
  batch: RecognitionBatch,
  input: RunRecognitionInput,
  run: Run,
): Promise<void> {
  if (run.cancellation !== undefined) return;
  await recognitionCommits.recogniseBatch(input, batch);
  run.batches.done += 1;
  setCurrentDetails(`${run.batches.done} of ${run.batches.total} batches are recognised.`);
}

/**
 * Does the first batch by itself. While a partner has released nothing the optimiser holds each of
 * its indexes for as short as the other, and reads all that a batch beside it is releasing at the time.
 */
async function afterFirst(
  batches: readonly RecognitionBatch[],
  input: RunRecognitionInput,
  run: Run,
): Promise<readonly RecognitionBatch[]> {
  const [first, ...others] = batches;
  if (first === undefined || others.length === 0 || !patched(firstAlonePatch)) return batches;
  await recogniseNext(first, input, run);
  return others;
}

/** Each lane takes the next batch; where one fails, the other ends with the batch it is at. */
async function inLanes(
  batches: readonly RecognitionBatch[],
  step: (batch: RecognitionBatch) => Promise<void>,
): Promise<void> {
  const waiting = [...batches];
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, async () => {
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        try {
          await step(batch);
        } catch (error) {
          waiting.length = 0;
          throw error;
        }
      }
    }),
  );
  const failed = ended.find((lane) => lane.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** A refusal, or that an operator has cancelled the workflow. */
function recordFailed(input: RunRecognitionInput, error: unknown): Promise<unknown> {
  const refusal = isCancellation(error)
    ? ({
        code: "OPERATION_CANCELLED",
        message: "An operator has cancelled it.",
        details: {},
      } as const)
    : findRefusal(error);
  if (refusal === undefined) return Promise.resolve();
  return CancellationScope.nonCancellable(() =>
    recognitionCommits.endRecognition(input, { status: "failed", refusal }),
  );
}

function toBatches({ bookings, cuts }: RecognitionPlan): RecognitionBatch[] {
  if (bookings === 0) return [];
  return [0, ...cuts].map((after, index) => ({ after, to: cuts[index] ?? null }));
}

function handleQuestions({ operationId }: RunRecognitionInput, run: Run): void {
  const progress = (): RecognitionProgress => ({
    operationId,
    stage: run.stage,
    stages: [...run.stages],
    batches: { ...run.batches },
  });
  setHandler(recognitionProgressQuery, progress);
  setHandler(
    cancelRecognitionUpdate,
    async (asked: Cancellation) => {
      run.cancellation = asked;
      await condition(() => run.isOver);
      if (run.stage === "cancelled") return progress();
      throw notCancellable();
    },
    {
      validator: (_asked: Cancellation) => {
        const isAtWork = run.stage !== "recognised" && run.stage !== "cancelled";
        if (!isAtWork || run.cancellation !== undefined) throw notCancellable();
      },
    },
  );
}

function enter(run: Run, stage: Run["stage"]): void {
  run.stage = stage;
  run.stages.push({ stage, at: new Date().toISOString() });
}

function notCancellable() {
  return refusalFailure("OPERATION_NOT_CANCELLABLE", "The run is being ended, or over.");
}
