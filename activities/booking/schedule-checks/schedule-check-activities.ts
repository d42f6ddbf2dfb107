import { activityInfo, getClient } from "@temporalio/activity";

import { newId } from "../../../db/new-id";
import type { PartnerDatabase, PartnerTransaction } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { listBookingsToCheck } from "../../../db/read/bookings-to-check";
import { findBegunOperation } from "../../../db/read/get-operation";
import { getPartnerSettings } from "../../../db/read/partner-settings";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { keepProgress, updateOperation } from "../../../db/write/operations";
import { addDays, dayIn } from "../../../domain/calendar";
import { invariant } from "../../../domain/invariant";
import { insertOperation } from "../../../services/operation/begin-operation";
import type {
  BookingToCheck,
  CheckSchedulesInput,
  ScheduleChecksEnd,
  ScheduleChecksProgress,
} from "../../../temporal/contract/check-schedules";
import { toActContext } from "../../act-context";
import type { LedgerDependencies } from "../../dependencies";
import { applyCheckSchedule } from "./apply-check-schedule";

export type ScheduleCheckActivities = ReturnType<typeof createScheduleCheckActivities>;

const usualPageSize = 50;

/** Looking for airlines' changes by itself: what of it is in our own books. */
export function createScheduleCheckActivities(dependencies: LedgerDependencies) {
  const { openPartner } = dependencies;
  return {
    beginScheduleChecks: createBegin(dependencies),
    endScheduleChecks: createEnd(dependencies),
    /** The next bookings to ask for; what was found so far is left with the operation. */
    listSchedulesToCheck: async (
      { partner, pageSize = usualPageSize }: Pick<CheckSchedulesInput, "partner" | "pageSize">,
      { operationId, from, through, after, found }: ScheduleChecksProgress,
    ): Promise<BookingToCheck[]> => {
      const scope = await openPartner(partner);
      await keepProgress(scope, operationId, found);
      return listBookingsToCheck(scope, { from, through, after, limit: pageSize });
    },
  };
}

/**
 * The operation by which a run is followed: the one that is begun already, by a request or by this
 * run again, or a new one. Null where one that was asked for has ended meanwhile. Null too where the
 * partner does not want the Schedule's runs any more, or is not active: then that is put right.
 */
function createBegin({ openPartner, observer, now }: LedgerDependencies) {
  return async function beginScheduleChecks(
    input: CheckSchedulesInput,
  ): Promise<ScheduleChecksProgress | null> {
    const scope = await openPartner(input.partner);
    const settings = await getPartnerSettings(scope);
    const { workflowExecution } = activityInfo();
    invariant(workflowExecution !== undefined, "a workflow begins it");
    const { workflowId } = workflowExecution;
    const from = dayIn(settings.timeZone, now());
    const through = addDays(from, settings.scheduleCheckDays);
    const toProgress = (operationId: string): ScheduleChecksProgress => ({
      operationId,
      from,
      through,
      after: 0,
      silent: [],
      found: nothing,
    });
    const begun = await findBegunOperation(scope, workflowId);
    if (begun !== undefined) return toProgress(begun);
    if (input.request !== undefined) return null;
    if (settings.status !== "active" || settings.scheduleCheckHours === 0) {
      await applyCheckSchedule(getClient().schedule, scope);
      return null;
    }
    const operationId = await inTransaction(
      scope,
      async (transaction) =>
        (await findBegunOperation(transaction, workflowId)) ??
        (await insert(transaction, workflowId, input)),
      observer,
    );
    return toProgress(operationId);
  };
}

async function insert(
  transaction: PartnerTransaction,
  workflowId: string,
  input: CheckSchedulesInput,
): Promise<string> {
  const publicId = newId("operation");
  const resource = { type: "partner", id: input.partner };
  const kind = "booking.check_schedules";
  const request = toRequest(input);
  await insertOperation(transaction, { publicId, kind, workflowId, resource, request }, {});
  return publicId;
}

/** What it was begun with, on record. */
function toRequest({ schemaVersion, partner, pageSize, pagesMax }: CheckSchedulesInput) {
  return {
    schemaVersion,
    partner,
    ...(pageSize === undefined ? {} : { pageSize }),
    ...(pagesMax === undefined ? {} : { pagesMax }),
    progress: null,
  };
}

const nothing = { checked: 0, changed: 0, refused: 0, unanswered: 0, refusals: [] };

function createEnd({ openPartner, observer, now }: LedgerDependencies) {
  return async function endScheduleChecks(
    { partner, request }: Pick<CheckSchedulesInput, "partner" | "request">,
    { operationId, found }: ScheduleChecksProgress,
    end: ScheduleChecksEnd,
  ): Promise<void> {
    const scope: PartnerDatabase = await openPartner(partner);
    const at = toDateTime(now());
    const { status } = end;
    const stage = status === "succeeded" ? "checked" : "cancelled";
    await inTransaction(
      scope,
      async (transaction) => {
        const change = { status, stage, result: found, at } as const;
        if (!(await updateOperation(transaction, operationId, change))) return;
        const act = toAct(end, request, found);
        if (act === undefined) return;
        const event = { ...act.event, targetType: "operation", targetId: operationId };
        await writeAudit(transaction, toActContext(act.context), [event], at);
      },
      observer,
    );
  };
}

/** What a person has done by it; nothing, where the Schedule's run came to its end. */
function toAct(
  end: ScheduleChecksEnd,
  request: CheckSchedulesInput["request"],
  { checked, changed }: ScheduleChecksProgress["found"],
) {
  if (end.status === "cancelled") {
    const { context, note } = end.by;
    return { context, event: { type: "booking.schedule_checks_cancelled", payload: { note } } };
  }
  if (request === undefined) return undefined;
  const payload = { bookings_checked: checked, with_changes: changed };
  return { context: request.context, event: { type: "booking.schedules_checked", payload } };
}
