import { getClient } from "@temporalio/activity";
import type { ScheduleHandle, ScheduleOptions } from "@temporalio/client";

import type { PartnerDatabase } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import type { RecurringJournal } from "../../db/read/recurring-journals";
import { getLastPause, getRecurringJournal } from "../../db/read/recurring-journals";
import { updateOperation } from "../../db/write/operations";
import { addDays, startOfDayIn } from "../../domain/calendar";
import { invariant } from "../../domain/invariant";
import { runsAtHour } from "../../domain/journal/recurrence";
import { taskQueues } from "../../temporal/contract/queues";
import type {
  ChangeRecurringJournalInput,
  ChangeRecurringJournalResult,
} from "../../temporal/contract/recurring-journal";
import { runRecurringJournalType } from "../../temporal/contract/recurring-journal";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { LedgerDependencies } from "../dependencies";
import { putSchedule, removeSchedule } from "../put-schedule";

const weekdays = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
] as const;
const months = [
  "JANUARY",
  "FEBRUARY",
  "MARCH",
  "APRIL",
  "MAY",
  "JUNE",
  "JULY",
  "AUGUST",
  "SEPTEMBER",
  "OCTOBER",
  "NOVEMBER",
  "DECEMBER",
] as const;
/**
 * No run is left out: one that is due while another goes on waits for it, and those that were
 * missed while Temporal was away are made up for, a year back.
 */
const policies = { overlap: "BUFFER_ALL", catchupWindow: "365 days" } as const;

/** Makes the Temporal Schedule what the books say; done twice, it changes nothing. */
export function createApplySchedule({ openPartner, now }: LedgerDependencies) {
  return async function applySchedule(
    input: Pick<
      ChangeRecurringJournalInput,
      "partner" | "recurringId" | "operationId" | "approvalId" | "action" | "catchUp"
    >,
  ): Promise<ChangeRecurringJournalResult> {
    const scope = await openPartner(input.partner);
    const journal = await getRecurringJournal(scope, input.recurringId);
    const { timeZone } = await getPartner(scope);
    const { schedule } = getClient();
    const options = toSchedule(journal, { partner: input.partner, timeZone });
    const { status } = journal;
    invariant(status !== "requested" && status !== "rejected", "only what was approved recurs");
    if (status === "ended") await removeSchedule(schedule, options.scheduleId);
    else {
      const state = { paused: status === "paused", note: `${status} in the books` };
      await putSchedule(schedule, { ...options, state });
      if (input.catchUp) await catchUp(scope, journal, schedule.getHandle(options.scheduleId));
    }
    const result = { recurringId: journal.publicId, approvalId: input.approvalId, status };
    await updateOperation(scope, input.operationId, {
      status: "succeeded",
      stage: status,
      result,
      at: toDateTime(now()),
    });
    return result;
  };
}

function toSchedule(
  { publicId, recurrence }: RecurringJournal,
  { partner, timeZone }: { readonly partner: string; readonly timeZone: string },
): ScheduleOptions {
  const scheduleId = workflowIds.recurringJournal(partner, publicId);
  const { dayOfWeek, dayOfMonth, monthOfYear, startsOn, endsOn } = recurrence;
  return {
    scheduleId,
    spec: {
      calendars: [
        {
          hour: runsAtHour,
          ...(dayOfWeek === null ? {} : { dayOfWeek: weekdays[dayOfWeek - 1] ?? "*" }),
          ...(dayOfMonth === null ? {} : { dayOfMonth }),
          ...(monthOfYear === null ? {} : { month: months[monthOfYear - 1] ?? "*" }),
        },
      ],
      timezone: timeZone,
      startAt: new Date(startOfDayIn(timeZone, startsOn)),
      ...(endsOn === null ? {} : { endAt: new Date(startOfDayIn(timeZone, addDays(endsOn, 1))) }),
    },
    action: {
      type: "startWorkflow",
      workflowType: runRecurringJournalType,
      workflowId: scheduleId,
      taskQueue: taskQueues.books,
      args: [{ schemaVersion: 1, partner, recurringId: publicId }],
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: partner }],
    },
    policies,
  };
}

/** Has the runs of the pause made, in their order; a day that has been run is found and left alone. */
async function catchUp(
  scope: PartnerDatabase,
  journal: RecurringJournal,
  handle: ScheduleHandle,
): Promise<void> {
  const pause = await getLastPause(scope, journal);
  if (pause === undefined) return;
  const { overlap } = policies;
  await handle.backfill({ start: new Date(pause.after), end: new Date(pause.until), overlap });
}
