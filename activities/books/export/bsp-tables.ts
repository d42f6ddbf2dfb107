import type { PartnerDatabase } from "../../../db/partner-scope";
import { toDateTime } from "../../../db/read/amounts";
import { getBranch } from "../../../db/read/branches";
import { summariseBspExceptions } from "../../../db/read/bsp-exception-summary";
import type { BspExceptionFilter, BspExceptionRecord } from "../../../db/read/bsp-exceptions";
import { listBspExceptions } from "../../../db/read/bsp-exceptions";
import type { BspFileFilter, BspFileRecord } from "../../../db/read/bsp-files";
import { listBspFiles } from "../../../db/read/bsp-files";
import { getPartner } from "../../../db/read/get-partner";
import type { Page, PageRequest } from "../../../db/read/page";
import { addDays, dayIn, startOfDayIn } from "../../../domain/calendar";
import { parseMoney } from "../../../domain/money";
import type { ExportRequest, OpenReport } from "./open-report";
import type { ReportRow } from "./report-table";
import { rowsOf, text } from "./report-table";

const pageSize = 1_000;

/** The work list, newest first. Each amount is of the currency beside it. */
export const bspExceptionsTable: OpenReport = async (scope, request) => {
  const { functionalCurrency: currency, timeZone } = await getPartner(scope);
  const filter = await toExceptionFilter(scope, request, timeZone);
  return {
    title: "BSP exceptions",
    currency,
    columns: [
      text("Found on", 3),
      text("File", 5),
      text("Document", 4),
      text("Airline", 2),
      text("Kind", 4),
      text("Figure", 3),
      text("Stated", 4),
      text("Expected", 4),
      text("Currency", 2),
      text("Difference", 3),
      text("Suggested", 3),
      text("State", 2),
      text("Resolution", 3),
      text("Reason", 5),
      text("Assigned to", 5),
      text("Due on", 3),
      text("Booking", 5),
      text("Entry", 5),
      text("Rule", 5),
    ],
    rows: allRows(
      (page) => listBspExceptions(scope, filter, page),
      (exception) => [exceptionRow(exception, timeZone)],
    ),
  };
};

/** Counts and sums by airline, kind, state and currency. */
export const bspExceptionSummaryTable: OpenReport = async (scope, request) => {
  const { functionalCurrency: currency, timeZone } = await getPartner(scope);
  const filter = await toExceptionFilter(scope, request, timeZone);
  const sums = await summariseBspExceptions(scope, filter);
  return {
    title: "BSP exceptions by airline",
    currency,
    columns: [
      text("Airline", 2),
      text("Kind", 4),
      text("State", 3),
      text("Resolution", 3),
      text("Exceptions", 2),
      text("Currency", 2),
      text("Difference", 3),
    ],
    rows: rowsOf(
      sums.map(({ airline, kind, state, resolution, count, difference }) => [
        airline,
        kind,
        state,
        resolution,
        String(count),
        difference.currency,
        difference,
      ]),
    ),
  };
};

/** Newest first; a file of several currencies has a row for each. */
export const bspFilesTable: OpenReport = async (scope, request) => {
  const { functionalCurrency: currency, timeZone } = await getPartner(scope);
  const { fileStates, billingEndsOn } = request.bsp ?? {};
  const filter: BspFileFilter = {
    received: within(request, timeZone),
    ...(fileStates && { states: fileStates }),
    ...(billingEndsOn && { billingEndsOn }),
  };
  return {
    title: "BSP files",
    currency,
    columns: [
      text("Received on", 3),
      text("File", 6),
      text("Id", 5),
      text("State", 3),
      text("Market", 2),
      text("Number", 2),
      text("From", 3),
      text("To", 3),
      text("Transactions", 3),
      text("Matched", 2),
      text("Different", 2),
      text("Missing in books", 2),
      text("Duplicate", 2),
      text("Memos", 2),
      text("Not compared", 2),
      text("Currency", 2),
      text("Gross", 3),
      text("Taxes", 3),
      text("Commission", 3),
      text("Remittance", 3),
      text("Failure", 4),
    ],
    rows: allRows(
      (page) => listBspFiles(scope, filter, page),
      (file) => fileRows(file, timeZone),
    ),
  };
};

/** Page by page; what is found meanwhile is newer than the first page, and not in it. */
async function* allRows<Item>(
  read: (page: PageRequest) => Promise<Page<Item>>,
  toRows: (item: Item) => readonly ReportRow[],
): AsyncIterable<ReportRow> {
  let after: PageRequest["after"];
  for (;;) {
    const page = await read({ limit: pageSize, ...(after && { after }) });
    for (const item of page.items) yield* toRows(item);
    if (page.next === undefined) return;
    after = page.next;
  }
}

async function toExceptionFilter(
  scope: PartnerDatabase,
  request: ExportRequest,
  timeZone: string,
): Promise<BspExceptionFilter> {
  const { fileId, billingEndsOn, state, kinds, documentNumber, airline, assignedTo, ruleId } =
    request.bsp ?? {};
  const { branchId } = request;
  const among = branchId && new Set([(await getBranch(scope, branchId)).branchId]);
  return {
    found: within(request, timeZone),
    ...(among && { among }),
    ...(fileId && { fileId }),
    ...(billingEndsOn && { billingEndsOn }),
    ...(state && { state }),
    ...(kinds && { kinds }),
    ...(documentNumber && { documentNumber }),
    ...(airline && { airline }),
    ...(assignedTo && { assignedTo }),
    ...(ruleId && { ruleId }),
  };
}

/** The request's days, as the partner counts them. */
function within({ from, to }: ExportRequest, timeZone: string) {
  return {
    from: from === undefined ? undefined : toDateTime(startOfDayIn(timeZone, from)),
    before: toDateTime(startOfDayIn(timeZone, addDays(to, 1))),
  };
}

function exceptionRow(exception: BspExceptionRecord, timeZone: string): ReportRow {
  return [
    dayIn(timeZone, exception.createdAt),
    exception.filePublicId,
    exception.documentNumber,
    exception.airline,
    exception.kind,
    exception.field,
    exception.stated,
    exception.expected,
    exception.difference.currency,
    exception.difference,
    exception.suggestedAction,
    exception.state,
    exception.resolution,
    exception.resolutionText,
    exception.assignedTo,
    exception.dueOn,
    exception.bookingPublicId,
    exception.journalEntryId,
    exception.ruleId,
  ];
}

function fileRows(file: BspFileRecord, timeZone: string): ReportRow[] {
  const { matchCounts: counts, billingPeriod } = file;
  const count = (state: string) => String(counts[state] ?? 0);
  const about: ReportRow = [
    dayIn(timeZone, file.createdAt),
    file.fileName,
    file.publicId,
    file.state,
    file.market,
    file.sequence === null ? null : String(file.sequence),
    billingPeriod?.startsOn ?? null,
    billingPeriod?.endsOn ?? null,
    file.transactionCount === null ? null : String(file.transactionCount),
    ...["matched", "different", "missing_in_books", "duplicate", "memo", "not_compared"].map(count),
  ];
  const failure = file.failure?.code.toLowerCase() ?? null;
  const totals = Object.entries(file.totals);
  if (totals.length === 0) return [[...about, null, null, null, null, null, failure]];
  return totals.map(([currency, sums]) => {
    const sum = (figure: string) => {
      const amount = sums[figure];
      return amount === undefined ? null : parseMoney({ amount, currency });
    };
    const figures = ["gross", "taxes", "commission", "remittance"].map(sum);
    return [...about, currency, ...figures, failure];
  });
}
