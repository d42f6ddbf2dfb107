import type { Selectable } from "kysely";

import type { Actor } from "../../domain/actor";
import type { DifferenceKind, SuggestedAction } from "../../domain/bsp/matching/differences";
import type { Money } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

type ExceptionRow = Selectable<Database["bsp_exceptions"]>;
export type BspExceptionState = ExceptionRow["state"];

export interface BspExceptionRecord {
  readonly exceptionId: number;
  readonly publicId: string;
  readonly filePublicId: string;
  /** Of the transaction in its file; null where BSP has none. */
  readonly ordinal: number | null;
  readonly bookingPublicId: string | null;
  readonly branchId: number | null;
  readonly kind: DifferenceKind;
  readonly field: string | null;
  readonly documentNumber: string;
  readonly airline: string;
  readonly stated: string | null;
  readonly expected: string | null;
  readonly difference: Money;
  readonly suggestedAction: SuggestedAction;
  readonly state: BspExceptionState;
  readonly resolution: string | null;
  readonly resolutionText: string | null;
  readonly resolvedAt: string | null;
  /** Public id of the entry that accepting it posted. */
  readonly journalEntryId: string | null;
  /** Public id of the last rule that dealt with it. */
  readonly ruleId: string | null;
  /** Public id of a person. */
  readonly assignedTo: string | null;
  readonly dueOn: string | null;
  readonly version: number;
  readonly createdAt: string;
}

export interface BspExceptionFilter {
  readonly fileId?: string;
  readonly state?: BspExceptionState;
  readonly kinds?: readonly DifferenceKind[];
  readonly documentNumber?: string;
  readonly airline?: string;
  readonly assignedTo?: string;
  /** That dealt with it; a public id. */
  readonly ruleId?: string;
  /** Of files of the billing period that ends then. */
  readonly billingEndsOn?: string;
  /** DATETIME: found at or after the first, before the second. */
  readonly found?: FoundWithin;
  /** The only branches that are looked at, by key. */
  readonly among?: ReadonlySet<number>;
}

export interface FoundWithin {
  readonly from: string | undefined;
  readonly before: string;
}

/** Newest first. */
export async function listBspExceptions(
  scope: PartnerDatabase,
  filter: BspExceptionFilter,
  page: PageRequest,
): Promise<Page<BspExceptionRecord>> {
  let query = selectExceptions(scope);
  if (filter.among) query = query.where("exception.branch_id", "in", [...filter.among]);
  if (filter.billingEndsOn) {
    query = query.where("file.billing_ends_on", "=", filter.billingEndsOn);
  }
  if (filter.found?.from) query = query.where("exception.created_at", ">=", filter.found.from);
  if (filter.found) query = query.where("exception.created_at", "<", filter.found.before);
  if (filter.fileId) query = query.where("file.public_id", "=", filter.fileId);
  if (filter.state) query = query.where("exception.state", "=", filter.state);
  if (filter.kinds) query = query.where("exception.difference_kind", "in", filter.kinds);
  if (filter.documentNumber) {
    query = query.where("exception.document_number", "=", filter.documentNumber);
  }
  if (filter.airline) query = query.where("exception.airline_number", "=", filter.airline);
  if (filter.assignedTo) query = query.where("person.public_id", "=", filter.assignedTo);
  if (filter.ruleId) query = query.where("rule.public_id", "=", filter.ruleId);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("exception.created_at", "exception.bsp_exception_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("exception.created_at", "desc")
    .orderBy("exception.bsp_exception_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toException,
    key: (row) => ({ createdAt: row.created_at, id: row.bsp_exception_id }),
  });
}

export async function getBspException(
  scope: PartnerDatabase,
  publicId: string,
): Promise<BspExceptionRecord> {
  const [found] = await findBspExceptions(scope, [publicId]);
  if (found === undefined) throw noSuchException(publicId);
  return found;
}

/** Refuses where one of them is not there. */
export async function getBspExceptions(
  scope: PartnerDatabase,
  publicIds: readonly string[],
): Promise<readonly BspExceptionRecord[]> {
  const found = await findBspExceptions(scope, publicIds);
  const known = new Set(found.map(({ publicId }) => publicId));
  const missing = publicIds.find((publicId) => !known.has(publicId));
  if (missing !== undefined) throw noSuchException(missing);
  return found;
}

