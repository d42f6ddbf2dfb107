import { prepareEntry } from "../../db/journal/prepare-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getPartner } from "../../db/read/get-partner";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { inTransaction } from "../../db/transaction";
import { assertDraftStatus, moveJournalDraft } from "../../db/write/journal-drafts";
import { succeedOperation } from "../../db/write/operations";
import type { Posting } from "../../domain/journal/posting";
import { toMoneyJson } from "../../domain/money";
import { requestApproval } from "../../services/approval/request-approval";
import type {
  SubmitJournalDraftInput,
  SubmitJournalDraftResult,
} from "../../temporal/contract/journal-draft";
import { toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";
import { assertDatedInOpenPeriod, toDraftPosting } from "./draft-posting";
import { findOperationResult } from "./find-operation-result";
import { postDraft } from "./post-draft";

/**
 * Tries a draft on the books without posting it, and asks for its approval: what would be refused
 * later is refused now, to who can mend it. One that the policy asks nobody about is posted in the
 * same commit. Run again, it finds what its operation came to.
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

interface Submission {
  readonly input: SubmitJournalDraftInput;
  readonly partner: Awaited<ReturnType<typeof getPartner>>;
  readonly at: string;
}

async function submit(
  transaction: PartnerTransaction,
  submission: Submission,
): Promise<SubmitJournalDraftResult> {
  const { input, at } = submission;
  const { id: approvalId, isAutomatic } = await ask(transaction, submission);
  const posted = isAutomatic ? await post(transaction, submission) : undefined;
  const result = {
    draftId: input.draftId,
    approvalId,
    ...(posted === undefined ? {} : { posted: { ...posted } }),
  };
  await succeedOperation(transaction, input.operationId, {
    stage: isAutomatic ? "posted" : "submitted",
    result,
    at,
  });
  return result;
}

async function ask(transaction: PartnerTransaction, { input, partner, at }: Submission) {
  const draft = await lockJournalDraft(transaction, input.draftId);
  assertDraftStatus(draft, "draft");
  await assertDatedInOpenPeriod(transaction, draft, input.mayAdjust);
  const posting = await toDraftPosting(transaction, draft);
  const { built } = await prepareEntry(transaction, posting, {
    partner,
    maySoftClosed: input.mayAdjust,
  });
  await moveJournalDraft(transaction, draft, { from: "draft", to: "submitted", at });
  return requestApproval(
    transaction,
    {
      kind: "journal_draft",
      act: "journal_entry.post",
      subjectId: draft.publicId,
      payload: {
        draft_date: draft.draftDate,
        lines: draft.lines.length,
        total: { ...toMoneyJson(built.functionalTotal) },
        reverse_on: draft.reverseOn,
        reverses: draft.reverses?.publicId ?? null,
      },
      reason: draft.description,
      amount: built.functionalTotal,
      branches: branchKeysOf(posting),
    },
    { context: toActContext(input.context), at },
  );
}

/** None where a line names none: it concerns the whole partner, and not only the branches of the others. */
function branchKeysOf({ lines }: Posting): number[] {
  const named = lines.flatMap(({ dimensions }) => dimensions.branchId ?? []);
  return named.length < lines.length ? [] : [...new Set(named)];
}

async function post(transaction: PartnerTransaction, { input, partner, at }: Submission) {
  const draft = await lockJournalDraft(transaction, input.draftId);
  const { context, mayAdjust } = input;
  const posted = {
    type: "journal_draft.posted",
    targetType: "journal_draft",
    targetId: draft.publicId,
    payload: { maker: context.actor.id, checker: null },
  };
  const auditEvents = [posted];
  return postDraft(transaction, draft, { partner, context, mayAdjust, auditEvents, at });
}
