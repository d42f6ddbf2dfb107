import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import type { PartnerTransaction } from "../partner-scope";
import { findBrokenForeignKey, isDuplicateKey } from "../transaction";
import { insertRows } from "../write/insert-rows";
import type { EntryRows } from "./entry-rows";
import type { EntryNumber } from "./number-entries";
import { numberAt } from "./number-entries";

/** A fault, not a refusal: whoever posts the same event again finds its own entry first. */
export class PostingKeyInUseError extends Error {
  override readonly name = "PostingKeyInUseError";
  /** As the database says it. */
  readonly errno = 1062;
  readonly postingKey: string;

  constructor(postingKey: string, options: ErrorOptions) {
    super(`An entry with the posting key ${postingKey} stands in the books.`, options);
    this.postingKey = postingKey;
  }
}

/** Writes the headers under their numbers; returns their ids in the same order. */
export async function insertHeaders(
  transaction: PartnerTransaction,
  entries: readonly EntryRows[],
  numbers: readonly EntryNumber[],
): Promise<number[]> {
  const headers = entries.map(({ header }, index) => ({
    ...header,
    ...numberAt(numbers, index),
    created_at: header.posted_at,
  }));
  const insertId = await insertRows(transaction, "journal_entries", headers).catch(
    (error: unknown) => failOnKeyInUse(transaction, headers, error),
  );
  if (entries.length === 1) return [insertId];
  return findIds(transaction, numberAt(numbers, 0).entry_number, entries.length);
}

async function findIds(
  { db }: PartnerTransaction,
  firstNumber: number,
  count: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("entry_number", ">=", firstNumber)
    .where("entry_number", "<", firstNumber + count)
    .orderBy("entry_number")
    .execute();
  return rows.map((row) => row.journal_entry_id);
}

async function failOnKeyInUse(
  { db }: PartnerTransaction,
  headers: readonly { readonly posting_key: string; readonly public_id: string }[],
  error: unknown,
): Promise<never> {
  if (!isDuplicateKey(error, "uq_journal_entries_posting_key")) throw error;
  const ours = new Set(headers.map(({ public_id: id }) => id));
  const rows = await db
    .selectFrom("journal_entries")
    .select(["posting_key", "public_id"])
    .where(
      "posting_key",
      "in",
      headers.map((header) => header.posting_key),
    )
    .execute();
  const before = rows.find((row) => !ours.has(row.public_id));
  throw new PostingKeyInUseError(before?.posting_key ?? "?", { cause: error });
}

export async function insertLines(
  transaction: PartnerTransaction,
  entries: readonly EntryRows[],
  ids: readonly number[],
): Promise<void> {
  const lines = entries.flatMap((entry, index) => {
    const journalEntryId = ids[index];
    invariant(journalEntryId !== undefined, "each header was just inserted");
    return entry.lines.map((line) => ({ journal_entry_id: journalEntryId, ...line }));
  });
  try {
    await insertRows(transaction, "journal_entry_lines", lines);
  } catch (error) {
    const key = findBrokenForeignKey(error);
    if (key === undefined) throw error;
    throw new Refusal(
      "TENANT_MISMATCH",
      "A line names a row that is not the partner's own. Name one of its own customers, suppliers, bookings, tickets or branches.",
      { constraint: key },
    );
  }
}
