import { CancellationScope, ParentClosePolicy, startChild } from "@temporalio/workflow";

import { reverseEntryOnDayType } from "../../temporal/contract/journal-draft";
import type { RequestContext } from "../../temporal/contract/payloads";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";

/**
 * Leaves the reversal to a workflow of its own, where one is asked for; the entry stands, so also
 * where an operator cancels this one.
 */
export async function reverseLater(
  { partner, context }: { readonly partner: string; readonly context: RequestContext },
  posted: {
    readonly draftId: string;
    readonly journalEntryId: string;
    readonly reverseAt: string | null;
  },
): Promise<void> {
  const { draftId, journalEntryId, reverseAt } = posted;
  if (reverseAt === null) return;
  await CancellationScope.nonCancellable(() =>
    startChild(reverseEntryOnDayType, {
      workflowId: workflowIds.reverseEntryOnDay(partner, journalEntryId),
      args: [{ schemaVersion: 1, partner, draftId, journalEntryId, reverseAt, context }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: partner }],
    }),
  );
}
