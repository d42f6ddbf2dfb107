import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

/** Entry numbers run from 1 to the last one given, in the order of posting, no gap and none twice. */
export async function checkNumbers(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  const lastGiven = await findLastGiven(snapshot);
  return {
    name: "numbers have no gap",
    figures: { last_number: lastGiven },
    finding:
      (await findTwice(snapshot)) ??
      (await findGap(snapshot, lastGiven)) ??
      (await findMoved(snapshot)),
  };
}

/** The same business event has posted once. */
export async function checkPostingKeys({ db }: PartnerDatabase): Promise<LedgerCheck> {
  const rows = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => ["posting_key", fn.min("entry_number").as("first")])
    .groupBy("posting_key")
    .having(({ eb, fn }) => eb(fn.countAll(), ">", 1))
    .orderBy("first")
    .limit(namedRowsMax)
    .execute();
  return {
    name: "posting keys are unique",
    figures: {},
    finding: findingOf(
      "POSTING_KEY_TWICE",
      "An event has posted more than once.",
      rows.map((row) => `posting key ${row.posting_key}`),
    ),
  };
}

async function findLastGiven({ db }: PartnerDatabase): Promise<number> {
  const row = await db
    .selectFrom("sequences")
    .select("current_value")
    .where("sequence_name", "=", "journal_entry")
    .executeTakeFirst();
  return row?.current_value ?? 0;
}

async function findTwice({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => ["entry_number", fn.min("public_id").as("public_id")])
    .groupBy("entry_number")
    .having(({ eb, fn }) => eb(fn.countAll(), ">", 1))
    .orderBy("entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf("NUMBER_TWICE", "A number stands on more than one entry.", rows.map(nameEntry));
}

async function findGap({ db }: PartnerDatabase, lastGiven: number): Promise<LedgerFinding | null> {
  const numbered = db
    .selectFrom("journal_entries")
    .select([
      "entry_number",
      sql<number | null>`LAG(entry_number) OVER (ORDER BY entry_number)`.as("before"),
    ]);
  const gaps = await db
    .selectFrom(numbered.as("numbered"))
    .select(["numbered.entry_number", "numbered.before"])
    .where(sql<boolean>`numbered.entry_number <> COALESCE(numbered.before, 0) + 1`)
    .orderBy("numbered.entry_number")
    .limit(namedRowsMax)
    .execute();
  const last = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.max<number | null>("entry_number").as("number"))
    .executeTakeFirstOrThrow();
  const end = last.number ?? 0;
  return findingOf("NUMBER_MISSING", "Numbers are missing between the entries.", [
    ...gaps.map((gap) => nameGap((gap.before ?? 0) + 1, gap.entry_number - 1)),
    ...(end < lastGiven ? [nameGap(end + 1, lastGiven)] : []),
    ...(end > lastGiven ? [`journal entry ${end}, beyond the last number given`] : []),
  ]);
}

/** Ids and numbers are given together, under the lock of the number series. */
async function findMoved({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const numbered = db
    .selectFrom("journal_entries")
    .select([
      "entry_number",
      "public_id",
      "journal_entry_id",
      sql<number | null>`LAG(journal_entry_id) OVER (ORDER BY entry_number)`.as("id_before"),
    ]);
  const rows = await db
    .selectFrom(numbered.as("numbered"))
    .select(["numbered.entry_number", "numbered.public_id"])
    .whereRef("numbered.journal_entry_id", "<", "numbered.id_before")
    .orderBy("numbered.entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "NUMBER_MOVED",
    "An entry's number is not of the order in which entries were posted.",
    rows.map(nameEntry),
  );
}

function nameGap(first: number, last: number): string {
  return first === last ? `journal entry ${first}` : `journal entries ${first} to ${last}`;
}
