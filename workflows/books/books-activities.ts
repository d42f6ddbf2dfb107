import { proxyActivities } from "@temporalio/workflow";

import type { BooksActivities } from "../../activities/books/books-activities";

/**
 * Steps of our own database are safe to repeat. A refusal says itself that it is not to be
 * retried; a database that stays away is waited for. A worker that dies is noticed by its silence.
 */
export const books = proxyActivities<BooksActivities>({
  startToCloseTimeout: "30 seconds",
  heartbeatTimeout: "10 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry: {
    initialInterval: "500 milliseconds",
    maximumInterval: "5 seconds",
  },
});
