import { proxyActivities } from "@temporalio/workflow";

import type { PeriodActivities } from "../../activities/books/period/period-activities";

const retry = { initialInterval: "500 milliseconds", maximumInterval: "5 seconds" } as const;

/** Commits of our own database, safe to repeat; the largest revaluation has thousands of lines. */
export const periodCommits = proxyActivities<PeriodActivities>({
  startToCloseTimeout: "2 minutes",
  heartbeatTimeout: "10 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry,
});

/** Walks through all of a partner's books: a worker that dies is noticed by its silence. */
export const periodReads = proxyActivities<PeriodActivities>({
  startToCloseTimeout: "2 hours",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry,
});
