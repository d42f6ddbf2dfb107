import type { LedgerDependencies } from "../dependencies";
import { heartbeating } from "../heartbeat";
import { createApplySchedule } from "./apply-schedule";
import { createChangeRecurringJournal } from "./change-recurring-journal";
import { createPostManualEntry } from "./post-manual-entry";
import { createPostRecurringEntry } from "./post-recurring-entry";
import { createRecordOperationFailed } from "./record-operation-failed";
import { createReverseEntry } from "./reverse-entry";
import { createSubmitJournalDraft } from "./submit-journal-draft";

export type BooksActivities = ReturnType<typeof createBooksActivities>;

/** Entries that people make: each step one commit. */
export function createBooksActivities(dependencies: LedgerDependencies) {
  return {
    applySchedule: heartbeating(createApplySchedule(dependencies)),
    changeRecurringJournal: heartbeating(createChangeRecurringJournal(dependencies)),
    postManualEntry: heartbeating(createPostManualEntry(dependencies)),
    postRecurringEntry: heartbeating(createPostRecurringEntry(dependencies)),
    recordOperationFailed: heartbeating(createRecordOperationFailed(dependencies)),
    reverseEntry: heartbeating(createReverseEntry(dependencies)),
    submitJournalDraft: heartbeating(createSubmitJournalDraft(dependencies)),
  };
}
