import { postJournalEntry } from "../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { listDraftWriters } from "../../db/read/draft-writers";
import { getPartner } from "../../db/read/get-partner";
import { getParty } from "../../db/read/get-party";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { inTransaction, isDuplicateKey } from "../../db/transaction";
import { decideApproval, lockApproval } from "../../db/write/approvals";
import { moveJournalDraft } from "../../db/write/journal-drafts";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import type { Party } from "../../domain/approval";
import { assertWroteNothing } from "../../domain/approval";
import type { PartnerRecord } from "../../domain/booking-record";
import { startOfDayIn } from "../../domain/calendar";
import { Refusal } from "../../domain/refusal";
import type {
  PostManualEntryInput,
  PostManualEntryResult,
} from "../../temporal/contract/journal-draft";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { assertDatedInOpenPeriod, toDraftPosting } from "./draft-posting";
import { findOperationResult } from "./find-operation-result";

/**
 * The one commit of an approved draft: the decision, the draft, the entry, the audit that names
 * maker and checker, the event and the operation's result. Run again, it finds that result.
 */
export function createPostManualEntry({ openPartner, now, observer }: LedgerDependencies) {
  return async function postManualEntry(
    input: PostManualEntryInput,
  ): Promise<PostManualEntryResult> {
    const scope = await openPartner(input.partner);
    const partner = await getPartner(scope);
    const at = toDateTime(now());
    // Before the transaction: what has been submitted is not edited any more.
    const writers = await listDraftWriters(scope, { publicId: input.draftId });
    const checker = await getParty(scope, input.context.actor);
    return inTransaction(
      scope,
      async (transaction) =>
        (await findOperationResult<PostManualEntryResult>(transaction, input.operationId)) ??
        commit(transaction, { input, partner, writers, checker, at }),
      observer,
    );
  };
}

interface Approved {
  readonly input: PostManualEntryInput;
  readonly partner: PartnerRecord;
  readonly writers: readonly Party[];
  readonly checker: Party;
  readonly at: string;
}

async function commit(
  transaction: PartnerTransaction,
  approved: Approved,
): Promise<PostManualEntryResult> {
  const { input, at } = approved;
  const approval = await lockApproval(transaction, input.approvalId);
  const decided = await decideApproval(
    transaction,
    approval,
    { decision: "approved", reason: input.reason },
    { context: toActContext(input.context), at },
  );
  assertWroteNothing(approval, approved.writers, approved.checker);
  const draft = await lockJournalDraft(transaction, input.draftId);
  await assertDatedInOpenPeriod(transaction, draft, input.mayAdjust);
  const entry = await post(transaction, approved, draft, [
    decided,
    {
      type: "journal_draft.posted",
      targetType: "journal_draft",
      targetId: draft.publicId,
      payload: { maker: approval.maker.actor.id, checker: input.context.actor.id },
    },
  ]);
  await moveJournalDraft(transaction, draft, {
    from: "submitted",
    to: "posted",
    journalEntryId: entry.journalEntryId,
    at,
  });
  const result = {
    approvalId: approval.publicId,
    draftId: draft.publicId,
    journalEntryId: entry.publicId,
    entryNumber: entry.entryNumber,
    reverseAt: draft.reverseOn && startOfDayIn(approved.partner.timeZone, draft.reverseOn),
  };
  await succeedOperation(transaction, input.operationId, {
    stage: "posted",
    result,
    at,
  });
  await writeEvents(transaction, result, at);
  return result;
}

async function post(
  transaction: PartnerTransaction,
  { input, partner, at }: Approved,
  draft: JournalDraft,
  auditEvents: Parameters<typeof postJournalEntry>[2]["auditEvents"] & object,
) {
  const posting = await toDraftPosting(transaction, draft);
  const context = toActContext(input.context);
  try {
    return await postJournalEntry(transaction, posting, {
      partner,
      context,
      at,
      maySoftClosed: input.mayAdjust,
      auditEvents,
    });
  } catch (error) {
    if (!isDuplicateKey(error, "uq_journal_entries_reversal")) throw error;
    throw new Refusal("ENTRY_ALREADY_REVERSED", "An entry is reversed at most once.");
  }
}

async function writeEvents(
  transaction: PartnerTransaction,
  { approvalId, draftId, journalEntryId }: PostManualEntryResult,
  at: string,
): Promise<void> {
  await writeOutbox(
    transaction,
    [
      {
        type: "approval.approved",
        aggregateType: "approval",
        aggregateId: approvalId,
        payload: { approval_id: approvalId, kind: "journal_draft", subject_id: draftId },
      },
      {
        type: "journal_entry.posted",
        aggregateType: "journal_draft",
        aggregateId: draftId,
        payload: { draft_id: draftId, journal_entry_id: journalEntryId },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
}
