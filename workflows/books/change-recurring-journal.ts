import type {
  ChangeRecurringJournalInput,
  ChangeRecurringJournalResult,
} from "../../temporal/contract/recurring-journal";
import { changeRecurringJournalUpdate } from "../../temporal/contract/recurring-journal";
import { books } from "./books-activities";
import { runOperation } from "./run-operation";

/** Changes what recurs in the books, then has the Temporal Schedule follow. */
export function changeRecurringJournal(
  input: ChangeRecurringJournalInput,
): Promise<ChangeRecurringJournalResult> {
  return runOperation(changeRecurringJournalUpdate, input, async () => {
    await books.changeRecurringJournal(input);
    return books.applySchedule(input);
  });
}
