import { proxyActivities } from "@temporalio/workflow";

import type { ImportActivities } from "../../activities/books/import/import-activities";
import type {
  ImportJournalInput,
  ImportJournalResult,
} from "../../temporal/contract/import-journal";
import { importJournalUpdate } from "../../temporal/contract/import-journal";
import { runOperation } from "./run-operation";

/** A whole file is one commit: it takes seconds, and an attempt that died has written nothing. */
const activities = proxyActivities<ImportActivities>({
  startToCloseTimeout: "10 minutes",
  heartbeatTimeout: "15 seconds",
  cancellationType: "WAIT_CANCELLATION_COMPLETED",
  retry: { initialInterval: "1 second", maximumInterval: "30 seconds" },
});

/** Checks a file of entries, and posts it where it is not a dry run: all of it or nothing. */
export function importJournal(input: ImportJournalInput): Promise<ImportJournalResult> {
  return runOperation(importJournalUpdate, input, () => activities.importJournal(input));
}
