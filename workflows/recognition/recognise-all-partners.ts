import {
  ActivityFailure,
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from "@temporalio/workflow";

import type { ScheduledRecognitionActivities } from "../../activities/books/recognition/scheduled-recognition-activities";
import type {
  RecogniseAllPartnersInput,
  ScheduledRecognition,
} from "../../temporal/contract/recognise-all-partners";
import { tellOperators } from "../books/tell-operators";

/** So many partners are at work at once: each has two commits under way, and the books' sales go on. */
const partnersAtOnce = 4;
const pageSizeDefault = 20;
/** A person begins with the first ones; each partner has its own operations and runs. */
const toldMax = 50;
/** Whose books have waited for years has the rest done the next night. */
const periodsMax = 36;

const scheduled = proxyActivities<ScheduledRecognitionActivities>({
  // It waits for a run of which each batch is a step of its own.
  startToCloseTimeout: "6 hours",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry: { initialInterval: "1 second", maximumInterval: "30 seconds", maximumAttempts: 5 },
});

/**
 * Recognises what each partner has earned that wants it by itself, on a Schedule: some partners at
 * once, period after period. What one is refused, or fails with, is told and stops no other one.
 */
export async function recogniseAllPartners(
  input: RecogniseAllPartnersInput,
): Promise<RecogniseAllPartnersInput> {
  let progress = input;
  const { pageSize, pages } = input.bounds ?? { pageSize: pageSizeDefault, pages: undefined };
  if (progress.failed.length > 0) tellOperators(describe(progress));
  for (let page = 1; ; page += 1) {
    const partners = await scheduled.listPartnersToRecognise(progress.after, pageSize);
    const waiting = [...partners];
    const add = (partner: string, one: ScheduledRecognition) => {
      progress = count(progress, partner, one);
      const tell = one.kind === "failed" ? tellOperators : setCurrentDetails;
      tell(describe(progress));
    };
    await Promise.all(
      Array.from({ length: partnersAtOnce }, async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          await recognisePartner(next, add);
        }
      }),
    );
    progress = {
      ...progress,
      after: partners.at(-1) ?? progress.after,
      partnerCount: progress.partnerCount + partners.length,
    };
    if (partners.length < pageSize) return progress;
    if (workflowInfo().continueAsNewSuggested || page === pages) await continueAsNew(progress);
  }
}

/** Until it is up to date, or a period stands in the way: those after it wait. */
async function recognisePartner(
  partner: string,
  add: (partner: string, one: ScheduledRecognition) => void,
): Promise<void> {
  for (let round = 1; round <= periodsMax; round += 1) {
    const one = await recogniseNext(partner);
    if (one.kind === "up_to_date") return;
    add(partner, one);
    if (one.kind !== "recognised") return;
  }
}

/** A fault that did not pass: its text may hold a row's contents, and stays with the activity. */
async function recogniseNext(partner: string): Promise<ScheduledRecognition> {
  try {
    return await scheduled.runScheduledRecognition({ partner });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const text = "It failed again and again: see the activity's last failure and the worker's log.";
    return { kind: "failed", period: "", text };
  }
}

function count(
  progress: RecogniseAllPartnersInput,
  partner: string,
  one: ScheduledRecognition,
): RecogniseAllPartnersInput {
  if (one.kind === "up_to_date") return progress;
  if (one.kind === "recognised") {
    const { runCount, lineCount } = progress;
    return { ...progress, runCount: runCount + 1, lineCount: lineCount + one.lines };
  }
  const told = { partner, period: one.period === "" ? null : one.period, text: one.text };
  const { skipped, skippedCount, failed, failedCount } = progress;
  return one.kind === "skipped"
    ? {
        ...progress,
        skipped: [...skipped, told].slice(0, toldMax),
        skippedCount: skippedCount + 1,
      }
    : { ...progress, failed: [...failed, told].slice(0, toldMax), failedCount: failedCount + 1 };
}

function describe(progress: RecogniseAllPartnersInput): string {
  const { runCount, lineCount, skipped, skippedCount, failed, failedCount } = progress;
  const show = (told: typeof skipped) =>
    told.map(({ partner, period, text }) => `- **${partner}** ${period ?? ""} ${text}`);
  return [
    `${runCount} runs, ${lineCount} lines; ${skippedCount} skipped, ${failedCount} failed.`,
    ...show(failed),
    ...show(skipped),
  ].join("\n");
}
