import type { Kysely } from "kysely";

import type { Money } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import { toEntryReference } from "./entry-reference";
import type { JournalEntryFilter } from "./journal-entry-filter";
import { matchesFilter } from "./journal-entry-filter";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface JournalEntrySummary {
  readonly publicId: string;
  readonly entryNumber: number;
  /** The number as it was written, or itself. */
  readonly reference: string;
  readonly entryDate: string;
  readonly eventDate: string;
  readonly periodCode: string;
  readonly description: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly postingKey: string;
  readonly reversesId: string | null;
  readonly total: Money;
  readonly workflowId: string | null;
  readonly workflowRunId: string | null;
  readonly postedAt: string;
}

export interface JournalEntryLine {
  readonly lineNumber: number;
  readonly accountCode: string;
  readonly accountName: string;
  readonly side: "debit" | "credit";
  readonly amount: Money;
  readonly functional: Money;
  readonly fxRate: string;
  readonly reporting: Money | null;
  readonly customerId: string | null;
  readonly supplierId: string | null;
  readonly bookingId: string | null;
  readonly ticketNumber: string | null;
  readonly branchId: string | null;
  readonly serviceDate: string | null;
  readonly productCode: string | null;
  readonly taxCode: string | null;
}

/** Newest first. */
export async function listJournalEntries(
  { db }: PartnerDatabase,
  filter: JournalEntryFilter,
  page: PageRequest,
): Promise<Page<JournalEntrySummary>> {
  let query = selectEntries(db).where(matchesFilter(db, filter));
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("journal_entries.created_at", "journal_entries.journal_entry_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("journal_entries.created_at", "desc")
    .orderBy("journal_entries.journal_entry_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toSummary,
    key: (row) => ({ createdAt: row.created_at, id: row.journal_entry_id }),
  });
}

export async function getJournalEntry(
  scope: PartnerDatabase,
  publicId: string,
): Promise<JournalEntrySummary & { readonly lines: readonly JournalEntryLine[] }> {
  const row = await selectEntries(scope.db)
    .where("journal_entries.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such journal entry.");
  return { ...toSummary(row), lines: await listLines(scope, row.journal_entry_id) };
}

function selectEntries(db: Kysely<Database>) {
  return db
    .selectFrom("journal_entries")
    .innerJoin(
      "accounting_periods",
      "accounting_periods.accounting_period_id",
      "journal_entries.accounting_period_id",
    )
    .leftJoin(
      "journal_entries as reversed",
      "reversed.journal_entry_id",
      "journal_entries.reverses_journal_entry_id",
    )
    .selectAll("journal_entries")
    .select(["accounting_periods.period_code", "reversed.public_id as reverses_public_id"]);
}

type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>["executeTakeFirstOrThrow"]>>;

function toSummary(row: EntryRow): JournalEntrySummary {
  return {
    publicId: row.public_id,
    entryNumber: row.entry_number,
    reference: toEntryReference(row),
    entryDate: row.entry_date,
    eventDate: row.event_date,
    periodCode: row.period_code,
    description: row.description,
    sourceType: row.source_type,
    sourceId: row.source_public_id,
    postingKey: row.posting_key,
    reversesId: row.reverses_public_id,
    total: toMoney(row.functional_total, row.functional_currency),
    workflowId: row.workflow_id,
    workflowRunId: row.workflow_run_id,
    postedAt: toInstant(row.posted_at),
  };
}

async function listLines(
  { db }: PartnerDatabase,
  journalEntryId: number,
): Promise<JournalEntryLine[]> {
  const rows = await db
    .selectFrom("journal_entry_lines as line")
    .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
    .leftJoin("customers as customer", "customer.customer_id", "line.customer_id")
    .leftJoin("suppliers as supplier", "supplier.supplier_id", "line.supplier_id")
    .leftJoin("bookings as booking", "booking.booking_id", "line.booking_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "line.booking_ticket_id")
    .leftJoin("branches as branch", "branch.branch_id", "line.branch_id")
    .selectAll("line")
    .select([
      "account.account_code",
      "account.account_name",
      "customer.public_id as customer_public_id",
      "supplier.public_id as supplier_public_id",
      "booking.public_id as booking_public_id",
      "ticket.ticket_number",
      "branch.public_id as branch_public_id",
    ])
    .where("line.journal_entry_id", "=", journalEntryId)
    .orderBy("line.line_number")
    .execute();
  return rows.map((row) => ({
    lineNumber: row.line_number,
    accountCode: row.account_code,
    accountName: row.account_name,
    side: row.side,
    amount: toMoney(row.transaction_amount, row.transaction_currency),
    functional: toMoney(row.functional_amount, row.functional_currency),
    fxRate: row.fx_rate,
    reporting:
      row.reporting_amount === null || row.reporting_currency === null
        ? null
        : toMoney(row.reporting_amount, row.reporting_currency),
    customerId: row.customer_public_id,
    supplierId: row.supplier_public_id,
    bookingId: row.booking_public_id,
    ticketNumber: row.ticket_number,
    branchId: row.branch_public_id,
    serviceDate: row.service_date,
    productCode: row.product_code,
    taxCode: row.tax_code,
  }));
}
