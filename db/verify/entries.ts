import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

/** Every entry is complete, and balances in every currency it must (accounting.md 2). */
export async function checkEntries(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  return {
    name: "entries balance",
    figures: {
      entries: await countRows(snapshot, "journal_entries"),
      lines: await countRows(snapshot, "journal_entry_lines"),
    },
    finding: (await findUnbalanced(snapshot)) ?? (await findOrphan(snapshot)),
  };
}

async function countRows(
  { db }: PartnerDatabase,
  table: "journal_entries" | "journal_entry_lines",
): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Debits less credits of an entry's lines. */
const difference = {
  functional: sql`SUM(IF(line.side = ${"debit"}, line.functional_amount, -line.functional_amount))`,
  reporting: sql`SUM(IF(line.side = ${"debit"}, line.reporting_amount, -line.reporting_amount))`,
  transaction: sql`SUM(IF(line.side = ${"debit"}, line.transaction_amount, -line.transaction_amount))`,
};

async function findUnbalanced({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries as entry")
    .leftJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .select(["entry.entry_number", "entry.public_id"])
    .groupBy([
      "entry.journal_entry_id",
      "entry.entry_number",
      "entry.public_id",
      "entry.line_count",
      "entry.functional_total",
    ])
    .having(({ eb, or, and, fn }) =>
      or([
        eb(fn.count("line.journal_entry_line_id"), "!=", eb.ref("entry.line_count")),
        eb(sql`SUM(line.functional_currency <> entry.functional_currency)`, "!=", 0),
        eb(
          sql`SUM(IF(line.side = ${"debit"}, line.functional_amount, 0))`,
          "!=",
          eb.ref("entry.functional_total"),
        ),
        eb(difference.functional, "!=", 0),
        eb(difference.reporting, "!=", 0),
        eb(fn.count("line.reporting_currency").distinct(), ">", 1),
        and([
          eb(fn.count("line.transaction_currency").distinct(), "=", 1),
          eb(difference.transaction, "!=", 0),
        ]),
      ]),
    )
    .orderBy("entry.entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "ENTRY_UNBALANCED",
    "An entry's debits and credits differ, or lines of it are missing.",
    rows.map(nameEntry),
  );
}

async function findOrphan({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entry_lines as line")
    .leftJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .select("line.journal_entry_line_id")
    .where("entry.journal_entry_id", "is", null)
    .orderBy("line.journal_entry_line_id")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "LINE_WITHOUT_ENTRY",
    "A line belongs to no entry.",
    rows.map((row) => `journal entry line ${row.journal_entry_line_id}`),
  );
}
