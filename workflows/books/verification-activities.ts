import { proxyActivities } from "@temporalio/workflow";

import type { VerificationActivities } from "../../activities/books/verification-activities";

/** Reads only, so it may be repeated; a worker that dies is noticed by its silence. */
export const verification = proxyActivities<VerificationActivities>({
  startToCloseTimeout: "2 hours",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});
