import type { ExpressionBuilder, Kysely } from "kysely";
import { sql } from "kysely";

import { toFullTextQuery } from "../../domain/search-words";
import type { Database } from "../generated/database";

/** What is asked of an entry; what is asked of a line is asked of one line together. */
export interface JournalEntryFilter {
  readonly sourceType?: string | undefined;
  readonly sourceId?: string | undefined;
  readonly postingKey?: string | undefined;
  readonly number?: number | undefined;
  /** A number as it was written. */
  readonly reference?: string | undefined;
  readonly period?: string | undefined;
  readonly entryFrom?: string | undefined;
  readonly entryTo?: string | undefined;
  /** Words of the description, each by how it begins. */
  readonly text?: string | undefined;
  readonly line?: JournalLineFilter | undefined;
}

export interface JournalLineFilter {
  readonly account?: string | undefined;
  readonly customerId?: string | undefined;
  readonly supplierId?: string | undefined;
  readonly bookingId?: string | undefined;
  readonly ticketNumber?: string | undefined;
  readonly branchId?: string | undefined;
  readonly serviceFrom?: string | undefined;
  readonly serviceTo?: string | undefined;
  readonly productCode?: string | undefined;
  readonly taxCode?: string | undefined;
  /** What the line was transacted in. */
  readonly currency?: string | undefined;
  /** In functional currency, as decimal strings. */
  readonly amountFrom?: string | undefined;
  readonly amountTo?: string | undefined;
}

type EntryExpressions = ExpressionBuilder<
  Pick<Database, "journal_entries" | "accounting_periods">,
  "journal_entries" | "accounting_periods"
>;

/** The conditions of a filter, for a query of entries with their periods. */
export function matchesFilter(db: Kysely<Database>, filter: JournalEntryFilter) {
  return (eb: EntryExpressions) => {
    const { line, text } = filter;
    const lineFilter = line && isAsked(line) ? line : undefined;
    return eb.and([
      ...equal(eb, "journal_entries.source_type", filter.sourceType),
      ...equal(eb, "journal_entries.source_public_id", filter.sourceId),
      ...equal(eb, "journal_entries.posting_key", filter.postingKey),
      ...equal(eb, "journal_entries.entry_number", filter.number),
      ...equal(eb, "journal_entries.entry_reference", filter.reference),
      ...equal(eb, "accounting_periods.period_code", filter.period),
      ...(filter.entryFrom === undefined
        ? []
        : [eb("journal_entries.entry_date", ">=", filter.entryFrom)]),
      ...(filter.entryTo === undefined
        ? []
        : [eb("journal_entries.entry_date", "<=", filter.entryTo)]),
      ...(text === undefined ? [] : [hasWords(eb, text)]),
      ...(lineFilter === undefined
        ? []
        : [eb("journal_entries.journal_entry_id", "in", selectEntriesByLine(db, lineFilter))]),
    ]);
  };
}

function isAsked(filter: JournalLineFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

type EntryColumn =
  | "journal_entries.source_type"
  | "journal_entries.source_public_id"
  | "journal_entries.posting_key"
  | "journal_entries.entry_number"
  | "journal_entries.entry_reference"
  | "accounting_periods.period_code";

function equal(eb: EntryExpressions, column: EntryColumn, value: string | number | undefined) {
  return value === undefined ? [] : [eb(column, "=", value)];
}

/** By the full-text index; words that it does not hold find nothing. */
function hasWords(eb: EntryExpressions, text: string) {
  const query = toFullTextQuery(text);
  if (query === undefined) return eb.val(false);
  const description = eb.ref("journal_entries.description");
  return sql<boolean>`MATCH (${description}) AGAINST (${query} IN BOOLEAN MODE)`;
}

function selectEntriesByLine(db: Kysely<Database>, filter: JournalLineFilter) {
  let query = db.selectFrom("journal_entry_lines as line").select("line.journal_entry_id");
  if (filter.account !== undefined) {
    query = query
      .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
      .where("account.account_code", "=", filter.account);
  }
  if (filter.customerId !== undefined) {
    query = query
      .innerJoin("customers as customer", "customer.customer_id", "line.customer_id")
      .where("customer.public_id", "=", filter.customerId);
  }
  if (filter.supplierId !== undefined) {
    query = query
      .innerJoin("suppliers as supplier", "supplier.supplier_id", "line.supplier_id")
      .where("supplier.public_id", "=", filter.supplierId);
  }
  if (filter.bookingId !== undefined) {
    query = query
      .innerJoin("bookings as booking", "booking.booking_id", "line.booking_id")
      .where("booking.public_id", "=", filter.bookingId);
  }
  if (filter.ticketNumber !== undefined) {
    query = query
      .innerJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "line.booking_ticket_id")
      .where("ticket.ticket_number", "=", filter.ticketNumber);
  }
  if (filter.branchId !== undefined) {
    query = query
      .innerJoin("branches as branch", "branch.branch_id", "line.branch_id")
      .where("branch.public_id", "=", filter.branchId);
  }
  const own = [
    ["line.service_date", ">=", filter.serviceFrom],
    ["line.service_date", "<=", filter.serviceTo],
    ["line.product_code", "=", filter.productCode],
    ["line.tax_code", "=", filter.taxCode],
    ["line.transaction_currency", "=", filter.currency],
    ["line.functional_amount", ">=", filter.amountFrom],
    ["line.functional_amount", "<=", filter.amountTo],
  ] as const;
  for (const [column, operator, value] of own) {
    if (value !== undefined) query = query.where(column, operator, value);
  }
  return query;
}
