import type { Selectable } from "kysely";

import type { DisputeReason, MemoCause, MemoKind, MemoState } from "../../domain/memo/memo";
import { memoPostingKeys } from "../../domain/memo/posting-keys";
import type { Money } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { DocumentRecord } from "./documents";
import { getDocument } from "./documents";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface MemoSummary {
  readonly memoId: number;
  readonly publicId: string;
  readonly kind: MemoKind;
  readonly documentNumber: string;
  readonly supplierPublicId: string;
  readonly supplierName: string;
  readonly airlineCode: string | null;
  /** As the airline states it. */
  readonly ticketNumber: string | null;
  /** Public id of the booking that it is linked to. */
  readonly bookingPublicId: string | null;
  readonly bookingReference: string | null;
  readonly branchId: number | null;
  readonly cause: MemoCause;
  readonly causeText: string | null;
  readonly amount: Money;
  readonly commission: Money;
  readonly issuedOn: string;
  readonly disputeDeadlineAt: string;
  readonly state: MemoState;
  readonly billedOn: string | null;
  readonly dispute: {
    readonly reason: DisputeReason;
    readonly text: string;
    /** What is provided for it. */
    readonly provision: Money;
    /** What the airline stood by in the end; null while it is open. */
    readonly upheld: Money | null;
  } | null;
  readonly recharge: {
    readonly kind: "customer" | "branch";
    readonly amount: Money;
    /** Public ids, of a branch that was charged and the person whose doing it was. */
    readonly branch: string | null;
    readonly user: string | null;
  } | null;
  readonly settlement: { readonly settledOn: string; readonly reference: string } | null;
  readonly attention: string | null;
  readonly workflowId: string;
  readonly createdAt: string;
  readonly version: number;
}

export interface MemoRecord extends MemoSummary {
  readonly documents: readonly DocumentRecord[];
  /** Public ids, in the order of their numbers. */
  readonly journalEntries: readonly string[];
  readonly history: readonly { readonly at: string; readonly state: MemoState }[];
}

export interface MemoFilter {
  readonly states?: readonly MemoState[];
  readonly kind?: MemoKind;
  readonly cause?: MemoCause;
  readonly supplierId?: string;
  readonly documentNumber?: string;
  readonly ticketNumber?: string;
  readonly isLinked?: boolean;
  readonly deadlineBefore?: string;
  readonly createdFrom?: string;
  readonly createdBefore?: string;
  /** The only branches that are looked at, by key. */
  readonly among?: ReadonlySet<number>;
}

/** Newest first. */
export async function listMemos(
  scope: PartnerDatabase,
  filter: MemoFilter,
  page: PageRequest,
): Promise<Page<MemoSummary>> {
  let query = selectMemos(scope);
  const { among, isLinked } = filter;
  if (among) query = query.where("memo.branch_id", "in", [...among]);
  if (filter.states) query = query.where("memo.state", "in", filter.states);
  if (filter.kind) query = query.where("memo.memo_kind", "=", filter.kind);
  if (filter.cause) query = query.where("memo.cause", "=", filter.cause);
  if (filter.supplierId) query = query.where("supplier.public_id", "=", filter.supplierId);
  if (filter.documentNumber)
    query = query.where("memo.document_number", "=", filter.documentNumber);
  if (filter.ticketNumber) query = query.where("memo.ticket_number", "=", filter.ticketNumber);
  if (isLinked !== undefined)
    query = query.where("memo.booking_ticket_id", isLinked ? "is not" : "is", null);
  if (filter.deadlineBefore)
    query = query.where("memo.dispute_deadline_at", "<", filter.deadlineBefore);
  if (filter.createdFrom) query = query.where("memo.created_at", ">=", filter.createdFrom);
  if (filter.createdBefore) query = query.where("memo.created_at", "<", filter.createdBefore);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("memo.created_at", "memo.agency_memo_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("memo.created_at", "desc")
    .orderBy("memo.agency_memo_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toSummary,
    key: (row) => ({ createdAt: row.created_at, id: row.agency_memo_id }),
  });
}

/** With its documents, entries and states. */
export async function getMemo(scope: PartnerDatabase, publicId: string): Promise<MemoRecord> {
  const row = await selectMemos(scope).where("memo.public_id", "=", publicId).executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such memo.", { id: publicId });
  const [documents, journalEntries, history] = await Promise.all([
    listMemoDocuments(scope, row.agency_memo_id),
    listEntries(scope, publicId),
    listStates(scope, row.agency_memo_id),
  ]);
  return { ...toSummary(row), documents, journalEntries, history };
}

