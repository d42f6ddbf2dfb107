import { groupBy } from "../../domain/group-by";
import type { EntryLine } from "../../domain/journal/build-entry";
import type { StoredEntry } from "../../domain/journal/reverse-entry";
import type { PartnerDatabase } from "../partner-scope";
import { selectEntryLines, toEntryLine } from "../read/entry-lines";

/** An entry as it stands, with whether it has been taken back. */
export async function getStoredEntry(
  scope: PartnerDatabase,
  journalEntryId: number,
): Promise<StoredEntry> {
  const reversal = await scope.db
    .selectFrom("journal_entries")
    .select("journal_entry_id")
    .where("reverses_journal_entry_id", "=", journalEntryId)
    .executeTakeFirst();
  const lines = (await listEntryLines(scope, [journalEntryId])).get(journalEntryId) ?? [];
  return { journalEntryId, isReversed: reversal !== undefined, lines };
}

/** The lines of entries, by entry, in their order. */
export async function listEntryLines(
  scope: PartnerDatabase,
  journalEntryIds: readonly number[],
): Promise<ReadonlyMap<number, readonly EntryLine[]>> {
  if (journalEntryIds.length === 0) return new Map();
  const rows = await selectEntryLines(scope)
    .where("line.journal_entry_id", "in", journalEntryIds)
    .orderBy("line.journal_entry_id")
    .orderBy("line.line_number")
    .execute();
  const byEntry = groupBy(rows, (row) => row.journal_entry_id);
  return new Map([...byEntry].map(([id, ofEntry]) => [id, ofEntry.map(toEntryLine)]));
}
