import { proxyActivities } from "@temporalio/workflow";

import type { RecognitionActivities } from "../../activities/books/recognition/recognition-activities";

const retry = { initialInterval: "500 milliseconds", maximumInterval: "5 seconds" } as const;

/** Commits of our own database, safe to repeat: some hundred bookings each. */
export const recognitionCommits = proxyActivities<RecognitionActivities>({
  startToCloseTimeout: "2 minutes",
  heartbeatTimeout: "10 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry,
});

/** Walks through all that a partner has ever deferred. */
export const recognitionReads = proxyActivities<RecognitionActivities>({
  startToCloseTimeout: "1 hour",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry,
});
