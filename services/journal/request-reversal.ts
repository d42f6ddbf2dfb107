import type { PartnerTransaction } from "../../db/partner-scope";
import { writeAudit } from "../../db/write/audit";
import { insertJournalDraft } from "../../db/write/journal-drafts";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";
import { requestApproval } from "../approval/request-approval";

/** Entries that people made. What an event posted is taken back by the event's own undoing. */
const reversibleSources: readonly string[] = [
  "manual_entry",
  "recurring_entry",
  "reversal",
  "journal_import",
  "opening_balances",
];

/** Asks for an entry to be taken back by its mirror; returns the approval's public id. */
export async function requestReversal(
  transaction: PartnerTransaction,
  {
    journalEntryId,
    draftDate,
    reason,
  }: { readonly journalEntryId: string; readonly draftDate: string; readonly reason: string },
  act: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  const entry = await getReversible(transaction, journalEntryId, draftDate);
  const draftId = await insertJournalDraft(
    transaction,
    {
      kind: "reversal",
      status: "submitted",
      draftDate,
      description: `Reversal of ${entry.entry_number}: ${reason}`.slice(0, 400),
      reverseOn: null,
      lines: [],
      reversesJournalEntryId: entry.journal_entry_id,
    },
    act.at,
  );
  await writeAudit(
    transaction,
    act.context,
    [
      {
        type: "journal_draft.created",
        targetType: "journal_draft",
        targetId: draftId,
        payload: { draft_date: draftDate, reverses: journalEntryId },
      },
    ],
    act.at,
  );
  return requestApproval(
    transaction,
    {
      kind: "journal_draft",
      subjectId: draftId,
      payload: { draft_date: draftDate, reverses: journalEntryId, reason },
    },
    act,
  );
}

async function getReversible({ db }: PartnerTransaction, publicId: string, draftDate: string) {
  const entry = await db
    .selectFrom("journal_entries")
    .select(["journal_entry_id", "entry_number", "entry_date", "source_type"])
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (entry === undefined) throw new Refusal("NOT_FOUND", "No such journal entry.");
  const reversal = await db
    .selectFrom("journal_entries")
    .select("public_id")
    .where("reverses_journal_entry_id", "=", entry.journal_entry_id)
    .executeTakeFirst();
  if (reversal !== undefined) {
    throw new Refusal("ENTRY_ALREADY_REVERSED", "An entry is reversed at most once.", {
      reversal_id: reversal.public_id,
    });
  }
  if (!reversibleSources.includes(entry.source_type)) {
    throw new Refusal(
      "ENTRY_NOT_REVERSIBLE",
      `It was posted by a ${entry.source_type}: undo that, and the entry goes with it.`,
      { source_type: entry.source_type },
    );
  }
  if (draftDate < entry.entry_date) {
    throw new Refusal("ENTRY_NOT_REVERSIBLE", "An entry is not reversed before its own day.", {
      entry_date: entry.entry_date,
    });
  }
  return entry;
}
