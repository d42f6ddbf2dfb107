import type { Context } from "hono";

import { newId } from "../../db/new-id";
import type { ApprovalRecord } from "../../db/read/approvals";
import { getPeriod } from "../../db/read/periods";
import { getRecurringJournal } from "../../db/read/recurring-journals";
import { Refusal } from "../../domain/refusal";
import type { PostedKind } from "../../services/approval/carry-out";
import type { PostManualEntryResult } from "../../temporal/contract/journal-draft";
import { postManualEntryType, postManualEntryUpdate } from "../../temporal/contract/journal-draft";
import { taskQueues } from "../../temporal/contract/queues";
import {
  postManualEntryInputSchema,
  postManualEntryResultSchema,
} from "../../temporal/contract/schemas/journal-draft";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import type { OperationPlan } from "../operations";
import { runOperation } from "../operations";
import { changePeriodPlan } from "../period-plans";
import { operationKinds, presentPosting } from "../present/operation-result";
import { toRequestContext } from "../request-context";
import { changeRecurringPlan } from "./change-recurring-plan";

type Approve = (
  c: Context<ApiEnvironment>,
  dependencies: ApiDependencies,
  request: Parameters<typeof runOperation>[2],
  approval: ApprovalRecord,
  reason: string | null,
) => Promise<never>;

/** What approving sets going of what posts to the books, by the kind of approval. */
export const approve: Readonly<Record<PostedKind, Approve>> = {
  journal_draft: (c, dependencies, request, approval, reason) =>
    runOperation(c, dependencies, request, postManualEntryPlan(c, approval, reason)),
  period_reopening: async (c, dependencies, request, approval, reason) => {
    const { scope, livemode } = c.get("principal");
    const period = await getPeriod(scope, approval.subjectId);
    const plan = changePeriodPlan(c, period, {
      action: "reopen",
      approval: { id: approval.publicId, reason },
    });
    return runOperation(c, dependencies, request, {
      ...plan,
      present: ({ periodId }, { publicId }) =>
        Promise.resolve({
          body: {
            object: "approval_outcome",
            livemode,
            approval_id: approval.publicId,
            operation_id: publicId,
            outcome: { type: "period", id: periodId },
          },
          headers: { Location: `/v1/periods/${periodId}` },
        }),
    });
  },
  recurring_journal: async (c, dependencies, request, approval, reason) => {
    const { scope, livemode } = c.get("principal");
    const journal = await getRecurringJournal(scope, approval.subjectId);
    const change = { action: "start", approvalId: approval.publicId, reason } as const;
    const plan = changeRecurringPlan(c, journal, change, (_result, { publicId }) =>
      Promise.resolve({
        body: {
          object: "approval_outcome",
          livemode,
          approval_id: approval.publicId,
          operation_id: publicId,
          outcome: { type: "recurring_entry", id: journal.publicId },
        },
        headers: { Location: `/v1/journal-entries/recurring/${journal.publicId}` },
      }),
    );
    return runOperation(c, dependencies, request, plan);
  },
};

function postManualEntryPlan(
  c: Context<ApiEnvironment>,
  approval: ApprovalRecord,
  reason: string | null,
): OperationPlan<PostManualEntryResult> {
  const { scope, livemode, permissions } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.approveJournalDraft,
      workflowId: workflowIds.postManualEntry(scope.partner, approval.publicId),
      resource: { type: "approval", id: approval.publicId },
      request: postManualEntryInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        approvalId: approval.publicId,
        draftId: approval.subjectId,
        reason,
        mayAdjust: permissions.has("journal_entry.adjust.partner"),
        operationId,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: postManualEntryType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: postManualEntryUpdate,
    result: postManualEntryResultSchema,
    present: (result, operation) =>
      Promise.resolve({
        body: presentPosting(result, operation.publicId, livemode),
        headers: { Location: `/v1/journal-entries/${result.journalEntryId}` },
      }),
    alreadyDone: () => Promise.resolve(alreadyDecided(approval)),
  };
}

function alreadyDecided({ publicId }: ApprovalRecord): Refusal {
  return new Refusal("APPROVAL_DECIDED", "It was decided on before.", { approval_id: publicId });
}
