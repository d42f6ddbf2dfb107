import type { PartnerDatabase } from "../../../db/partner-scope";
import { readSealedAudits } from "../../../db/read/statements/audit-seals";
import { readEntryLines } from "../../../db/read/statements/entry-lines";
import { formatAmount } from "../../../domain/money";
import type { ReportRow, ReportTable } from "./report-table";
import { amounts, text } from "./report-table";

interface Days {
  readonly from: string;
  readonly to: string;
}

/** Every line of every entry of a range, with what it takes to trace it. */
export function entriesTable(scope: PartnerDatabase, currency: string, days: Days): ReportTable {
  const labels =
    "Entry,Entry id,Date,Event date,Description,Source,Source id,Posting key,Reverses,Workflow,Posted at,Posted by,Line,Account,Name";
  const dimensions =
    "Transaction amount,Transaction currency,Rate,Customer,Supplier,Booking,Ticket,Tax code";
  return {
    title: "Entries",
    currency,
    columns: [
      ...labels.split(",").map((label) => text(label, 1)),
      ...amounts("Debit", "Credit"),
      ...dimensions.split(",").map((label) => text(label, 1)),
    ],
    rows: entryRows(scope, days),
  };
}

async function* entryRows(scope: PartnerDatabase, days: Days): AsyncIterable<ReportRow> {
  for await (const line of readEntryLines(scope, days)) {
    yield [
      line.reference,
      line.entryId,
      line.entryDate,
      line.eventDate,
      line.description,
      line.sourceType,
      line.sourceId,
      line.postingKey,
      line.reversesId,
      line.workflowId,
      line.postedAt,
      line.postedBy,
      String(line.lineNumber),
      line.accountCode,
      line.accountName,
      line.side === "debit" ? line.functional : null,
      line.side === "credit" ? line.functional : null,
      formatAmount(line.transaction),
      line.transaction.currency,
      line.fxRate,
      line.customerId,
      line.supplierId,
      line.bookingReference,
      line.ticketNumber,
      line.taxCode,
    ];
  }
}

/** The links of the audit chain whose rows were written in a range: whoever has them can recompute it. */
export function sealsTable(
  scope: PartnerDatabase,
  currency: string,
  written: Parameters<typeof readSealedAudits>[1],
): ReportTable {
  const labels =
    "Sequence,Audit row,Id,Event,Actor,Target,Written at,Content hash,Previous hash,Chain hash";
  return {
    title: "Audit chain",
    currency,
    columns: labels.split(",").map((label) => text(label, 1)),
    rows: sealRows(scope, written),
  };
}

async function* sealRows(
  scope: PartnerDatabase,
  written: Parameters<typeof readSealedAudits>[1],
): AsyncIterable<ReportRow> {
  for await (const seal of readSealedAudits(scope, written)) {
    yield [
      String(seal.sequence),
      String(seal.auditLogId),
      seal.publicId,
      seal.eventType,
      seal.actor,
      seal.target,
      seal.createdAt,
      seal.contentHash,
      seal.previousHash,
      seal.chainHash,
    ];
  }
}
