import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { Database } from "../generated/database";

/** What the entries beyond a number add to each account, in each currency it is kept in. */
export function sumLines(db: Kysely<Database>, { after }: { readonly after: number }) {
  return db
    .selectFrom("journal_entries as entry")
    .innerJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .where("entry.entry_number", ">", after)
    .groupBy([
      "line.account_id",
      "line.transaction_currency",
      "line.functional_currency",
      "line.reporting_currency",
    ])
    .select([
      "line.account_id",
      "line.transaction_currency",
      "line.functional_currency",
      "line.reporting_currency",
      sql<string>`SUM(IF(line.side = ${"debit"}, line.transaction_amount, 0))`.as(
        "transaction_debits",
      ),
      sql<string>`SUM(IF(line.side = ${"credit"}, line.transaction_amount, 0))`.as(
        "transaction_credits",
      ),
      sql<string>`SUM(IF(line.side = ${"debit"}, line.functional_amount, 0))`.as(
        "functional_debits",
      ),
      sql<string>`SUM(IF(line.side = ${"credit"}, line.functional_amount, 0))`.as(
        "functional_credits",
      ),
      sql<string>`SUM(IF(line.side = ${"debit"}, COALESCE(line.reporting_amount, 0), 0))`.as(
        "reporting_debits",
      ),
      sql<string>`SUM(IF(line.side = ${"credit"}, COALESCE(line.reporting_amount, 0), 0))`.as(
        "reporting_credits",
      ),
    ]);
}
