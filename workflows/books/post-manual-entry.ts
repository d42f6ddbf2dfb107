import type {
  PostManualEntryInput,
  PostManualEntryResult,
} from "../../temporal/contract/journal-draft";
import { postManualEntryUpdate } from "../../temporal/contract/journal-draft";
import { books } from "./books-activities";
import { runOperation } from "./run-operation";

/** Approves a draft and posts it, in one commit. */
export function postManualEntry(input: PostManualEntryInput): Promise<PostManualEntryResult> {
  return runOperation(postManualEntryUpdate, input, () => books.postManualEntry(input));
}
