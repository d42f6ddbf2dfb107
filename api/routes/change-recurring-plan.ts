import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { RecurringJournal } from "../../db/read/recurring-journals";
import { Refusal } from "../../domain/refusal";
import { taskQueues } from "../../temporal/contract/queues";
import type {
  ChangeRecurringJournalInput,
  ChangeRecurringJournalResult,
} from "../../temporal/contract/recurring-journal";
import {
  changeRecurringJournalType,
  changeRecurringJournalUpdate,
} from "../../temporal/contract/recurring-journal";
import {
  changeRecurringJournalInputSchema,
  changeRecurringJournalResultSchema,
} from "../../temporal/contract/schemas/recurring-journal";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "../environment";
import type { OperationPlan } from "../operations";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";

/** Starts, pauses, resumes or ends what recurs, in the books and in its Schedule. */
export function changeRecurringPlan(
  c: Context<ApiEnvironment>,
  journal: RecurringJournal,
  change: Pick<ChangeRecurringJournalInput, "action" | "approvalId" | "reason"> & {
    readonly catchUp?: boolean;
  },
  present: OperationPlan<ChangeRecurringJournalResult>["present"],
): OperationPlan<ChangeRecurringJournalResult> {
  const { scope } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.changeRecurringJournal,
      workflowId: workflowIds.changeRecurringJournal(
        scope.partner,
        journal.publicId,
        journal.version,
      ),
      resource: { type: "recurring_journal", id: journal.publicId },
      request: changeRecurringJournalInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        recurringId: journal.publicId,
        ...change,
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: changeRecurringJournalType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: changeRecurringJournalUpdate,
    result: changeRecurringJournalResultSchema,
    present,
    alreadyDone: () =>
      Promise.resolve(
        new Refusal("RECURRENCE_STATE_INVALID", "It has been changed meanwhile. Look again.", {
          recurring_id: journal.publicId,
        }),
      ),
  };
}
