import { proxyActivities, TemporalFailure } from "@temporalio/workflow";

import type { MessageActivities } from "../activities/message/message-activities";
import { taskQueues } from "../temporal/contract/queues";

type Notices = Pick<
  MessageActivities,
  "mailBspSourceFailure" | "mailHoldReminder" | "mailMemoReminder" | "mailScheduleChange"
>;

/** Mails that the business does not wait for: what they tell of stands in the books. */
export const notices = proxyActivities<Notices>({
  taskQueue: taskQueues.messaging,
  startToCloseTimeout: "1 minute",
  scheduleToCloseTimeout: "30 minutes",
  heartbeatTimeout: "20 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "5 minutes" },
});

/** Waits for a notice; one that cannot be mailed holds nothing up. */
export async function tell(mailing: Promise<boolean>): Promise<void> {
  try {
    await mailing;
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
  }
}
