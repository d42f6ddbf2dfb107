import type { Money } from "../../../domain/money";
import type { PartnerDatabase } from "../../partner-scope";
import { toInstant, toMoney } from "../amounts";
import { toEntryReference } from "../entry-reference";

/** A line with all that stands in the journal of it and its entry. */
export interface EntryLine {
  /** The number as it was written, or itself. */
  readonly reference: string;
  readonly entryId: string;
  readonly entryDate: string;
  readonly eventDate: string;
  readonly description: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly postingKey: string;
  readonly reversesId: string | null;
  readonly workflowId: string | null;
  readonly postedAt: string;
  readonly postedBy: string;
  readonly lineNumber: number;
  readonly accountCode: string;
  readonly accountName: string;
  readonly side: "debit" | "credit";
  readonly functional: Money;
  readonly transaction: Money;
  readonly fxRate: string;
  readonly customerId: string | null;
  readonly supplierId: string | null;
  readonly bookingReference: string | null;
  readonly ticketNumber: string | null;
  readonly taxCode: string | null;
}

const entriesAtOnce = 500;

/** Every line of the entries dated in a range, in the order they were posted in. */
export async function* readEntryLines(
  scope: PartnerDatabase,
  range: { readonly from: string; readonly to: string },
): AsyncIterable<EntryLine> {
  let after = 0;
  for (;;) {
    const entries = await scope.db
      .selectFrom("journal_entries")
      .select(["journal_entry_id", "entry_number"])
      .where("entry_date", ">=", range.from)
      .where("entry_date", "<=", range.to)
      .where("entry_number", ">", after)
      .orderBy("entry_number")
      .limit(entriesAtOnce)
      .execute();
    const last = entries.at(-1);
    if (last === undefined) return;
    yield* await listLines(
      scope,
      entries.map((entry) => entry.journal_entry_id),
    );
    after = last.entry_number;
  }
}

async function listLines(
  { db }: PartnerDatabase,
  journalEntryIds: readonly number[],
): Promise<EntryLine[]> {
  const rows = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .leftJoin(
      "journal_entries as reversed",
      "reversed.journal_entry_id",
      "entry.reverses_journal_entry_id",
    )
    .leftJoin("customers as customer", "customer.customer_id", "line.customer_id")
    .leftJoin("suppliers as supplier", "supplier.supplier_id", "line.supplier_id")
    .leftJoin("bookings as booking", "booking.booking_id", "line.booking_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "line.booking_ticket_id")
    .where("line.journal_entry_id", "in", journalEntryIds)
    .orderBy("entry.entry_number")
    .orderBy("line.line_number")
    .selectAll("line")
    .select([
      "entry.entry_number",
      "entry.entry_reference",
      "entry.public_id",
      "entry.event_date",
      "entry.description",
      "entry.source_type",
      "entry.source_public_id",
      "entry.posting_key",
      "entry.workflow_id",
      "entry.posted_at",
      "entry.posted_by_type",
      "entry.posted_by_id",
      "account.account_code",
      "account.account_name",
      "reversed.public_id as reverses_public_id",
      "customer.public_id as customer_public_id",
      "supplier.public_id as supplier_public_id",
      "booking.booking_reference",
      "ticket.ticket_number",
    ])
    .execute();
  return rows.map((row) => ({
    reference: toEntryReference(row),
    entryId: row.public_id,
    entryDate: row.entry_date,
    eventDate: row.event_date,
    description: row.description,
    sourceType: row.source_type,
    sourceId: row.source_public_id,
    postingKey: row.posting_key,
    reversesId: row.reverses_public_id,
    workflowId: row.workflow_id,
    postedAt: toInstant(row.posted_at),
    postedBy: [row.posted_by_type, row.posted_by_id].filter((part) => part !== null).join(" "),
    lineNumber: row.line_number,
    accountCode: row.account_code,
    accountName: row.account_name,
    side: row.side,
    functional: toMoney(row.functional_amount, row.functional_currency),
    transaction: toMoney(row.transaction_amount, row.transaction_currency),
    fxRate: row.fx_rate,
    customerId: row.customer_public_id,
    supplierId: row.supplier_public_id,
    bookingReference: row.booking_reference,
    ticketNumber: row.ticket_number,
    taxCode: row.tax_code,
  }));
}
