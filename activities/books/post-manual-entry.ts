import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { listDraftWriters } from "../../db/read/draft-writers";
import { getPartner } from "../../db/read/get-partner";
import { getParty } from "../../db/read/get-party";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { inTransaction } from "../../db/transaction";
import { lockApproval } from "../../db/write/approvals";
import { succeedOperation } from "../../db/write/operations";
import type { Party } from "../../domain/approval";
import { assertWroteNothing } from "../../domain/approval";
import type { PartnerRecord } from "../../domain/booking-record";
import { decideApproval } from "../../services/approval/decide-approval";
import type {
  PostManualEntryInput,
  PostManualEntryResult,
} from "../../temporal/contract/journal-draft";
import { toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { assertDatedInOpenPeriod } from "./draft-posting";
import { findOperationResult } from "./find-operation-result";
import { postDraft } from "./post-draft";

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
  const { input, partner, at } = approved;
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
  const posted = {
    type: "journal_draft.posted",
    targetType: "journal_draft",
    targetId: draft.publicId,
    payload: { maker: approval.maker.actor.id, checker: input.context.actor.id },
  };
  const { context, mayAdjust } = input;
  const auditEvents = [decided, posted];
  const entry = await postDraft(transaction, draft, {
    partner,
    context,
    mayAdjust,
    auditEvents,
    at,
  });
  const result = { approvalId: approval.publicId, draftId: draft.publicId, ...entry };
  await succeedOperation(transaction, input.operationId, {
    stage: "posted",
    result,
    at,
  });
  return result;
}
