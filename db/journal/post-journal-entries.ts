import type { ActContext } from "../../domain/actor";
import { invariant } from "../../domain/invariant";
import type { EntryLine } from "../../domain/journal/build-entry";
import type { Posting } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { AuditEvent } from "../write/audit";
import { writeAudit } from "../write/audit";
import { toEntryRows, toPostedEvent } from "./entry-rows";
import { insertHeaders, insertLines } from "./insert-entries";
import { numberAt, numberEntries } from "./number-entries";
import type { VersionedBooks } from "./posting-books";
import { findKnownBooks, lockPostingBooks } from "./posting-books";
import type { PreparedEntry, PrepareOptions } from "./prepare-entry";
import { prepareEntries } from "./prepare-entry";

export interface EntryToPost extends Posting {
  /** Chosen by the caller where it must be known before the entry is written. */
  readonly publicId?: string;
}

export interface PostOptions extends PrepareOptions {
  readonly context: ActContext;
  readonly at: string;
  /** What else the audit says of this commit, written in the same statement. */
  readonly auditEvents?: readonly AuditEvent[];
}

export interface PostedEntry {
  readonly journalEntryId: number;
  readonly publicId: string;
  readonly entryNumber: number;
  readonly entryDate: string;
  readonly lines: readonly EntryLine[];
  /** Ids by code of the accounts of all lines, and of those that were asked for beside them. */
  readonly accountIds: ReadonlyMap<string, number>;
}

/**
 * The one function that writes the journal (accounting.md 2): all the entries or none. Refuses,
 * having written nothing, with ACCOUNT_NOT_POSTABLE, DIMENSION_REQUIRED, PERIOD_CLOSED,
 * FX_RATE_MISSING, TENANT_MISMATCH, AMOUNT_INVALID, JE_UNBALANCED or POSTING_KEY_REPEATED; fails
 * with PostingKeyInUseError. Tells the audit what it posts. The gap-free numbers are taken last, in
 * the order of the postings, and held until the commit.
 */
export async function postJournalEntries(
  transaction: PartnerTransaction,
  postings: readonly EntryToPost[],
  options: PostOptions,
): Promise<PostedEntry[]> {
  const { context, at, auditEvents = [] } = options;
  if (postings.length === 0) return [];
  assertKeysDiffer(postings);
  const { prepared, books } = await prepareOnBooks(transaction, postings, options);
  const entries = prepared.map((entry, index) => {
    const posting = postings[index];
    invariant(posting !== undefined, "what is prepared was to be posted");
    const { publicId = newId("journalEntry") } = posting;
    return { ...entry, rows: toEntryRows(posting, entry, { publicId, context, at }) };
  });
  const rows = entries.map((entry) => entry.rows);
  const posted = rows.map((row) => toPostedEvent(transaction.partner, row));
  await writeAudit(transaction, context, [...auditEvents, ...posted], at);
  const fiscalYears = prepared.map(({ period }) => period.fiscalYear);
  const numbers = await numberEntries(transaction, books, fiscalYears);
  const ids = await insertHeaders(transaction, rows, numbers);
  await insertLines(transaction, rows, ids);
  const accountIds = idsOf(books);
  return entries.map(({ built, period, rows: { header } }, index) => {
    const journalEntryId = ids[index];
    invariant(journalEntryId !== undefined, "each header was just inserted");
    return {
      journalEntryId,
      publicId: header.public_id,
      entryNumber: numberAt(numbers, index).entry_number,
      entryDate: period.entryDate,
      lines: built.lines,
      accountIds,
    };
  });
}

/** By the books as they are known, which take no reading; what these refuse is asked of those that stand. */
async function prepareOnBooks(
  transaction: PartnerTransaction,
  postings: readonly Posting[],
  options: PostOptions,
): Promise<{ readonly prepared: readonly PreparedEntry[]; readonly books: VersionedBooks }> {
  const known = findKnownBooks(transaction);
  if (known !== undefined) {
    try {
      const prepared = await prepareEntries(transaction, postings, { ...options, books: known });
      return { prepared, books: known };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  const books = await lockPostingBooks(transaction);
  return { prepared: await prepareEntries(transaction, postings, { ...options, books }), books };
}

function idsOf({ accounts }: VersionedBooks): ReadonlyMap<string, number> {
  return new Map([...accounts].map(([code, { accountId }]) => [code, accountId]));
}

function assertKeysDiffer(postings: readonly Posting[]): void {
  const seen = new Set<string>();
  for (const { postingKey } of postings) {
    if (seen.has(postingKey)) {
      throw new Refusal(
        "POSTING_KEY_REPEATED",
        `Two of the postings have the key ${postingKey}. An event posts once.`,
        { postingKey },
      );
    }
    seen.add(postingKey);
  }
}
