import { proxyActivities } from "@temporalio/workflow";

import type { MessageActivities } from "../../activities/message/message-activities";
import type { OnboardingActivities } from "../../activities/partner/onboarding/onboarding-activities";
import { taskQueues } from "../../temporal/contract/queues";

/** Commits of our own database: short, and tried until they are there. */
export const steps = proxyActivities<OnboardingActivities>({
  startToCloseTimeout: "30 seconds",
  heartbeatTimeout: "5 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "30 seconds" },
});

/** By the worker that mails. A link that cannot be mailed while it is good for anything is given up. */
export const mail = proxyActivities<MessageActivities>({
  taskQueue: taskQueues.messaging,
  startToCloseTimeout: "3 minutes",
  scheduleToCloseTimeout: "1 day",
  retry: { initialInterval: "1 second", maximumInterval: "10 minutes" },
});
