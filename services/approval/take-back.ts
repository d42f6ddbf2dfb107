import type { PartnerTransaction } from "../../db/partner-scope";
import type { ApprovalKind, ApprovalRecord } from "../../db/read/approvals";
import { lockJournalDraft } from "../../db/read/journal-drafts";
import { lockRecurringJournal } from "../../db/read/recurring-journals";
import { moveJournalDraft } from "../../db/write/journal-drafts";
import { moveRecurringJournal } from "../../db/write/recurring-journals";
import { endWait } from "./hold-booking";

export type Decline = "rejected" | "withdrawn" | "expired";

/** What becomes of the subject of a request that ended without approval, in the same transaction. */
export function takeBack(
  transaction: PartnerTransaction,
  approval: ApprovalRecord,
  decline: { readonly decision: Decline; readonly at: string },
): Promise<void> {
  return takeBacks[approval.kind](transaction, approval, decline);
}

const leaveAsItIs = () => Promise.resolve();

const takeBacks: Readonly<Record<ApprovalKind, typeof takeBack>> = {
  journal_draft: async (transaction, { subjectId }, { decision, at }) => {
    const draft = await lockJournalDraft(transaction, subjectId);
    // A reversal is asked for anew: nobody submits its draft.
    const isOver = decision === "rejected" || draft.kind === "reversal";
    const to = isOver ? "rejected" : "draft";
    await moveJournalDraft(transaction, draft, { from: "submitted", to, at });
  },
  recurring_journal: async (transaction, { subjectId }, { at }) => {
    const journal = await lockRecurringJournal(transaction, subjectId);
    await moveRecurringJournal(transaction, journal, { to: "rejected", at });
  },
  // These change nothing before they are approved; a workflow that waits is told by the event.
  bank_details: leaveAsItIs,
  credit_limit: leaveAsItIs,
  operation_resolution: leaveAsItIs,
  period_reopening: leaveAsItIs,
  policy_change: leaveAsItIs,
  user_access: leaveAsItIs,
  workflow: (transaction, approval, { at }) =>
    endWait(transaction, approval, { isApproved: false, at }),
};
