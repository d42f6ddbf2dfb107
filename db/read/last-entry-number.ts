import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";

/** The journal's newest entry: 0 where there is none. */
export async function findLastEntryNumber({ db }: PartnerDatabase): Promise<number> {
  const row = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.max<number | null>("entry_number").as("last"))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/**
 * Holds the journal's number series until the transaction ends: nothing is posted meanwhile. A
 * posting holds it before its period's row, so whoever needs both takes it first.
 */
export async function lockNumberSeries({ db }: PartnerTransaction): Promise<void> {
  await db
    .selectFrom("sequences")
    .select("current_value")
    .where("sequence_name", "=", "journal_entry")
    .forUpdate()
    .executeTakeFirst();
}

/** Whether an entry after a number is dated on a day or before it. */
export async function hasLaterEntries(
  { db }: PartnerTransaction,
  { after, through }: { readonly after: number; readonly through: string },
): Promise<boolean> {
  const later = await db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("entry_number", ">", after)
    .where("entry_date", "<=", through)
    .limit(1)
    .executeTakeFirst();
  return later !== undefined;
}
