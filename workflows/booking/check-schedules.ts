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
import {
  cancelScheduleChecksUpdate,
  checkSchedulesUpdate,
} from "../../temporal/contract/check-schedules";
import { findRefusal, refusalFailure } from "../../temporal/contract/failures";
import { progressQuery } from "../../temporal/contract/issue-booking";
import type { OperationProgress, RequestContext } from "../../temporal/contract/payloads";
import { systemContext } from "../../temporal/contract/payloads";
import { queueOfSupplier } from "../../temporal/contract/queues";
import { runOperation } from "../books/run-operation";
import { notices, tell } from "../notices";
import { scheduleReading } from "./check-schedule";

/** So many bookings of a partner are asked for at once: its sales are to find room beside them. */
const lanes = 4;
const refusalsToldMax = 50;

const books = proxyActivities<ScheduleCheckActivities>({
  startToCloseTimeout: "1 minute",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});

/** What can be said of a run, and to it, from its first moment. */
interface Course {
  /** Of the readings, which change nothing: whoever cancels waits for none. */
  readonly readings: CancellationScope;
  /** Empty until a run of the Schedule has begun one. */
  operationId: string;
  cancellation: Extract<ScheduleChecksEnd, { status: "cancelled" }>["by"] | undefined;
  stage: "checking" | "checked" | "cancelled";
  /** Whoever waits for it on a line is told to ask the operation. */
  becomesAnother: boolean;
}

interface Run {
  readonly course: Course;
  readonly context: RequestContext;
  progress: ScheduleChecksProgress;
}

/**
 * Asks suppliers for what airlines have changed of a partner's issued bookings that depart in the
 * days ahead, on a Schedule or when a person asks: some at once, page after page. A supplier that
 * stays silent, or is held back from, is left alone until the next run. It can be cancelled between
 * two bookings.
 */
export async function checkSchedules(input: CheckSchedulesInput): Promise<ScheduleChecks | null> {
  const { partner, request } = input;
  const course: Course = {
    readings: new CancellationScope({ cancellable: true }),
    operationId: input.progress?.operationId ?? request?.operationId ?? "",
    cancellation: undefined,
    stage: "checking",
    becomesAnother: false,
  };
  handleMessages(course);
  if (request !== undefined) {
    const asked = { partner, operationId: request.operationId };
    return runOperation(checkSchedulesUpdate, asked, () => checkOrRefuse(input, course), {
      waitsForPeople: () => course.becomesAnother,
    });
  }
  const found = await checkToTheEnd(input, course);
  await condition(allHandlersFinished);
  return found;
}

/** Whoever waits for a run hears that it was cancelled. */
async function checkOrRefuse(input: CheckSchedulesInput, course: Course) {
  const found = await checkToTheEnd(input, course);
  if (course.stage !== "cancelled") return found;
  throw refusalFailure("OPERATION_CANCELLED", "The run was cancelled. What it has found stays.");
}

async function checkToTheEnd(
  input: CheckSchedulesInput,
  course: Course,
): Promise<ScheduleChecks | null> {
  const progress = input.progress ?? (await books.beginScheduleChecks(input));
  if (progress === null) {
    course.stage = "cancelled";
    return null;
  }
  course.operationId = progress.operationId;
  const run: Run = { course, context: input.request?.context ?? systemContext, progress };
  try {
    await course.readings.run(() => checkAll(input, run));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    course.cancellation ??= { context: systemContext, note: "cancelled in Temporal" };
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
      run.course.becomesAnother = true;
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
      context: run.context,
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
  const { cancellation: by } = run.course;
  const how: ScheduleChecksEnd =
    by === undefined ? { status: "succeeded" } : { status: "cancelled", by };
  await books.endScheduleChecks(input, run.progress, how);
  run.course.stage = by === undefined ? "checked" : "cancelled";
  setCurrentDetails(describe(run.progress.found));
}

function describe({ checked, changed, refused, unanswered }: ScheduleChecks): string {
  return `${checked} bookings checked, ${changed} with changes; ${refused} refused, ${unanswered} unanswered.`;
}

function handleMessages(course: Course): void {
  const startedAt = new Date().toISOString();
  const progress = (): OperationProgress => ({
    operationId: course.operationId,
    stage: course.stage,
    stages: [{ stage: "checking", at: startedAt }],
    attention: null,
    documents: [],
  });
  setHandler(progressQuery, progress);
  setHandler(
    cancelScheduleChecksUpdate,
    async (asked) => {
      course.cancellation = asked;
      course.readings.cancel();
      await condition(() => course.stage !== "checking");
      return progress();
    },
    {
      validator: (_asked) => {
        if (course.stage === "checking" && course.cancellation === undefined) return;
        throw refusalFailure("OPERATION_NOT_CANCELLABLE", "The run is being ended, or over.");
      },
    },
  );
}
