import { defineSearchAttributeKey, SearchAttributeType } from "@temporalio/common";
import { workflowInfo } from "@temporalio/workflow";

import { systemContext } from "../../temporal/contract/payloads";
import type {
  RunRecurringJournalInput,
  RunRecurringJournalResult,
} from "../../temporal/contract/recurring-journal";
import { books } from "./books-activities";
import { reverseLater } from "./reverse-later";

/** Set by Temporal on what a Schedule starts: the time it was due, however late it is. */
const scheduledStart = defineSearchAttributeKey(
  "TemporalScheduledStartTime",
  SearchAttributeType.DATETIME,
);

/** One run of what recurs: posts the entry of the day it was due. */
export async function runRecurringJournal(
  input: RunRecurringJournalInput,
): Promise<RunRecurringJournalResult> {
  const { typedSearchAttributes, startTime } = workflowInfo();
  const dueAt = typedSearchAttributes.get(scheduledStart) ?? startTime;
  const result = await books.postRecurringEntry({
    ...input,
    dueAt: dueAt.toISOString(),
    context: systemContext,
  });
  if (result.kind === "posted") await reverseLater({ ...input, context: systemContext }, result);
  return result;
}
