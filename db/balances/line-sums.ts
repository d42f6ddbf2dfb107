import type { Kysely } from "kysely";
import { sql } from "kysely";

import type { Database } from "../generated/database";

/** Entries by number, with the ids that they have: these narrow the lines whatever the optimizer knows. */
export interface EntrySpan {
  /** The number before the first of them. */
  readonly after: number;
  readonly upTo: number;
  readonly firstId: number;
  readonly lastId: number;
}

/** The entries beyond a number, at most so many. Undefined where there are none. */
export async function findEntriesAfter(
  db: Kysely<Database>,
  after: number,
  countMax?: number,
): Promise<(EntrySpan & { readonly count: number }) | undefined> {
  let query = db
    .selectFrom("journal_entries")
    .select(({ fn }) => [
      fn.max<number | null>("entry_number").as("upTo"),
      fn.min<number | null>("journal_entry_id").as("firstId"),
      fn.max<number | null>("journal_entry_id").as("lastId"),
      fn.countAll<number>().as("count"),
    ])
    .where("entry_number", ">", after);
  if (countMax !== undefined) query = query.where("entry_number", "<=", after + countMax);
  const { upTo, firstId, lastId, count } = await query.executeTakeFirstOrThrow();
  if (upTo === null || firstId === null || lastId === null) return undefined;
  return { after, upTo, firstId, lastId, count };
}

/** What entries add to each account, in each set of currencies it is kept in. */
export function sumLines(
  db: Kysely<Database>,
  { after, firstId, lastId }: Pick<EntrySpan, "after"> & Partial<EntrySpan>,
) {
  let query = db
    .selectFrom("journal_entries as entry")
    .innerJoin("journal_entry_lines as line", "line.journal_entry_id", "entry.journal_entry_id")
    .where("entry.entry_number", ">", after);
  if (firstId !== undefined) query = query.where("line.journal_entry_id", ">=", firstId);
  if (lastId !== undefined) query = query.where("line.journal_entry_id", "<=", lastId);
  return query
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
