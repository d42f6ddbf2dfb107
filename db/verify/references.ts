import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

/** Numbers as they were written: none twice, each of its own number, no gap in a fiscal year. */
export async function checkReferences(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  return {
    name: "written numbers have no gap",
    figures: { written: await countWritten(snapshot) },
    finding:
      (await findTwice(snapshot)) ?? (await findChanged(snapshot)) ?? (await findGap(snapshot)),
  };
}

async function countWritten({ db }: PartnerDatabase): Promise<number> {
  const row = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.count<number>("entry_reference").as("written"))
    .executeTakeFirstOrThrow();
  return row.written;
}

async function findTwice({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries")
    .select("entry_reference")
    .where("entry_reference", "is not", null)
    .groupBy("entry_reference")
    .having(({ eb, fn }) => eb(fn.countAll(), ">", 1))
    .orderBy("entry_reference")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "REFERENCE_TWICE",
    "A number as it is written stands on more than one entry.",
    rows.map((row) => `number ${row.entry_reference}`),
  );
}

/** What is written ends in the number in its fiscal year, or in the one over all years. */
async function findChanged({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries")
    .select(["entry_number", "public_id"])
    .where(({ eb, ref }) =>
      eb.or([
        sql<boolean>`CAST(REGEXP_SUBSTR(${ref("entry_reference")}, ${"[0-9]+$"}) AS UNSIGNED)
          <> COALESCE(${ref("year_number")}, ${ref("entry_number")})`,
        eb.and([eb("entry_reference", "is", null), eb("year_number", "is not", null)]),
      ]),
    )
    .orderBy("entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "REFERENCE_CHANGED",
    "A number is written otherwise than it was given.",
    rows.map(nameEntry),
  );
}

async function findGap(snapshot: PartnerDatabase): Promise<LedgerFinding | null> {
  return findingOf("REFERENCE_MISSING", "Numbers are missing in a fiscal year, or moved.", [
    ...(await listOutOfTurn(snapshot)),
    ...(await listNeverUsed(snapshot)),
  ]);
}

async function listOutOfTurn({ db }: PartnerDatabase): Promise<string[]> {
  const numbered = db
    .selectFrom("journal_entries as entry")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "entry.accounting_period_id",
    )
    .where("entry.year_number", "is not", null)
    .select([
      "entry.entry_number",
      "entry.public_id",
      "entry.year_number",
      sql<number>`ROW_NUMBER() OVER (PARTITION BY period.fiscal_year ORDER BY entry.entry_number)`.as(
        "turn",
      ),
    ]);
  const rows = await db
    .selectFrom(numbered.as("numbered"))
    .select(["numbered.entry_number", "numbered.public_id"])
    .whereRef("numbered.year_number", "<>", "numbered.turn")
    .orderBy("numbered.entry_number")
    .limit(namedRowsMax)
    .execute();
  return rows.map(nameEntry);
}

/** The last ones given of a fiscal year, where no entry has them. */
async function listNeverUsed({ db }: PartnerDatabase): Promise<string[]> {
  const series = await db
    .selectFrom("sequences")
    .select(["sequence_name", "current_value"])
    .where("sequence_name", "like", "journal_entry:%")
    .orderBy("sequence_name")
    .execute();
  const years = await db
    .selectFrom("journal_entries as entry")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "entry.accounting_period_id",
    )
    .select(({ fn }) => ["period.fiscal_year", fn.count<number>("entry.year_number").as("used")])
    .groupBy("period.fiscal_year")
    .execute();
  const used = new Map(years.map((row) => [`journal_entry:${row.fiscal_year}`, row.used]));
  return series.flatMap(({ sequence_name: name, current_value: given }) => {
    const [, fiscalYear] = name.split(":");
    return given === (used.get(name) ?? 0) ? [] : [`the last number given in ${fiscalYear}`];
  });
}
