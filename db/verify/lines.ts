import type { PartnerDatabase } from "../partner-scope";
import type { LedgerCheck, LedgerFinding } from "./ledger-check";
import { findingOf, namedRowsMax, nameEntry } from "./ledger-check";

/** What each line must be by itself: amounts of its currencies' scale, a day of its entry's period. */
export async function checkLines(snapshot: PartnerDatabase): Promise<LedgerCheck> {
  return {
    name: "lines and dates",
    figures: {},
    finding: (await findInvalidLine(snapshot)) ?? (await findWrongPeriod(snapshot)),
  };
}

async function findInvalidLine({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await selectLines(db)
    .where(({ eb, or, and, fn, ref }) =>
      or([
        eb("line.transaction_amount", "<", "0"),
        eb("line.functional_amount", "<", "0"),
        eb("line.reporting_amount", "<", "0"),
        eb("line.side", "not in", ["debit", "credit"]),
        ...(["transaction", "functional", "reporting"] as const).map((kind) =>
          or([
            eb(`line.${kind}_minor_units`, "!=", ref(`${kind}.minor_units`)),
            eb(
              `line.${kind}_amount`,
              "!=",
              fn<string>("round", [`line.${kind}_amount`, `${kind}.minor_units`]),
            ),
          ]),
        ),
        and([
          eb("line.transaction_currency", "=", ref("line.functional_currency")),
          eb("line.transaction_amount", "!=", ref("line.functional_amount")),
        ]),
      ]),
    )
    .execute();
  return findingOf(
    "LINE_INVALID",
    "A line's amounts are not ones that its currencies can have.",
    rows.map(nameLine),
  );
}

async function findWrongPeriod({ db }: PartnerDatabase): Promise<LedgerFinding | null> {
  const rows = await selectLines(db)
    .where(({ eb, or, ref }) =>
      or([
        eb("line.entry_date", "!=", ref("entry.entry_date")),
        eb("entry.entry_date", "<", ref("period.starts_on")),
        eb("entry.entry_date", ">", ref("period.ends_on")),
      ]),
    )
    .execute();
  return findingOf(
    "PERIOD_WRONG",
    "A line's day is not its entry's, or the entry's not one of its period.",
    rows.map(nameLine),
  );
}

function selectLines(db: PartnerDatabase["db"]) {
  return db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "entry.accounting_period_id",
    )
    .innerJoin(
      "currencies as transaction",
      "transaction.currency_code",
      "line.transaction_currency",
    )
    .innerJoin("currencies as functional", "functional.currency_code", "line.functional_currency")
    .leftJoin("currencies as reporting", "reporting.currency_code", "line.reporting_currency")
    .select(["entry.entry_number", "entry.public_id", "line.line_number"])
    .orderBy("entry.entry_number")
    .orderBy("line.line_number")
    .limit(namedRowsMax);
}

function nameLine(row: Parameters<typeof nameEntry>[0] & { readonly line_number: number }): string {
  return `line ${row.line_number} of ${nameEntry(row)}`;
}
