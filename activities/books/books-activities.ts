import type { LedgerDependencies } from "../dependencies";
import { createPostManualEntry } from "./post-manual-entry";
import { createRecordOperationFailed } from "./record-operation-failed";
import { createSubmitJournalDraft } from "./submit-journal-draft";

export type BooksActivities = ReturnType<typeof createBooksActivities>;

/** Entries that people make: each step one commit. */
export function createBooksActivities(dependencies: LedgerDependencies) {
  return {
    postManualEntry: createPostManualEntry(dependencies),
    recordOperationFailed: createRecordOperationFailed(dependencies),
    submitJournalDraft: createSubmitJournalDraft(dependencies),
  };
}