function selectMemos({ db }: PartnerDatabase) {
  return db
    .selectFrom("agency_memos as memo")
    .innerJoin("suppliers as supplier", "supplier.supplier_id", "memo.supplier_id")
    .leftJoin("bookings as booking", "booking.booking_id", "memo.booking_id")
    .leftJoin("branches as branch", "branch.branch_id", "memo.recharge_branch_id")
    .leftJoin("users as person", "person.user_id", "memo.recharge_user_id")
    .selectAll("memo")
    .select([
      "supplier.public_id as supplier_public_id",
      "supplier.supplier_name",
      "supplier.airline_code",
      "booking.public_id as booking_public_id",
      "booking.booking_reference",
      "branch.public_id as recharge_branch_public_id",
      "person.public_id as recharge_user_public_id",
    ]);
}

type SelectedMemo = Selectable<Database["agency_memos"]> & {
  readonly supplier_public_id: string;
  readonly supplier_name: string;
  readonly airline_code: string | null;
  readonly booking_public_id: string | null;
  readonly booking_reference: string | null;
  readonly recharge_branch_public_id: string | null;
  readonly recharge_user_public_id: string | null;
};

function toSummary(row: SelectedMemo): MemoSummary {
  return {
    memoId: row.agency_memo_id,
    publicId: row.public_id,
    kind: row.memo_kind,
    documentNumber: row.document_number,
    supplierPublicId: row.supplier_public_id,
    supplierName: row.supplier_name,
    airlineCode: row.airline_code,
    ticketNumber: row.ticket_number,
    bookingPublicId: row.booking_public_id,
    bookingReference: row.booking_reference,
    branchId: row.branch_id,
    cause: row.cause,
    causeText: row.cause_text,
    amount: toMoney(row.memo_amount, row.currency),
    commission: toMoney(row.commission_amount, row.currency),
    issuedOn: row.issued_on,
    disputeDeadlineAt: toInstant(row.dispute_deadline_at),
    state: row.state,
    billedOn: row.billed_on,
    dispute: toDispute(row),
    recharge:
      row.recharge_kind === null || row.recharge_amount === null
        ? null
        : {
            kind: row.recharge_kind,
            amount: toMoney(row.recharge_amount, row.currency),
            branch: row.recharge_branch_public_id,
            user: row.recharge_user_public_id,
          },
    settlement:
      row.settled_on === null
        ? null
        : { settledOn: row.settled_on, reference: row.settlement_reference ?? "" },
    attention: row.attention_reason,
    workflowId: row.workflow_id,
    createdAt: toInstant(row.created_at),
    version: row.version,
  };
}

function toDispute(row: SelectedMemo): MemoSummary["dispute"] {
  if (row.dispute_reason === null) return null;
  return {
    reason: row.dispute_reason,
    text: row.dispute_text ?? "",
    provision: toMoney(row.provision_amount, row.currency),
    upheld: row.upheld_amount === null ? null : toMoney(row.upheld_amount, row.currency),
  };
}

/** In the order they came. */
export async function listMemoDocuments(
  scope: PartnerDatabase,
  memoId: number,
): Promise<DocumentRecord[]> {
  const rows = await scope.db
    .selectFrom("agency_memo_documents as attached")
    .innerJoin("documents as document", "document.document_id", "attached.document_id")
    .select("document.public_id")
    .where("attached.agency_memo_id", "=", memoId)
    .orderBy("attached.agency_memo_document_id")
    .execute();
  return Promise.all(rows.map(({ public_id }) => getDocument(scope, public_id)));
}

async function listEntries({ db }: PartnerDatabase, memo: string): Promise<string[]> {
  const rows = await db
    .selectFrom("journal_entries")
    .select("public_id")
    .where("posting_key", "in", Object.values(memoPostingKeys(memo)))
    .orderBy("entry_number")
    .execute();
  return rows.map(({ public_id }) => public_id);
}

async function listStates({ db }: PartnerDatabase, memoId: number) {
  const rows = await db
    .selectFrom("agency_memo_history")
    .select(["changed_at", "state"])
    .where("agency_memo_id", "=", memoId)
    .orderBy("history_id")
    .execute();
  return rows
    .filter(({ state }, index) => rows[index - 1]?.state !== state)
    .map(({ changed_at, state }) => ({ at: toInstant(changed_at), state }));
}
