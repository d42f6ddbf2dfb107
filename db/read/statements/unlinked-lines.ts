import { sql } from "kysely";

import { addDays } from "../../../domain/calendar";
import { money } from "../../../domain/money";
import type { PartyLine } from "../../../domain/statements/apply-oldest-first";
import { toMoney } from "../amounts";
import type { OpenLinesQuery } from "./open-party-lines";
import type { StatementBooks } from "./statement-books";

/**
 * Lines of no booking by party and day: each is an item of its own entry (with what reversed it),
 * so that those of one day are settled alike. A day's charges are one line, its payments another.
 */
export async function sumUnlinkedLines(
  books: StatementBooks,
  query: OpenLinesQuery,
): Promise<PartyLine[]> {
  if (query.accountIds.length === 0) return [];
  const { currency } = books.currency;
  const rows = await selectDays(books, query).execute();
  return rows.map((row) => {
    const amount = toMoney(row.amount, currency);
    const isCharge = amount.minor > 0n === (query.owedOn === "debit");
    return {
      partyId: row.party_id,
      accountId: row.account_id,
      transactionCurrency: row.transaction_currency,
      itemKey: `day:${row.event_date}:${isCharge}:${row.is_restatement}`,
      lineId: row.line_id,
      dueOn: addDays(row.event_date, row.terms_days),
      isRestatement: row.is_restatement === 1,
      amount: query.owedOn === "debit" ? amount : money(currency, -amount.minor),
    };
  });
}

function selectDays(books: StatementBooks, query: OpenLinesQuery) {
  const isCustomer = query.kind === "customer";
  return books.snapshot.db
    .selectFrom(selectItems(books, query).as("item"))
    .leftJoin("customers as customer", (join) =>
      join.on(({ eb, and, lit }) =>
        and([
          eb("customer.customer_id", "=", eb.ref("item.party_id")),
          eb(lit(isCustomer), "=", lit(true)),
        ]),
      ),
    )
    .groupBy([
      "item.party_id",
      "item.account_id",
      "item.transaction_currency",
      "item.event_date",
      "item.is_restatement",
      sql`SIGN(item.balance)`,
      "customer.payment_terms_days",
    ])
    .select(["item.party_id", "item.account_id", "item.transaction_currency", "item.event_date"])
    .select("item.is_restatement")
    .select([
      sql<number>`MIN(item.line_id)`.as("line_id"),
      sql<string>`SUM(item.balance)`.as("amount"),
      sql<number>`COALESCE(customer.payment_terms_days, 0)`.as("terms_days"),
    ]);
}

/** What each entry, with what reversed it, comes to. */
function selectItems(
  { snapshot, range, filter, currency }: StatementBooks,
  { kind, accountIds }: OpenLinesQuery,
) {
  const party = kind === "customer" ? ("line.customer_id" as const) : ("line.supplier_id" as const);
  const amount =
    currency.kind === "functional"
      ? ("line.functional_amount" as const)
      : ("line.reporting_amount" as const);
  let query = snapshot.db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .where("line.account_id", "in", accountIds)
    .where("line.entry_date", "<=", range.to)
    .where("line.booking_id", "is", null);
  if (filter.branchId !== undefined) query = query.where("line.branch_id", "=", filter.branchId);
  const balance = (ref: (name: typeof amount) => unknown) =>
    sql<string>`SUM(IF(line.side = ${"debit"}, ${ref(amount)}, -${ref(amount)}))`;
  return query
    .groupBy([
      party,
      "line.account_id",
      "line.transaction_currency",
      sql`COALESCE(entry.reverses_journal_entry_id, entry.journal_entry_id)`,
    ])
    .having(({ ref }) => balance(ref), "<>", "0")
    .select((eb) => [
      eb.ref(party).$notNull().as("party_id"),
      sql<number>`MIN(line.journal_entry_line_id)`.as("line_id"),
      sql<string>`MIN(entry.event_date)`.as("event_date"),
      sql<number>`IF(MAX(line.transaction_amount) = 0, 1, 0)`.as("is_restatement"),
      balance(eb.ref).as("balance"),
    ])
    .select(["line.account_id", "line.transaction_currency"]);
}
