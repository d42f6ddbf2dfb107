import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { inTransaction } from "../../db/transaction";
import { insertApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import { assertDraftStatus, moveJournalDraft } from "../../db/write/journal-drafts";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import { toMoneyJson } from "../../domain/money";
import type {
  SubmitJournalDraftInput,
  SubmitJournalDraftResult,
} from "../../temporal/contract/journal-draft";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { assertDatedInOpenPeriod, toDraftPosting } from "./draft-posting";
import { findOperationResult } from "./find-operation-result";

/**
 * Tries a draft on the books without posting it, and asks for its approval: what would be refused
 * later is refused now, to who can mend it. Run again, it finds what its operation came to.
 */
export function createSubmitJournalDraft({ openPartner, now, observer }: LedgerDependencies) {
  return async function submitJournalDraft(
    input: SubmitJournalDraftInput,
  ): Promise<SubmitJournalDraftResult> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const at = toDateTime(now());
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<SubmitJournalDraftResult>(transaction, input.operationId)) ??
        submit(transaction, { input, partner, at }),
      observer,
    );
  };
}

async function submit(
  transaction: PartnerTransaction,
  parts: {
    readonly input: SubmitJournalDraftInput;
    readonly partner: Awaited<ReturnType<typeof getPartner>>;
    readonly at: string;
  },
): Promise<SubmitJournalDraftResult> {
  const { input, partner, at } = parts;
  const context = toActContext(input.context);
  const draft = await lockJournalDraft(transaction, input.draftId);
  assertDraftStatus(draft, "draft");
  await assertDatedInOpenPeriod(transaction, draft, input.mayAdjust);
  const posting = await toDraftPosting(transaction, draft);
  const { built } = await prepareEntry(transaction, posting, {
    partner,
    maySoftClosed: input.mayAdjust,
  });
  await moveJournalDraft(transaction, draft, { from: "draft", to: "submitted", at });
  const { publicId: approvalId, event } = await insertApproval(
    transaction,
    {
      kind: "journal_draft",
      subjectId: draft.publicId,
      payload: {
        draft_date: draft.draftDate,
        lines: draft.lines.length,
        total: { ...toMoneyJson(built.functionalTotal) },
        reverse_on: draft.reverseOn,
        reverses: draft.reverses?.publicId ?? null,
      },
    },
    { context, at },
  );
  await writeAudit(transaction, context, [event], at);
  await writeOutbox(
    transaction,
    [
      {
        type: event.type,
        aggregateType: "approval",
        aggregateId: approvalId,
        payload: { approval_id: approvalId, kind: "journal_draft", subject_id: draft.publicId },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
  const result = { draftId: draft.publicId, approvalId };
  await succeedOperation(transaction, input.operationId, {
    stage: "submitted",
    result,
    at,
  });
  return result;
}
