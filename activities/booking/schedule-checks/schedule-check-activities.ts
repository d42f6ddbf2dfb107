import { activityInfo, getClient } from "@temporalio/activity";

import { newId } from "../../../db/new-id";
import type { PartnerDatabase } from "../../../db/partner-scope";
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
 * The operation by which a run is followed; the one that is begun already, run again. Null where
 * the partner does not want it any more, or is not active: then its Schedule is put right.
 */
function createBegin({ openPartner, observer, now }: LedgerDependencies) {
  return async function beginScheduleChecks(
    input: CheckSchedulesInput,
  ): Promise<ScheduleChecksProgress | null> {
    const scope = await openPartner(input.partner);
    const settings = await getPartnerSettings(scope);
    if (settings.status !== "active" || settings.scheduleCheckHours === 0) {
      await applyCheckSchedule(getClient().schedule, scope);
      return null;
    }
    const { workflowExecution } = activityInfo();
    invariant(workflowExecution !== undefined, "a workflow begins it");
    const { workflowId } = workflowExecution;
    const operationId = await inTransaction(
      scope,
      async (transaction) => {
        const begun = await findBegunOperation(transaction, workflowId);
        if (begun !== undefined) return begun;
        const publicId = newId("operation");
        const resource = { type: "partner", id: input.partner };
        const kind = "booking.check_schedules";
        await insertOperation(
          transaction,
          { publicId, kind, workflowId, resource, request: toRequest(input) },
          {},
        );
        return publicId;
      },
      observer,
    );
    const from = dayIn(settings.timeZone, now());
    const through = addDays(from, settings.scheduleCheckDays);
    return { operationId, from, through, after: 0, silent: [], found: nothing };
  };
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
    { partner }: Pick<CheckSchedulesInput, "partner">,
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
        if (end.status === "succeeded") return;
        const { context, note } = end.by;
        const event = {
          type: "booking.schedule_checks_cancelled",
          targetType: "operation",
          targetId: operationId,
          payload: { note },
        };
        await writeAudit(transaction, toActContext(context), [event], at);
      },
      observer,
    );
  };
}
