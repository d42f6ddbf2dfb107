import type { Insertable } from "kysely";

import type { ActContext } from "../../domain/actor";
import { getMinorUnits } from "../../domain/currency";
import { invariant } from "../../domain/invariant";
import type { BuiltEntry, EntryLine } from "../../domain/journal/build-entry";
import type { Posting } from "../../domain/journal/posting";
import { formatAmount } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { findBrokenForeignKey } from "../transaction";
import { nextInSequence } from "../write/sequence";
import type { PostableAccount } from "./get-postable-accounts";
import type { PostingPartner } from "./prepare-entry";
import { prepareEntry } from "./prepare-entry";
import { updatePartyBalances } from "./update-party-balances";

export interface PostedEntry {
  readonly journalEntryId: number;
  readonly publicId: string;
  readonly entryNumber: number;
  readonly entryDate: string;
  readonly lines: readonly EntryLine[];
  /** Ids by code of the lines' accounts, and of those that were asked for beside them. */
  readonly accountIds: ReadonlyMap<string, number>;
}

/**
 * The one function that writes the journal (accounting.md 2). Refuses, having written nothing,
 * with ACCOUNT_NOT_POSTABLE, DIMENSION_REQUIRED, PERIOD_CLOSED, FX_RATE_MISSING, TENANT_MISMATCH,
 * AMOUNT_INVALID or JE_UNBALANCED. The gap-free number is taken last and held until the commit.
 */
export async function postJournalEntry(
  transaction: PartnerTransaction,
  posting: Posting,
  options: {
    readonly partner: PostingPartner;
    readonly context: ActContext;
    readonly at: string;
    /** Chosen by the caller where it must be known before the entry is written. */
    readonly publicId?: string;
    readonly maySoftClosed?: boolean;
    /** Looked up with the lines' own: where deferred revenue will go. */
    readonly furtherAccounts?: readonly string[];
  },
): Promise<PostedEntry> {
  const { context, at } = options;
  const { built, accounts, period } = await prepareEntry(transaction, posting, options);
  const publicId = options.publicId ?? newId("journalEntry");
  const entryNumber = await nextInSequence(transaction, "journal_entry");
  const journalEntryId = await insertHeader(transaction, posting, built, {
    publicId,
    entryNumber,
    entryDate: period.entryDate,
    periodId: period.periodId,
    context,
    at,
  });
  await insertLines(transaction, journalEntryId, period.entryDate, built.lines, accounts);
  await updatePartyBalances(transaction, built.lines, accounts);
  return {
    journalEntryId,
    publicId,
    entryNumber,
    entryDate: period.entryDate,
    lines: built.lines,
    accountIds: new Map([...accounts].map(([code, { accountId }]) => [code, accountId])),
  };
}

async function insertHeader(
  { db }: PartnerTransaction,
  posting: Posting,
  built: BuiltEntry,
  header: {
    readonly publicId: string;
    readonly entryNumber: number;
    readonly entryDate: string;
    readonly periodId: number;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<number> {
  const result = await db
    .insertInto("journal_entries")
    .values({
      public_id: header.publicId,
      entry_number: header.entryNumber,
      entry_date: header.entryDate,
      event_date: posting.eventDate,
      accounting_period_id: header.periodId,
      source_type: posting.sourceType,
      source_public_id: posting.sourceId,
      posting_key: posting.postingKey,
      description: posting.description,
      workflow_id: header.context.workflowId ?? null,
      workflow_run_id: header.context.workflowRunId ?? null,
      reverses_journal_entry_id: posting.reversesJournalEntryId ?? null,
      functional_currency: built.functionalTotal.currency,
      functional_total: formatAmount(built.functionalTotal),
      line_count: built.lines.length,
      posted_by_type: header.context.actor.type,
      posted_by_id: header.context.actor.id,
      posted_at: header.at,
      created_at: header.at,
    })
    .executeTakeFirstOrThrow();
  return Number(result.insertId);
}

async function insertLines(
  { db }: PartnerTransaction,
  journalEntryId: number,
  entryDate: string,
  lines: readonly EntryLine[],
  accounts: ReadonlyMap<string, PostableAccount>,
): Promise<void> {
  const rows = lines.map((line) => toLineRow(line, { journalEntryId, entryDate, accounts }));
  try {
    await db.insertInto("journal_entry_lines").values(rows).execute();
  } catch (error) {
    const key = findBrokenForeignKey(error);
    if (key === undefined) throw error;
    throw new Refusal(
      "TENANT_MISMATCH",
      "A line names a row that is not the partner's own. Name one of its own customers, suppliers, bookings, tickets or branches.",
      { constraint: key },
    );
  }
}

function toLineRow(
  line: EntryLine,
  entry: {
    readonly journalEntryId: number;
    readonly entryDate: string;
    readonly accounts: ReadonlyMap<string, PostableAccount>;
  },
): Insertable<Database["journal_entry_lines"]> {
  const { dimensions, reporting } = line;
  const account = entry.accounts.get(line.account);
  invariant(account !== undefined, "every line's account was looked up");
  return {
    journal_entry_id: entry.journalEntryId,
    line_number: line.lineNumber,
    account_id: account.accountId,
    side: line.side,
    transaction_currency: line.transaction.currency,
    transaction_minor_units: getMinorUnits(line.transaction.currency),
    transaction_amount: formatAmount(line.transaction),
    functional_currency: line.functional.currency,
    functional_minor_units: getMinorUnits(line.functional.currency),
    functional_amount: formatAmount(line.functional),
    fx_rate: line.fxRate,
    reporting_currency: reporting?.currency ?? null,
    reporting_minor_units: reporting ? getMinorUnits(reporting.currency) : null,
    reporting_amount: reporting ? formatAmount(reporting) : null,
    reporting_fx_rate: line.reportingFxRate ?? null,
    entry_date: entry.entryDate,
    customer_id: dimensions.customerId ?? null,
    supplier_id: dimensions.supplierId ?? null,
    booking_id: dimensions.bookingId ?? null,
    booking_ticket_id: dimensions.ticketId ?? null,
    branch_id: dimensions.branchId ?? null,
    service_date: dimensions.serviceDate ?? null,
    product_code: dimensions.productCode ?? null,
    tax_code: dimensions.taxCode ?? null,
  };
}
