import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

/** What a reversal repeats of each line, its side apart. */
const repeated = [
  "account_id",
  "transaction_currency",
  "transaction_amount",
  "functional_currency",
  "functional_amount",
  "fx_rate",
  "reporting_currency",
  "reporting_amount",
  "reporting_fx_rate",
  "customer_id",
  "supplier_id",
  "booking_id",
  "booking_ticket_id",
  "branch_id",
  "service_date",
  "product_code",
  "tax_code",
] as const;

/** An entry is reversed at most once, and by its exact mirror. */
export async function checkReversals(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  const row = await snapshot.db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.count<number>("reverses_journal_entry_id").as("reversals"))
    .executeTakeFirstOrThrow();
  return {
    name: "reversals mirror their entries",
    figures: { reversals: row.reversals },
    finding: (await findReversedTwice(snapshot)) ?? (await findInexact(snapshot)),
  };
}

async function findReversedTwice({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries as reversal")
    .innerJoin(
      "journal_entries as entry",
      "entry.journal_entry_id",
      "reversal.reverses_journal_entry_id",
    )
    .select(["entry.entry_number", "entry.public_id"])
    .groupBy(["entry.journal_entry_id", "entry.entry_number", "entry.public_id"])
    .having(({ eb, fn }) => eb(fn.countAll(), ">", 1))
    .orderBy("entry.entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf("REVERSED_TWICE", "An entry was reversed more than once.", rows.map(nameEntry));
}

async function findInexact({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await db
    .selectFrom("journal_entries as reversal")
    .leftJoin(
      "journal_entries as entry",
      "entry.journal_entry_id",
      "reversal.reverses_journal_entry_id",
    )
    .innerJoin(
      "journal_entry_lines as mirrored",
      "mirrored.journal_entry_id",
      "reversal.journal_entry_id",
    )
    .leftJoin("journal_entry_lines as line", (join) =>
      join
        .onRef("line.journal_entry_id", "=", "reversal.reverses_journal_entry_id")
        .onRef("line.line_number", "=", "mirrored.line_number"),
    )
    .select(["reversal.entry_number", "reversal.public_id"])
    .distinct()
    .where("reversal.reverses_journal_entry_id", "is not", null)
    .where(({ eb, or, not, ref }) =>
      or([
        eb("entry.journal_entry_id", "is", null),
        eb("line.journal_entry_line_id", "is", null),
        eb("entry.line_count", "!=", ref("reversal.line_count")),
        eb("line.side", "=", ref("mirrored.side")),
        ...repeated.map((column) => not(eb(`line.${column}`, "<=>", ref(`mirrored.${column}`)))),
      ]),
    )
    .orderBy("reversal.entry_number")
    .limit(namedRowsMax)
    .execute();
  return findingOf(
    "REVERSAL_DIFFERS",
    "A reversing entry is not the mirror of the one it reverses.",
    rows.map(nameEntry),
  );
}
