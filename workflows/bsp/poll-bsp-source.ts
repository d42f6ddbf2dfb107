import { WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  ActivityFailure,
  isCancellation,
  ParentClosePolicy,
  patched,
  proxyActivities,
  startChild,
} from "@temporalio/workflow";

import type { BspSourceActivities } from "../../activities/bsp/source/source-activities";
import { refusalFailure } from "../../temporal/contract/failures";
import { importBspFileType } from "../../temporal/contract/import-bsp-file";
import { systemContext } from "../../temporal/contract/payloads";
import type {
  BspPollProblem,
  PollBspSourceInput,
  PollBspSourceResult,
} from "../../temporal/contract/poll-bsp-source";
import { pollBspSourceUpdate } from "../../temporal/contract/poll-bsp-source";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { runOperation } from "../books/run-operation";
import { tellOperators } from "../books/tell-operators";
import { notices, tell } from "../notices";

const { listBspSource, concludeBspPoll } = proxyActivities<BspSourceActivities>({
  startToCloseTimeout: "3 minutes",
  heartbeatTimeout: "15 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute", maximumAttempts: 10 },
});
const { fetchBspSourceFile } = proxyActivities<BspSourceActivities>({
  startToCloseTimeout: "1 hour",
  heartbeatTimeout: "15 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute", maximumAttempts: 10 },
});

/**
 * Looks at a source once: what is new there is fetched and its import begun, each file by itself.
 * The import goes on by its own; a poll that ends in the middle is made up for by the next.
 */
export async function pollBspSource(input: PollBspSourceInput): Promise<PollBspSourceResult> {
  const { partner, sourceId, request } = input;
  const news: News = { isNews: false };
  const result = await (request === null
    ? poll(input, news)
    : runOperation(pollBspSourceUpdate, { partner, operationId: request.operationId }, () =>
        poll(input, news),
      ));
  // Whoever asked has been answered: a mail holds nobody up.
  if (news.isNews && patched(mailPatch)) {
    await tell(notices.mailBspSourceFailure({ partner, sourceId }));
  }
  return result;
}

/** Of a poll that told operators alone what its source fails with. */
const mailPatch = "bsp-source-mail";

/** Whether a person has to hear of it. */
interface News {
  isNews: boolean;
}

async function poll(input: PollBspSourceInput, news: News): Promise<PollBspSourceResult> {
  const result = { ...nothing, sourceId: input.sourceId };
  const listing = await orProblem(() => listBspSource(input));
  if (listing.kind === "skipped") {
    if (input.request === null) return result;
    throw refusalFailure("BSP_SOURCE_REFUSED", `Nothing is fetched: it is ${listing.status}.`);
  }
  if (listing.kind === "failed")
    return conclude(input, news, { ...result, problem: listing.problem });
  let { waiting, quarantined } = listing;
  let [takenUp, known] = [0, 0];
  let problem: BspPollProblem | null = null;
  for (const file of listing.files) {
    const fetched = await orProblem(() => fetchBspSourceFile(input, file));
    if (fetched.kind === "failed") {
      ({ problem } = fetched);
      // The next poll tries again: what ails one file's transfer ails those after it.
      break;
    }
    if (fetched.kind === "taken_up") {
      await beginImport(input, fetched);
      takenUp += 1;
    } else if (fetched.kind === "known") known += 1;
    else if (fetched.kind === "waiting") waiting += 1;
    else quarantined += 1;
  }
  return conclude(input, news, { ...result, takenUp, known, waiting, quarantined, problem });
}

const nothing = { takenUp: 0, known: 0, waiting: 0, quarantined: 0, problem: null };

async function conclude(
  input: PollBspSourceInput,
  news: News,
  result: PollBspSourceResult,
): Promise<PollBspSourceResult> {
  const { isNews } = await concludeBspPoll(input, result);
  const { problem } = result;
  news.isNews = isNews;
  if (isNews && problem !== null) {
    tellOperators(`**A BSP source needs a person: ${problem.code}**\n\n${problem.text}`);
  }
  return result;
}

/** Workers that die, or take too long, however often it is tried: told as what the source fails with. */
async function orProblem<Outcome>(
  work: () => Promise<Outcome>,
): Promise<Outcome | { readonly kind: "failed"; readonly problem: BspPollProblem }> {
  try {
    return await work();
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const text = "It was begun several times and came to no end.";
    return { kind: "failed", problem: { code: "interrupted", text, isLasting: false } };
  }
}

async function beginImport(
  { partner, request }: PollBspSourceInput,
  { fileId, operationId }: { readonly fileId: string; readonly operationId: string },
): Promise<void> {
  const context = request?.context ?? systemContext;
  try {
    await startChild(importBspFileType, {
      args: [{ schemaVersion: 1, partner, fileId, operationId, context }],
      workflowId: workflowIds.importBspFile(partner, fileId),
      workflowIdReusePolicy: "REJECT_DUPLICATE",
      parentClosePolicy: ParentClosePolicy.ABANDON,
      memo: { operationId },
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
