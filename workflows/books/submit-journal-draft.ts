import type {
  SubmitJournalDraftInput,
  SubmitJournalDraftResult,
} from "../../temporal/contract/journal-draft";
import { submitJournalDraftUpdate } from "../../temporal/contract/journal-draft";
import { books } from "./books-activities";
import { reverseLater } from "./reverse-later";
import { runOperation } from "./run-operation";

/** Tries a draft on the books and asks for its approval, or posts it where nobody's is wanted. */
export function submitJournalDraft(
  input: SubmitJournalDraftInput,
): Promise<SubmitJournalDraftResult> {
  return runOperation(submitJournalDraftUpdate, input, async () => {
    const result = await books.submitJournalDraft(input);
    if (result.posted) await reverseLater(input, { draftId: result.draftId, ...result.posted });
    return result;
  });
}
