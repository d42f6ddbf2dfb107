import {
  ActivityFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";

import type { ScheduleCheckActivities } from "../../activities/booking/schedule-checks/schedule-check-activities";
import type { TicketSupplierActivities } from "../../activities/ticket/ticket-supplier-activities";
import type {
  BookingToCheck,
  CheckSchedulesInput,
  ScheduleChecks,
  ScheduleChecksEnd,
  ScheduleChecksProgress,
} from "../../temporal/contract/check-schedules";
import { cancelScheduleChecksUpdate } from "../../temporal/contract/check-schedules";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { progressQuery } from "../../temporal/contract/issue-booking";
import type { OperationProgress } from "../../temporal/contract/payloads";
import { systemContext } from "../../temporal/contract/payloads";
import { queueOfSupplier } from "../../temporal/contract/queues";
import { notices, tell } from "../notices";
import { scheduleReading } from "./check-schedule";

/** So many bookings of a partner are asked for at once: its sales are to find room beside them. */
const lanes = 4;
const refusalsToldMax = 50;

const books = proxyActivities<ScheduleCheckActivities>({
  startToCloseTimeout: "1 minute",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});

type Cancellation = Extract<ScheduleChecksEnd, { status: "cancelled" }>["by"];

interface Run {
  /** Of the readings, which change nothing: whoever cancels waits for none. */
  readonly readings: CancellationScope;
  progress: ScheduleChecksProgress;
  cancellation: Cancellation | undefined;
  stage: "checking" | "checked" | "cancelled";
}

/**
 * Asks suppliers for what airlines have changed of a partner's issued bookings that depart in the
 * days ahead, on a Schedule: some at once, page after page. A supplier that stays silent, or is held
 * back from, is left alone until the next run. It can be cancelled between two bookings.
 */
export async function checkSchedules(input: CheckSchedulesInput): Promise<ScheduleChecks | null> {
  const progress = input.progress ?? (await books.beginScheduleChecks(input));
  if (progress === null) return null;
  const readings = new CancellationScope({ cancellable: true });
  const run: Run = { readings, progress, cancellation: undefined, stage: "checking" };
  handleMessages(run);
  try {
    await readings.run(() => checkAll(input, run));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    run.cancellation ??= { context: systemContext, note: "cancelled in Temporal" };
  }
  await CancellationScope.nonCancellable(() => end(input, run));
  return run.progress.found;
}

async function checkAll(input: CheckSchedulesInput, run: Run): Promise<void> {
  for (let pages = 1; ; pages += 1) {
    const page = await books.listSchedulesToCheck(input, run.progress);
    const last = page.at(-1);
    if (last === undefined) return;
    await checkPage(input, run, page);
    run.progress = { ...run.progress, after: last.key };
    if (workflowInfo().continueAsNewSuggested || pages === input.pagesMax) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof checkSchedules>({ ...input, progress: run.progress });
    }
  }
}

async function checkPage(
  input: CheckSchedulesInput,
  run: Run,
  page: readonly BookingToCheck[],
): Promise<void> {
  const waiting = [...page];
  const mails: Promise<void>[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { partner } = input;
        const scheduleChangeId = await check(partner, run, next);
        if (scheduleChangeId === null) continue;
        mails.push(tell(notices.mailScheduleChange({ partner, scheduleChangeId })));
      }
    }),
  );
  await Promise.all(mails);
  setCurrentDetails(describe(run.progress.found));
}

/** What is open of one booking by now, if anything; what came of it is counted. */
async function check(
  partner: string,
  run: Run,
  { bookingId, gdsProviderCode }: BookingToCheck,
): Promise<string | null> {
  if (run.progress.silent.includes(gdsProviderCode)) {
    count(run, { unanswered: 1 });
    return null;
  }
  const supplier = proxyActivities<TicketSupplierActivities>({
    ...scheduleReading,
    taskQueue: queueOfSupplier(gdsProviderCode),
  });
  try {
    const { scheduleChangeId } = await supplier.checkScheduleAtSupplier({
      partner,
      bookingId,
      operationId: null,
      context: systemContext,
    });
    count(run, { checked: 1, changed: scheduleChangeId === null ? 0 : 1 });
    return scheduleChangeId;
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const refusal = findRefusal(error);
    if (refusal === undefined) {
      const silent = new Set([...run.progress.silent, gdsProviderCode]);
      run.progress = { ...run.progress, silent: [...silent] };
      count(run, { unanswered: 1 });
    } else {
      count(run, { refused: 1 }, [{ bookingId, code: refusal.code }]);
    }
    return null;
  }
}

function count(
  run: Run,
  more: Partial<Record<"checked" | "changed" | "refused" | "unanswered", number>>,
  refusals: ScheduleChecks["refusals"] = [],
): void {
  const { found } = run.progress;
  run.progress = {
    ...run.progress,
    found: {
      checked: found.checked + (more.checked ?? 0),
      changed: found.changed + (more.changed ?? 0),
      refused: found.refused + (more.refused ?? 0),
      unanswered: found.unanswered + (more.unanswered ?? 0),
      refusals: [...found.refusals, ...refusals].slice(0, refusalsToldMax),
    },
  };
}

async function end(input: CheckSchedulesInput, run: Run): Promise<void> {
  const { cancellation: by } = run;
  const how: ScheduleChecksEnd =
    by === undefined ? { status: "succeeded" } : { status: "cancelled", by };
  await books.endScheduleChecks(input, run.progress, how);
  run.stage = by === undefined ? "checked" : "cancelled";
  setCurrentDetails(describe(run.progress.found));
  await condition(allHandlersFinished);
}

function describe({ checked, changed, refused, unanswered }: ScheduleChecks): string {
  return `${checked} bookings checked, ${changed} with changes; ${refused} refused, ${unanswered} unanswered.`;
}

function handleMessages(run: Run): void {
  const startedAt = new Date().toISOString();
  const progress = (): OperationProgress => ({
    operationId: run.progress.operationId,
    stage: run.stage,
    stages: [{ stage: "checking", at: startedAt }],
    attention: null,
    documents: [],
  });
  setHandler(progressQuery, progress);
  setHandler(
    cancelScheduleChecksUpdate,
    async (asked) => {
      run.cancellation = asked;
      run.readings.cancel();
      await condition(() => run.stage !== "checking");
      return progress();
    },
    {
      validator: (_asked) => {
        if (run.stage === "checking" && run.cancellation === undefined) return;
        throw refusalFailure("OPERATION_NOT_CANCELLABLE", "The run is being ended, or over.");
      },
    },
  );
}
