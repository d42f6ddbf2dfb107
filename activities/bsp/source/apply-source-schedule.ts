import type { ScheduleClient, ScheduleOptions } from "@temporalio/client";

import type { PartnerDatabase } from "../../../db/partner-scope";
import type { BspSourceRecord } from "../../../db/read/bsp-sources";
import { getBspSource } from "../../../db/read/bsp-sources";
import { getPartnerSettings } from "../../../db/read/partner-settings";
import type { PartnerStatus } from "../../../domain/partner-status";
import { pollBspSourceType } from "../../../temporal/contract/poll-bsp-source";
import { taskQueues } from "../../../temporal/contract/queues";
import { pollBspSourceInputSchema } from "../../../temporal/contract/schemas/poll-bsp-source";
import { searchAttributes } from "../../../temporal/contract/search-attributes";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { putSchedule, removeSchedule } from "../../put-schedule";

/**
 * Makes the Schedule of a source what the source and its partner are now; done twice, it changes
 * nothing. Looks again when it has: two that do this at once may write in the other order than they
 * have read, and whoever wrote what held no more writes again. Returns whether there is one.
 */
export async function applySourceSchedule(
  schedules: ScheduleClient,
  scope: PartnerDatabase,
  sourceId: string,
): Promise<boolean> {
  for (;;) {
    const applied = await readState(scope, sourceId);
    const isThere = await apply(schedules, scope.partner, applied);
    const { source, status } = await readState(scope, sourceId);
    if (source.version === applied.source.version && status === applied.status) return isThere;
  }
}

interface State {
  readonly source: BspSourceRecord;
  readonly status: PartnerStatus;
}

async function readState(scope: PartnerDatabase, sourceId: string): Promise<State> {
  const source = await getBspSource(scope, sourceId);
  const { status } = await getPartnerSettings(scope);
  return { source, status };
}

async function apply(
  schedules: ScheduleClient,
  partner: string,
  { source, status }: State,
): Promise<boolean> {
  const options = toSchedule(source, partner);
  if (source.state === "deleted" || status === "deleted") {
    return removeSchedule(schedules, options.scheduleId);
  }
  const isPaused = source.state === "paused" || status !== "active";
  const state = { paused: isPaused, note: `the source is ${source.state}, its partner ${status}` };
  await putSchedule(schedules, { ...options, state });
  return true;
}

/** A run that is due while another goes on is left out, and so are those of a time that has gone. */
function toSchedule(
  { publicId, pollMinutes, version, bspSourceId }: BspSourceRecord,
  partner: string,
): ScheduleOptions {
  const scheduleId = workflowIds.bspSource(partner, publicId);
  return {
    scheduleId,
    spec: {
      // Not all sources at the full hour.
      intervals: [
        { every: `${pollMinutes} minutes`, offset: `${(bspSourceId * 37) % (pollMinutes * 60)}s` },
      ],
    },
    policies: { overlap: "SKIP", catchupWindow: "1 minute" },
    action: {
      type: "startWorkflow",
      workflowType: pollBspSourceType,
      workflowId: scheduleId,
      taskQueue: taskQueues.books,
      args: [
        pollBspSourceInputSchema.parse({
          schemaVersion: 1,
          partner,
          sourceId: publicId,
          version,
          request: null,
        }),
      ],
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
  };
}
