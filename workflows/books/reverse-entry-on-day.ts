import {
  condition,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
} from "@temporalio/workflow";

import type { RefusalRecord } from "../../temporal/contract/failures";
import { findRefusal } from "../../temporal/contract/failures";
import type { ReverseEntryInput, ReverseEntryResult } from "../../temporal/contract/journal-draft";
import { tryReversalAgain } from "../../temporal/contract/journal-draft";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { books } from "./books-activities";
import { tellOperators } from "./tell-operators";

/** What is refused (an account was deactivated, say) is tried again this often. */
const tryAgainAfter = "1 day";

/**
 * Waits for the day and takes an entry back; refused, it asks for attention, says why, and tries
 * every day, or when an operator says so.
 */
export async function reverseEntryOnDay(input: ReverseEntryInput): Promise<ReverseEntryResult> {
  let isAsked = false;
  setHandler(tryReversalAgain, () => {
    isAsked = true;
  });
  const waitMs = Date.parse(input.reverseAt) - new Date().getTime();
  if (waitMs > 0) await sleep(waitMs);
  for (let refusals = 0; ; refusals += 1) {
    isAsked = false;
    try {
      const result = await books.reverseEntry(input);
      if (refusals > 0) stopAsking();
      return result;
    } catch (error) {
      const refusal = findRefusal(error);
      if (refusal === undefined) throw error;
      tellOperators(explain(input, refusal));
    }
    await condition(() => isAsked, tryAgainAfter);
  }
}

function explain(input: ReverseEntryInput, { code, message }: RefusalRecord): string {
  return [
    `The reversal of ${input.journalEntryId} (partner ${input.partner}) is refused: ${code}. ${message}`,
    "Mend that, then send the signal tryAgain. It tries again every day by itself.",
  ].join("\n\n");
}

function stopAsking(): void {
  setCurrentDetails("");
  upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: false }]);
}
