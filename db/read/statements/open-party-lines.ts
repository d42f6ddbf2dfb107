import type { Expression, SqlBool } from "kysely";
import { sql } from "kysely";

import { addDays } from "../../../domain/calendar";
import { money } from "../../../domain/money";
import type { PartyLine } from "../../../domain/statements/apply-oldest-first";
import { toMoney } from "../amounts";
import { toEntryReference } from "../entry-reference";
import type { PartyKind } from "./parties";
import type { StatementBooks } from "./statement-books";

/** A line with what leads from it to its entry and its booking. */
export interface OpenPartyLine extends PartyLine {
  readonly entryDate: string;
  readonly entry: {
    readonly publicId: string;
    readonly number: number;
    /** The number as it was written, or itself. */
    readonly reference: string;
    readonly description: string;
    readonly sourceType: string;
    readonly sourceId: string;
    readonly workflowId: string | null;
  };
  readonly booking: { readonly publicId: string; readonly reference: string } | null;
}

export interface OpenLinesQuery {
  readonly kind: PartyKind;
  readonly accountIds: readonly number[];
  /** Of one party only. */
  readonly partyId?: number | undefined;
  /** Only those of bookings: the others are asked for by the day (`sumUnlinkedLines`). */
  readonly linkedOnly?: boolean;
  /** The side that adds to what is owed. */
  readonly owedOn: "debit" | "credit";
}

/**
 * Lines of control accounts up to the range's last day, of items that do not come to nothing by
 * themselves: those settle nothing else and are settled by nothing else. A customer's item is due
 * after the terms that were agreed with them, a supplier's on the day of its event.
 */
export async function listOpenPartyLines(
  books: StatementBooks,
  query: OpenLinesQuery,
): Promise<OpenPartyLine[]> {
  if (query.accountIds.length === 0) return [];
  const rows = await selectOpenLines(books, query).execute();
  const { currency } = books.currency;
  return rows.map((row) => {
    const amount = toMoney(row.amount, currency);
    return {
      partyId: row.party_id,
      accountId: row.account_id,
      transactionCurrency: row.transaction_currency,
      itemKey: `${row.booking_key}:${row.entry_key}`,
      lineId: row.journal_entry_line_id,
      entryDate: row.entry_date,
      dueOn: addDays(row.event_date, row.terms_days),
      isRestatement: toMoney(row.transaction_amount, row.transaction_currency).minor === 0n,
      amount: row.side === query.owedOn ? amount : money(currency, -amount.minor),
      entry: {
        publicId: row.entry_public_id,
        number: row.entry_number,
        reference: toEntryReference(row),
        description: row.description,
        sourceType: row.source_type,
        sourceId: row.source_public_id,
        workflowId: row.workflow_id,
      },
      booking:
        row.booking_public_id === null || row.booking_reference === null
          ? null
          : { publicId: row.booking_public_id, reference: row.booking_reference },
    };
  });
}

function selectOpenLines(
  books: StatementBooks,
  { kind, accountIds, partyId, linkedOnly = false }: OpenLinesQuery,
) {
  const { snapshot, range, filter, currency } = books;
  const party = kind === "customer" ? ("line.customer_id" as const) : ("line.supplier_id" as const);
  const amount =
    currency.kind === "functional"
      ? ("line.functional_amount" as const)
      : ("line.reporting_amount" as const);
  const bookingKey = sql<number>`COALESCE(line.booking_id, 0)`;
  const entryKey = sql<number>`IF(line.booking_id IS NULL, COALESCE(entry.reverses_journal_entry_id, entry.journal_entry_id), 0)`;
  const conditions: Expression<SqlBool>[] = [];
  const lines = snapshot.db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .where(({ eb, and }) => {
      conditions.push(eb("line.account_id", "in", accountIds));
      conditions.push(eb("line.entry_date", "<=", range.to));
      if (linkedOnly) conditions.push(eb("line.booking_id", "is not", null));
      if (partyId !== undefined) conditions.push(eb(party, "=", partyId));
      if (filter.branchId !== undefined) {
        conditions.push(eb("line.branch_id", "=", filter.branchId));
      }
      return and(conditions);
    })
    .select((eb) => [
      eb.ref(party).$notNull().as("party_id"),
      eb.ref(amount).$notNull().as("amount"),
      bookingKey.as("booking_key"),
      entryKey.as("entry_key"),
      sql<string>`SUM(IF(line.side = ${"debit"}, ${eb.ref(amount)}, -${eb.ref(amount)})) OVER (PARTITION BY ${eb.ref(party)}, line.account_id, line.transaction_currency, ${bookingKey}, ${entryKey})`.as(
        "item_balance",
      ),
    ])
    .select([
      "line.journal_entry_line_id",
      "line.account_id",
      "line.side",
      "line.transaction_currency",
      "line.transaction_amount",
      "line.entry_date",
      "entry.public_id as entry_public_id",
      "entry.entry_number",
      "entry.entry_reference",
      "entry.event_date",
      "entry.description",
      "entry.source_type",
      "entry.source_public_id",
      "entry.workflow_id",
    ]);
  return snapshot.db
    .selectFrom(lines.as("part"))
    .leftJoin("bookings as booking", "booking.booking_id", "part.booking_key")
    .leftJoin("customers as customer", (join) =>
      join.on(({ eb, and, lit }) =>
        and([
          eb("customer.customer_id", "=", eb.ref("part.party_id")),
          eb(lit(kind === "customer"), "=", lit(true)),
        ]),
      ),
    )
    .where("part.item_balance", "<>", "0")
    .orderBy("part.journal_entry_line_id")
    .selectAll("part")
    .select([
      "booking.public_id as booking_public_id",
      "booking.booking_reference",
      sql<number>`COALESCE(customer.payment_terms_days, 0)`.as("terms_days"),
    ]);
}
