import type { PartnerTransaction } from "../../db/partner-scope";
import type { ApprovalKind, ApprovalRecord } from "../../db/read/approvals";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { lockRecurringJournal } from "../../db/read/recurring-journals";
import { lockApproval } from "../../db/write/approvals";
import { writeAudit } from "../../db/write/audit";
import { moveJournalDraft } from "../../db/write/journal-drafts";
import { moveRecurringJournal } from "../../db/write/recurring-journals";
import type { ActContext } from "../../domain/actor";
import { decideApproval } from "./decide-approval";

/**
 * Ends a request without what it asked for: rejected by another person, or withdrawn by who asked.
 * What was to be approved goes back in the same transaction.
 */
export async function declineApproval(
  transaction: PartnerTransaction,
  publicId: string,
  decline: { readonly decision: "rejected" | "withdrawn"; readonly reason: string | null },
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<void> {
  const approval = await lockApproval(transaction, publicId);
  const event = await decideApproval(transaction, approval, decline, { context, at });
  await takeBack[approval.kind](transaction, approval, { decision: decline.decision, at });
  await writeAudit(transaction, context, [event], at);
}

type TakeBack = (
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  decline: { readonly decision: "rejected" | "withdrawn"; readonly at: string },
) => Promise<void>;

/** What becomes of the subject, by the kind of approval. */
const takeBack: Readonly<Record<ApprovalKind, TakeBack>> = {
  journal_draft: async (transaction, { subjectId }, { decision, at }) => {
    const draft = await lockJournalDraft(transaction, subjectId);
    // A reversal is asked for anew: nobody submits its draft.
    const isOver = decision === "rejected" || draft.kind === "reversal";
    const to = isOver ? "rejected" : "draft";
    await moveJournalDraft(transaction, draft, { from: "submitted", to, at });
  },
  // A period stays as it was until its reopening is approved.
  period_reopening: () => Promise.resolve(),
  recurring_journal: async (transaction, { subjectId }, { at }) => {
    const journal = await lockRecurringJournal(transaction, subjectId);
    await moveRecurringJournal(transaction, journal, { to: "rejected", at });
  },
  // These change nothing before they are approved; a workflow that waits is told by the event.
  credit_limit: () => Promise.resolve(),
  operation_resolution: () => Promise.resolve(),
  policy_change: () => Promise.resolve(),
  user_access: () => Promise.resolve(),
  workflow: () => Promise.resolve(),
};
