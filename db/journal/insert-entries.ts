import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import type { PartnerTransaction } from "../partner-scope";
import { findBrokenForeignKey, isDuplicateKey } from "../transaction";
import { chunksOf } from "../write/chunks-of";
import type { EntryRows } from "./entry-rows";

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

/** Writes the headers under numbers from `firstNumber` on; returns their ids in the same order. */
export async function insertHeaders(
  transaction: PartnerTransaction,
  entries: readonly EntryRows[],
  firstNumber: number,
): Promise<number[]> {
  const headers = entries.map(({ header }, index) => ({
    ...header,
    entry_number: firstNumber + index,
    created_at: header.posted_at,
  }));
  const insertIds: number[] = [];
  for (const chunk of chunksOf(headers)) {
    const keys = chunk.map(({ posting_key }) => posting_key);
    const result = await transaction.db
      .insertInto("journal_entries")
      .values(chunk)
      .executeTakeFirstOrThrow()
      .catch((error: unknown) => failOnKeyInUse(transaction, keys, error));
    insertIds.push(Number(result.insertId));
  }
  return entries.length === 1 ? insertIds : findIds(transaction, firstNumber, entries.length);
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
  keys: readonly string[],
  error: unknown,
): Promise<never> {
  if (!isDuplicateKey(error, "uq_journal_entries_posting_key")) throw error;
  const row = await db
    .selectFrom("journal_entries")
    .select("posting_key")
    .where("posting_key", "in", keys)
    .limit(1)
    .executeTakeFirst();
  throw new PostingKeyInUseError(row?.posting_key ?? keys.join(" "), { cause: error });
}

export async function insertLines(
  { db }: PartnerTransaction,
  entries: readonly EntryRows[],
  ids: readonly number[],
): Promise<void> {
  const lines = entries.flatMap((entry, index) => {
    const journalEntryId = ids[index];
    invariant(journalEntryId !== undefined, "each header was just inserted");
    return entry.lines.map((line) => ({ journal_entry_id: journalEntryId, ...line }));
  });
  try {
    for (const chunk of chunksOf(lines)) {
      await db.insertInto("journal_entry_lines").values(chunk).execute();
    }
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
