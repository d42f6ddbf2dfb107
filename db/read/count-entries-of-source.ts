import type { PartnerDatabase } from "../partner-scope";

/** How many entries of a kind one thing has set off, without those that take one back. */
export async function countEntriesOfSource(
  { db }: PartnerDatabase,
  source: { readonly sourceType: string; readonly sourceId: string },
): Promise<number> {
  const row = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("source_type", "=", source.sourceType)
    .where("source_public_id", "=", source.sourceId)
    .where("reverses_journal_entry_id", "is", null)
    .executeTakeFirstOrThrow();
  return row.count;
}