async function findBspExceptions(
  scope: PartnerDatabase,
  publicIds: readonly string[],
): Promise<readonly BspExceptionRecord[]> {
  const rows = await selectExceptions(scope)
    .where("exception.public_id", "in", [...publicIds])
    .orderBy("exception.bsp_exception_id")
    .execute();
  return rows.map(toException);
}

function noSuchException(publicId: string): Refusal {
  return new Refusal("NOT_FOUND", "No such exception of a BSP file.", { id: publicId });
}

/** Exceptions with the file and transaction that they are of, and our ticket and booking. */
export function exceptionsWithTickets({ db }: PartnerDatabase) {
  return db
    .selectFrom("bsp_exceptions as exception")
    .innerJoin(
      "bsp_import_files as file",
      "file.bsp_import_file_id",
      "exception.bsp_import_file_id",
    )
    .leftJoin(
      "bsp_staged_transactions as staged",
      "staged.bsp_staged_transaction_id",
      "exception.bsp_staged_transaction_id",
    )
    .leftJoin(
      "booking_tickets as ticket",
      "ticket.booking_ticket_id",
      "exception.booking_ticket_id",
    )
    .leftJoin("bookings as booking", "booking.booking_id", "ticket.booking_id");
}

function selectExceptions(scope: PartnerDatabase) {
  return exceptionsWithTickets(scope)
    .leftJoin("users as person", "person.user_id", "exception.assigned_user_id")
    .leftJoin("journal_entries as entry", "entry.journal_entry_id", "exception.journal_entry_id")
    .leftJoin("bsp_rules as rule", "rule.bsp_rule_id", "exception.bsp_rule_id")
    .selectAll("exception")
    .select([
      "file.public_id as file_public_id",
      "staged.file_ordinal",
      "booking.public_id as booking_public_id",
      "person.public_id as assigned_public_id",
      "entry.public_id as entry_public_id",
      "rule.public_id as rule_public_id",
    ]);
}

function toException(
  row: ExceptionRow & {
    readonly file_public_id: string;
    readonly file_ordinal: number | null;
    readonly booking_public_id: string | null;
    readonly assigned_public_id: string | null;
    readonly entry_public_id: string | null;
    readonly rule_public_id: string | null;
  },
): BspExceptionRecord {
  return {
    exceptionId: row.bsp_exception_id,
    publicId: row.public_id,
    filePublicId: row.file_public_id,
    ordinal: row.file_ordinal,
    bookingPublicId: row.booking_public_id,
    branchId: row.branch_id,
    kind: row.difference_kind,
    field: row.difference_field,
    documentNumber: row.document_number,
    airline: row.airline_number,
    stated: row.stated_text,
    expected: row.expected_text,
    difference: toMoney(row.difference_amount, row.currency),
    suggestedAction: row.suggested_action,
    state: row.state,
    resolution: row.resolution,
    resolutionText: row.resolution_text,
    resolvedAt: row.resolved_at && toInstant(row.resolved_at),
    journalEntryId: row.entry_public_id,
    ruleId: row.rule_public_id,
    assignedTo: row.assigned_public_id,
    dueOn: row.due_on,
    version: row.version,
    createdAt: toInstant(row.created_at),
  };
}

export interface BspExceptionComment {
  readonly id: string;
  readonly author: Actor;
  readonly text: string;
  readonly at: string;
}

/** In the order they were written. */
export async function listBspExceptionComments(
  { db }: PartnerDatabase,
  { exceptionId }: Pick<BspExceptionRecord, "exceptionId">,
): Promise<BspExceptionComment[]> {
  const rows = await db
    .selectFrom("bsp_exception_comments")
    .selectAll()
    .where("bsp_exception_id", "=", exceptionId)
    .orderBy("bsp_exception_comment_id")
    .execute();
  return rows.map((row) => ({
    id: row.public_id,
    author: { type: row.actor_type, id: row.actor_id },
    text: row.comment_text,
    at: toInstant(row.created_at),
  }));
}
