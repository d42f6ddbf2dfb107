import type {
  PostManualEntryInput,
  PostManualEntryResult,
} from "../../temporal/contract/journal-draft";
import { postManualEntryUpdate } from "../../temporal/contract/journal-draft";
import { books } from "./books-activities";
import { reverseLater } from "./reverse-later";
import { runOperation } from "./run-operation";

/** Approves a draft and posts it, in one commit; what is to be reversed later outlives this. */
export function postManualEntry(input: PostManualEntryInput): Promise<PostManualEntryResult> {
  return runOperation(postManualEntryUpdate, input, async () => {
    const result = await books.postManualEntry(input);
    await reverseLater(input, result);
    return result;
  });
}
