import type { Selectable } from "kysely";
import { sql } from "kysely";

import type { DigestedLine } from "../audit/entry-digest";
import { entryDigest } from "../audit/entry-digest";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

const batchSize = 1_000;

type Entry = Selectable<Database["journal_entries"]>;
type Line = DigestedLine & { readonly journal_entry_id: number };

/**
 * Every entry says what the audit row of its posting says it said: the chain of the audit, which
 * is checked by itself, proves the journal line by line.
 */
export async function checkDigests(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  let checked = 0;
  let finding: LedgerFinding | null = null;
  for (let after = 0; finding === null;) {
    const entries = await listEntries(snapshot, after);
    const last = entries.at(-1);
    if (last === undefined) break;
    finding = await compare(snapshot, entries);
    checked += entries.length;
    after = last.entry_number;
  }
  return {
    name: "entries are as the audit saw them",
    figures: { compared: checked },
    finding: finding ?? (await findMissing(snapshot)),
  };
}

/** Entries at the end that were cut off, and the count of them with it, are known to the audit. */
async function findMissing({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("audit_logs as log")
    .leftJoin("journal_entries as entry", (join) =>
      // As ids are kept, or the index on them is not looked at.
      join.on(
        "entry.public_id",
        "=",
        sql<string>`CONVERT(log.target_entity_id USING ascii) COLLATE ascii_bin`,
      ),
    )
    .select("log.target_entity_id")
    .where("log.target_entity_type", "=", "journal_entry")
    .where("log.event_type", "=", "je.posted")
    .where("entry.journal_entry_id", "is", null)
    .orderBy("log.audit_log_id")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "ENTRY_MISSING",
    "The audit tells of an entry that is not in the journal.",
    rows.map((row) => `journal entry ${row.target_entity_id}`),
  );
}

function listEntries({ db }: PartnerDatabase, after: number): Promise<Entry[]> {
  return db
    .selectFrom("journal_entries")
    .selectAll()
    .where("entry_number", ">", after)
    .orderBy("entry_number")
    .limit(batchSize)
    .execute();
}

async function compare(
  snapshot: PartnerDatabase,
  entries: readonly Entry[],
): Promise<LedgerFinding | null> {
  const lines = await listLines(snapshot, entries);
  const digests = await listDigests(snapshot, entries);
  for (const entry of entries) {
    const [audited, another] = digests.get(entry.public_id) ?? [];
    if (audited === undefined) {
      const text = "No audit row tells of an entry's posting.";
      return findingOf("ENTRY_NOT_AUDITED", text, [nameEntry(entry)]);
    }
    if (another !== undefined) {
      const text = "Two audit rows tell of one entry's posting.";
      return findingOf("ENTRY_AUDITED_TWICE", text, [nameEntry(entry)]);
    }
    const own = lines.get(entry.journal_entry_id) ?? [];
    if (entryDigest(snapshot.partner, entry, own) !== audited) {
      const text = "An entry does not say what it said when it was posted.";
      return findingOf("ENTRY_CHANGED", text, [nameEntry(entry)]);
    }
  }
  return null;
}

async function listLines(
  { db }: PartnerDatabase,
  entries: readonly Entry[],
): Promise<Map<number, Line[]>> {
  const rows = await db
    .selectFrom("journal_entry_lines")
    .selectAll()
    .where(
      "journal_entry_id",
      "in",
      entries.map((entry) => entry.journal_entry_id),
    )
    .orderBy("journal_entry_id")
    .orderBy("line_number")
    .execute();
  const byEntry = new Map<number, Line[]>();
  for (const row of rows) {
    const own = byEntry.get(row.journal_entry_id);
    if (own === undefined) byEntry.set(row.journal_entry_id, [row]);
    else own.push(row);
  }
  return byEntry;
}

/** By the entry's public id; an entry is posted once, so it has one. */
async function listDigests(
  { db }: PartnerDatabase,
  entries: readonly Entry[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom("audit_logs")
    .select(["target_entity_id", "event_payload"])
    .where("target_entity_type", "=", "journal_entry")
    .where(
      "target_entity_id",
      "in",
      entries.map((entry) => entry.public_id),
    )
    .where("event_type", "=", "je.posted")
    .execute();
  const byEntry = new Map<string, string[]>();
  for (const row of rows) {
    const digest = digestIn(row.event_payload);
    if (digest === undefined) continue;
    const own = byEntry.get(row.target_entity_id);
    if (own === undefined) byEntry.set(row.target_entity_id, [digest]);
    else own.push(digest);
  }
  return byEntry;
}

function digestIn(payload: string): string | undefined {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== "object" || value === null || !("entry_digest" in value)) return undefined;
  return typeof value.entry_digest === "string" ? value.entry_digest : undefined;
}
