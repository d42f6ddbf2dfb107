import type { PartnerTransaction } from "../../db/partner-scope";
import { toMoney } from "../../db/read/amounts";
import { toEntryReference } from "../../db/read/entry-reference";
import { getPartner } from "../../db/read/get-partner";
import { writeAudit } from "../../db/write/audit";
import { insertJournalDraft } from "../../db/write/journal-drafts";
import type { ActContext } from "../../domain/actor";
import { sum } from "../../domain/money";
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
      description: `Reversal of ${toEntryReference(entry)}: ${reason}`.slice(0, 400),
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
  const lines = await listLines(transaction, entry.journal_entry_id);
  const { functionalCurrency } = await getPartner(transaction);
  const debits = lines.filter(({ side }) => side === "debit");
  const { id } = await requestApproval(
    transaction,
    {
      kind: "journal_draft",
      act: "journal_entry.reverse",
      subjectId: draftId,
      payload: { draft_date: draftDate, reverses: journalEntryId, reason },
      reason,
      amount: sum(
        functionalCurrency,
        debits.map((line) => toMoney(line.functional_amount, line.functional_currency)),
      ),
      branches: lines.flatMap(({ branch_id }) => branch_id ?? []),
    },
    act,
  );
  return id;
}

async function getReversible({ db }: PartnerTransaction, publicId: string, draftDate: string) {
  const entry = await db
    .selectFrom("journal_entries")
    .select(["journal_entry_id", "entry_number", "entry_reference", "entry_date", "source_type"])
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

function listLines({ db }: PartnerTransaction, journalEntryId: number) {
  return db
    .selectFrom("journal_entry_lines")
    .select(["side", "functional_amount", "functional_currency", "branch_id"])
    .where("journal_entry_id", "=", journalEntryId)
    .execute();
}
