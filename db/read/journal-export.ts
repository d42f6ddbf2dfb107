import type {
  ExportBook,
  ExportedAccount,
  ExportedEntry,
  ExportedLine,
} from "../../domain/interchange/hledger";
import { hledgerEntry, hledgerHeader } from "../../domain/interchange/hledger";
import { invariant } from "../../domain/invariant";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";
import { getPartner } from "./get-partner";

const batchSize = 500;

export interface HledgerExport {
  readonly book: ExportBook;
  /** Last day; entries of all days without it. */
  readonly through?: string | undefined;
}

/**
 * The journal in hledger's format, piece by piece in the order of the entries' numbers: it takes as
 * much memory for a million entries as for a thousand. What is posted meanwhile is left out.
 */
export async function* exportHledger(
  scope: PartnerDatabase,
  { book, through }: HledgerExport,
): AsyncGenerator<string> {
  const accounts = await listAccounts(scope);
  yield hledgerHeader([...accounts.values()], await listCurrencies(scope));
  const last = await findLastNumber(scope);
  for (let after = 0; after < last;) {
    const entries = await listEntries(scope, { after, last, through });
    const lines = await listLines(scope, accounts, entries);
    yield entries.map((entry) => hledgerEntry(toExported(entry, lines), book)).join("");
    after = entries.length < batchSize ? last : (entries.at(-1)?.entry_number ?? last);
  }
}

/** In the order of their codes, by their ids. */
type Accounts = ReadonlyMap<number, ExportedAccount>;

async function listAccounts({ db }: PartnerDatabase): Promise<Accounts> {
  const rows = await db
    .selectFrom("chart_of_accounts")
    .select([
      "account_id as id",
      "account_code as code",
      "account_name as name",
      "account_class as class",
      "control_dimension as control",
    ])
    .orderBy("account_code")
    .execute();
  return new Map(rows.map(({ id, ...account }) => [id, account]));
}

async function listCurrencies(scope: PartnerDatabase): Promise<string[]> {
  const { functionalCurrency, reportingCurrency } = await getPartner(scope);
  const rows = await scope.db
    .selectFrom("journal_entry_lines")
    .select("transaction_currency")
    .distinct()
    .execute();
  return [
    ...new Set([
      functionalCurrency,
      ...(reportingCurrency === null ? [] : [reportingCurrency]),
      ...rows.map((row) => row.transaction_currency),
    ]),
  ];
}

/** Numbers are committed in their order: whatever is up to it is there, and does not change. */
async function findLastNumber({ db }: PartnerDatabase): Promise<number> {
  const row = await db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.max<number | null>("entry_number").as("last"))
    .executeTakeFirstOrThrow();
  return row.last ?? 0;
}

type EntryRow = Awaited<ReturnType<typeof listEntries>>[number];

async function listEntries(
  { db }: PartnerDatabase,
  range: { readonly after: number; readonly last: number; readonly through: string | undefined },
) {
  const query = db
    .selectFrom("journal_entries as entry")
    .leftJoin(
      "journal_entries as reversed",
      "reversed.journal_entry_id",
      "entry.reverses_journal_entry_id",
    )
    .selectAll("entry")
    .select("reversed.entry_number as reversed_number")
    .where("entry.entry_number", ">", range.after)
    .where("entry.entry_number", "<=", range.last)
    .orderBy("entry.entry_number")
    .limit(batchSize);
  const { through } = range;
  return (through === undefined ? query : query.where("entry.entry_date", "<=", through)).execute();
}

type LinesByEntry = ReadonlyMap<number, readonly ExportedLine[]>;

async function listLines(
  scope: PartnerDatabase,
  accounts: Accounts,
  entries: readonly EntryRow[],
): Promise<LinesByEntry> {
  if (entries.length === 0) return new Map();
  const rows = await selectLines(scope)
    .where(
      "line.journal_entry_id",
      "in",
      entries.map((entry) => entry.journal_entry_id),
    )
    .orderBy("line.journal_entry_id")
    .orderBy("line.line_number")
    .execute();
  const byEntry = new Map<number, ExportedLine[]>();
  for (const row of rows) {
    const account = accounts.get(row.account_id);
    invariant(account !== undefined, "an account that was posted to is in the chart");
    const line = toExportedLine(row, account);
    const own = byEntry.get(row.journal_entry_id);
    if (own === undefined) byEntry.set(row.journal_entry_id, [line]);
    else own.push(line);
  }
  return byEntry;
}

/** Outer joins alone: a table that is joined inner may be read first, and all of its lines with it. */
function selectLines({ db }: PartnerDatabase) {
  return db
    .selectFrom("journal_entry_lines as line")
    .leftJoin("customers as customer", "customer.customer_id", "line.customer_id")
    .leftJoin("suppliers as supplier", "supplier.supplier_id", "line.supplier_id")
    .leftJoin("bookings as booking", "booking.booking_id", "line.booking_id")
    .leftJoin("booking_tickets as ticket", "ticket.booking_ticket_id", "line.booking_ticket_id")
    .leftJoin("branches as branch", "branch.branch_id", "line.branch_id")
    .selectAll("line")
    .select([
      "customer.customer_code",
      "supplier.supplier_code",
      "booking.booking_reference",
      "ticket.ticket_number",
      "branch.branch_code",
    ]);
}

type LineRow = Awaited<ReturnType<ReturnType<typeof selectLines>["executeTakeFirstOrThrow"]>>;

function toExportedLine(row: LineRow, account: ExportedAccount): ExportedLine {
  const { reporting_amount: amount, reporting_currency: currency } = row;
  return {
    account,
    side: row.side,
    transaction: toMoney(row.transaction_amount, row.transaction_currency),
    functional: toMoney(row.functional_amount, row.functional_currency),
    reporting: amount === null || currency === null ? null : toMoney(amount, currency),
    dimensions: {
      customer: row.customer_code,
      supplier: row.supplier_code,
      booking: row.booking_reference,
      ticket: row.ticket_number,
      branch: row.branch_code,
      service: row.service_date,
      product: row.product_code,
      tax: row.tax_code,
    },
  };
}

function toExported(entry: EntryRow, lines: LinesByEntry): ExportedEntry {
  const own = lines.get(entry.journal_entry_id);
  invariant(own !== undefined, "an entry has lines");
  return {
    number: entry.entry_number,
    reference: entry.entry_reference,
    publicId: entry.public_id,
    entryDate: entry.entry_date,
    eventDate: entry.event_date,
    description: entry.description,
    postingKey: entry.posting_key,
    source: `${entry.source_type} ${entry.source_public_id}`,
    reversesNumber: entry.reversed_number,
    lines: own,
  };
}
