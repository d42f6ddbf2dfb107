import { getStoredEntry } from "../../db/journal/get-stored-entry";
import { postJournalEntry } from "../../db/journal/post-journal-entry";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { toEntryReference } from "../../db/read/entry-reference";
import { getPartner } from "../../db/read/get-partner";
import { getJournalDraft } from "../../db/read/journal-drafts";
import { inTransaction } from "../../db/transaction";
import { writeOutbox } from "../../db/write/outbox";
import { invariant } from "../../domain/invariant";
import { reverseEntry } from "../../domain/journal/reverse-entry";
import type { ReverseEntryInput, ReverseEntryResult } from "../../temporal/contract/journal-draft";
import { currentTraceparent, toActContext } from "../act-context";
import type { LedgerDependencies } from "../dependencies";

/**
 * The commit that takes an entry back on the day its draft names, for whoever approved the draft.
 * Run again, it finds its own posting key; an entry that a person has taken back is left alone.
 */
export function createReverseEntry({ openPartner, now, observer }: LedgerDependencies) {
  return async function reverseEntryOfDraft(input: ReverseEntryInput): Promise<ReverseEntryResult> {
    const scope = await openPartner(input.partner);
    const at = toDateTime(now());
    return inTransaction(scope, (transaction) => reverse(transaction, input, at), observer);
  };
}

async function reverse(
  transaction: PartnerTransaction,
  input: ReverseEntryInput,
  at: string,
): Promise<ReverseEntryResult> {
  const postingKey = `reverse:${input.journalEntryId}`;
  const original = await getEntryRow(transaction, input.journalEntryId);
  const stored = await getStoredEntry(transaction, original.journal_entry_id);
  if (stored.isReversed) return findOwnReversal(transaction, postingKey);
  const draft = await getJournalDraft(transaction, input.draftId);
  invariant(draft.reverseOn !== null, "a reversal was asked for");
  const entry = await postJournalEntry(
    transaction,
    {
      ...reverseEntry(stored),
      postingKey,
      sourceType: "reversal",
      sourceId: draft.publicId,
      eventDate: draft.reverseOn,
      description: `Reversal of ${toEntryReference(original)}: ${draft.description}`.slice(0, 400),
    },
    {
      partner: await getPartner(transaction),
      context: toActContext(input.context),
      at,
    },
  );
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
  return { kind: "reversed", journalEntryId: entry.publicId };
}

async function getEntryRow({ db }: PartnerTransaction, publicId: string) {
  return db
    .selectFrom("journal_entries")
    .select(["journal_entry_id", "entry_number", "entry_reference"])
    .where("public_id", "=", publicId)
    .executeTakeFirstOrThrow();
}

async function findOwnReversal(
  { db }: PartnerTransaction,
  postingKey: string,
): Promise<ReverseEntryResult> {
  const own = await db
    .selectFrom("journal_entries")
    .select("public_id")
    .where("posting_key", "=", postingKey)
    .executeTakeFirst();
  return own === undefined
    ? { kind: "already_reversed" }
    : { kind: "reversed", journalEntryId: own.public_id };
}
