import type {
  SubmitJournalDraftInput,
  SubmitJournalDraftResult,
} from "../../temporal/contract/journal-draft";
import { submitJournalDraftUpdate } from "../../temporal/contract/journal-draft";
import { books } from "./books-activities";
import { runOperation } from "./run-operation";

/** Tries a draft on the books and asks for its approval. */
export function submitJournalDraft(
  input: SubmitJournalDraftInput,
): Promise<SubmitJournalDraftResult> {
  return runOperation(submitJournalDraftUpdate, input, () => books.submitJournalDraft(input));
}
