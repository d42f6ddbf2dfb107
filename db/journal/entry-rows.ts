import type { ActContext } from "../../domain/actor";
import { getMinorUnits } from "../../domain/currency";
import { invariant } from "../../domain/invariant";
import type { BuiltEntry, EntryLine } from "../../domain/journal/build-entry";
import type { Posting } from "../../domain/journal/posting";
import { formatAmount } from "../../domain/money";
import type { DigestedHeader, DigestedLine } from "../audit/entry-digest";
import { entryDigest } from "../audit/entry-digest";
import type { AuditEvent } from "../write/audit";
import type { PreparedEntry } from "./prepare-entry";

/** An entry as it will stand in the tables, but for the number and id that it is given last. */
export interface EntryRows {
  readonly header: DigestedHeader;
  readonly lines: readonly DigestedLine[];
}

export function toEntryRows(
  posting: Posting,
  prepared: PreparedEntry,
  options: { readonly publicId: string; readonly context: ActContext; readonly at: string },
): EntryRows {
  const { built } = prepared;
  return {
    header: toHeaderRow(posting, built, { ...options, ...prepared.period }),
    lines: built.lines.map((line) => toLineRow(line, prepared)),
  };
}

/** Tells in the audit that an entry was posted, and what it said. */
export function toPostedEvent(partner: string, { header, lines }: EntryRows): AuditEvent {
  return {
    type: "je.posted",
    targetType: "journal_entry",
    targetId: header.public_id,
    payload: {
      posting_key: header.posting_key,
      source: header.source_public_id,
      entry_digest: entryDigest(partner, header, lines),
    },
  };
}

function toHeaderRow(
  posting: Posting,
  built: BuiltEntry,
  entry: {
    readonly publicId: string;
    readonly entryDate: string;
    readonly periodId: number;
    readonly context: ActContext;
    readonly at: string;
  },
): DigestedHeader {
  const { context } = entry;
  return {
    public_id: entry.publicId,
    entry_date: entry.entryDate,
    event_date: posting.eventDate,
    accounting_period_id: entry.periodId,
    source_type: posting.sourceType,
    source_public_id: posting.sourceId,
    posting_key: posting.postingKey,
    description: posting.description,
    workflow_id: context.workflowId ?? null,
    workflow_run_id: context.workflowRunId ?? null,
    reverses_journal_entry_id: posting.reversesJournalEntryId ?? null,
    functional_currency: built.functionalTotal.currency,
    functional_total: formatAmount(built.functionalTotal),
    line_count: built.lines.length,
    posted_by_type: context.actor.type,
    posted_by_id: context.actor.id,
    posted_at: entry.at,
  };
}

function toLineRow(line: EntryLine, { accounts, period }: PreparedEntry): DigestedLine {
  const { dimensions, reporting } = line;
  const account = accounts.get(line.account);
  invariant(account !== undefined, "every line's account was looked up");
  return {
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
    entry_date: period.entryDate,
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
