import { getClient } from "@temporalio/activity";
import type { ScheduleHandle } from "@temporalio/client";
import { ScheduleNotFoundError } from "@temporalio/client";

import { listBspSourceIds } from "../../db/read/bsp-sources";
import { getPartnerSettings } from "../../db/read/partner-settings";
import type {
  FollowPartnerStatusInput,
  FollowPartnerStatusResult,
} from "../../temporal/contract/partner-status";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { applyCheckSchedule } from "../booking/schedule-checks/apply-check-schedule";
import { applySourceSchedule } from "../bsp/source/apply-source-schedule";
import type { LedgerDependencies } from "../dependencies";

const note = "follows the partner's status";

/**
 * Pauses the Schedules of a partner that is not active, deletes those of one that is deleted, and has those of one that is active again
 * go on: the runs that were due meanwhile are made up for. Done twice, it changes nothing: a day
 * that has been run is found and left alone.
 */
export function createAlignSchedules({ openPartner, now }: LedgerDependencies) {
  return async function alignSchedules({
    partner,
    since,
  }: FollowPartnerStatusInput): Promise<FollowPartnerStatusResult> {
    const scope = await openPartner(partner);
    const { status, statusChangedAt } = await getPartnerSettings(scope);
    const isActive = status === "active";
    const isOver = status === "deleted";
    const recurring = await scope.db
      .selectFrom("recurring_journals")
      .select("public_id")
      .where("status", "=", "active")
      .execute();
    const { schedule } = getClient();
    let count = 0;
    for (const { public_id: id } of recurring) {
      const handle = schedule.getHandle(workflowIds.recurringJournal(partner, id));
      const missed = isActive ? { since, until: statusChangedAt ?? now() } : undefined;
      if (await align(handle, { missed, isOver })) count += 1;
    }
    for (const id of await listBspSourceIds(scope)) {
      if (await applySourceSchedule(schedule, scope, id)) count += 1;
    }
    if (await applyCheckSchedule(schedule, scope)) count += 1;
    return isActive ? { paused: 0, resumed: count } : { paused: count, resumed: 0 };
  };
}

/** Whether there is such a Schedule: one that is only being approved has none yet. */
async function align(
  handle: ScheduleHandle,
  {
    missed,
    isOver,
  }: {
    readonly missed: { readonly since: string | null; readonly until: string } | undefined;
    readonly isOver: boolean;
  },
): Promise<boolean> {
  try {
    if (isOver) {
      await handle.delete();
      return true;
    }
    if (missed === undefined) {
      await handle.pause(note);
      return true;
    }
    await handle.unpause(note);
    if (missed.since !== null) {
      const { since, until } = missed;
      const range = { start: new Date(since), end: new Date(until) };
      await handle.backfill({ ...range, overlap: "BUFFER_ALL" });
    }
    return true;
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return false;
  }
}
