import { postJournalEntry } from "../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { JournalDraft } from "../../db/read/journal-drafts";
import { isDuplicateKey } from "../../db/transaction";
import type { AuditEvent } from "../../db/write/audit";
import { moveJournalDraft } from "../../db/write/journal-drafts";
import { writeOutbox } from "../../db/write/outbox";
import type { PartnerRecord } from "../../domain/booking-record";
import { startOfDayIn } from "../../domain/calendar";
import { Refusal } from "../../domain/refusal";
import type { RequestContext } from "../../temporal/contract/payloads";
import { currentTraceparent, toActContext } from "../act-context";
import { toDraftPosting } from "./draft-posting";

export interface PostedDraft {
  readonly journalEntryId: string;
  readonly entryNumber: number;
  /** When its entry is reversed by itself. */
  readonly reverseAt: string | null;
}

/** Posts what was approved, in the transaction that approves it: entry, draft, audit and event. */
export async function postDraft(
  transaction: PartnerTransaction,
  draft: JournalDraft,
  parts: {
    readonly partner: PartnerRecord;
    readonly context: RequestContext;
    readonly mayAdjust: boolean;
    readonly auditEvents: readonly AuditEvent[];
    readonly at: string;
  },
): Promise<PostedDraft> {
  const { partner, at } = parts;
  const entry = await post(transaction, draft, parts);
  await moveJournalDraft(transaction, draft, {
    from: "submitted",
    to: "posted",
    journalEntryId: entry.journalEntryId,
    at,
  });
  await writeOutbox(
    transaction,
    [
      {
        type: "journal_entry.posted",
        aggregateType: "journal_draft",
        aggregateId: draft.publicId,
        payload: { draft_id: draft.publicId, journal_entry_id: entry.publicId },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
  return {
    journalEntryId: entry.publicId,
    entryNumber: entry.entryNumber,
    reverseAt: draft.reverseOn && startOfDayIn(partner.timeZone, draft.reverseOn),
  };
}

async function post(
  transaction: PartnerTransaction,
  draft: JournalDraft,
  { partner, context, mayAdjust, auditEvents, at }: Parameters<typeof postDraft>[2],
) {
  const posting = await toDraftPosting(transaction, draft);
  try {
    return await postJournalEntry(transaction, posting, {
      partner,
      context: toActContext(context),
      at,
      maySoftClosed: mayAdjust,
      auditEvents,
    });
  } catch (error) {
    if (!isDuplicateKey(error, "uq_journal_entries_reversal")) throw error;
    throw new Refusal("ENTRY_ALREADY_REVERSED", "An entry is reversed at most once.");
  }
}
