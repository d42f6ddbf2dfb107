import { sleep, upsertSearchAttributes } from "@temporalio/workflow";

import { findRefusal } from "../../temporal/contract/failures";
import type { ReverseEntryInput, ReverseEntryResult } from "../../temporal/contract/journal-draft";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { books } from "./books-activities";

/** What is refused (an account was deactivated, say) is tried again this often. */
const tryAgainAfter = "1 day";

/** Waits for the day and takes an entry back; refused, it asks for attention and tries every day. */
export async function reverseEntryOnDay(input: ReverseEntryInput): Promise<ReverseEntryResult> {
  const waitMs = Date.parse(input.reverseAt) - new Date().getTime();
  if (waitMs > 0) await sleep(waitMs);
  for (;;) {
    try {
      return await books.reverseEntry(input);
    } catch (error) {
      if (findRefusal(error) === undefined) throw error;
    }
    upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
    await sleep(tryAgainAfter);
  }
}
