import type { Context } from "hono";

import { newId } from "../../db/new-id";
import { getApproval } from "../../db/read/approvals";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { branchesOf } from "../../domain/journal/draft-line";
import { Refusal } from "../../domain/refusal";
import type { SubmitJournalDraftResult } from "../../temporal/contract/journal-draft";
import {
  submitJournalDraftType,
  submitJournalDraftUpdate,
} from "../../temporal/contract/journal-draft";
import { taskQueues } from "../../temporal/contract/queues";
import {
  submitJournalDraftInputSchema,
  submitJournalDraftResultSchema,
} from "../../temporal/contract/schemas/journal-draft";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiEnvironment } from "../environment";
import type { OperationPlan } from "../operations";
import { presentApproval } from "../present/approval";
import { operationKinds } from "../present/operation-result";
import { toRequestContext } from "../request-context";

export function submitDraftPlan(
  c: Context<ApiEnvironment>,
  draft: JournalDraft,
): OperationPlan<SubmitJournalDraftResult> {
  const { scope, livemode, permissions } = c.get("principal");
  const operationId = newId("operation");
  return {
    operation: {
      publicId: operationId,
      kind: operationKinds.submitJournalDraft,
      workflowId: workflowIds.submitJournalDraft(scope.partner, draft.publicId, draft.version),
      resource: { type: "journal_draft", id: draft.publicId },
      request: submitJournalDraftInputSchema.parse({
        schemaVersion: 1,
        partner: scope.partner,
        draftId: draft.publicId,
        mayAdjust: permissions.has("journal_entry.adjust.partner"),
        operationId,
        branches: branchesOf(draft.lines) ?? null,
        context: toRequestContext(c),
      }),
    },
    workflow: {
      type: submitJournalDraftType,
      taskQueue: taskQueues.books,
      searchAttributes: [
        { key: searchAttributes.partnerId, value: scope.partner },
        { key: searchAttributes.needsAttention, value: false },
      ],
    },
    update: submitJournalDraftUpdate,
    result: submitJournalDraftResultSchema,
    present: async ({ approvalId }) => ({
      body: presentApproval(await getApproval(scope, approvalId), livemode),
      headers: { Location: `/v1/approvals/${approvalId}` },
    }),
    alreadyDone: () =>
      Promise.resolve(
        new Refusal("DRAFT_STATE_INVALID", "The draft has been submitted already.", {
          draft_id: draft.publicId,
        }),
      ),
  };
}
