import type { ScheduleClient, ScheduleOptions } from "@temporalio/client";

import type { PartnerDatabase } from "../../../db/partner-scope";
import type { PartnerSettingsRecord } from "../../../db/read/partner-settings";
import { getPartnerSettings } from "../../../db/read/partner-settings";
import { checkSchedulesType } from "../../../temporal/contract/check-schedules";
import { taskQueues } from "../../../temporal/contract/queues";
import { checkSchedulesInputSchema } from "../../../temporal/contract/schemas/check-schedules";
import { searchAttributes } from "../../../temporal/contract/search-attributes";
import { workflowIds } from "../../../temporal/contract/workflow-ids";
import { putSchedule, removeSchedule } from "../../put-schedule";

/**
 * Makes the Schedule by which airlines' changes are looked for what the partner settles and is now;
 * done twice, it changes nothing. Looks again when it has, as `applySourceSchedule` does. Returns
 * whether there is one.
 */
export async function applyCheckSchedule(
  schedules: ScheduleClient,
  scope: PartnerDatabase,
): Promise<boolean> {
  for (;;) {
    const applied = await getPartnerSettings(scope);
    const isThere = await apply(schedules, scope, applied);
    const { version } = await getPartnerSettings(scope);
    if (version === applied.version) return isThere;
  }
}

async function apply(
  schedules: ScheduleClient,
  scope: PartnerDatabase,
  { scheduleCheckHours: hours, status }: PartnerSettingsRecord,
): Promise<boolean> {
  const options = toSchedule(scope, hours);
  if (hours === 0 || status === "deleted") return removeSchedule(schedules, options.scheduleId);
  await putSchedule(schedules, {
    ...options,
    state: { paused: status !== "active", note: `the partner is ${status}` },
  });
  return true;
}

/** A run that is due while another goes on is left out, and so are those of a time that has gone. */
function toSchedule({ partner, partnerId }: PartnerDatabase, hours: number): ScheduleOptions {
  const scheduleId = workflowIds.checkSchedules(partner);
  return {
    scheduleId,
    spec: {
      intervals: [
        // Not all partners at the full hour.
        {
          every: `${hours} hours`,
          offset: `${hours === 0 ? 0 : (partnerId * 97) % (hours * 3600)}s`,
        },
      ],
    },
    policies: { overlap: "SKIP", catchupWindow: "10 minutes" },
    action: {
      type: "startWorkflow",
      workflowType: checkSchedulesType,
      workflowId: scheduleId,
      taskQueue: taskQueues.books,
      args: [checkSchedulesInputSchema.parse({ schemaVersion: 1, partner, progress: null })],
      typedSearchAttributes: [
        { key: searchAttributes.partnerId, value: partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
  };
}
