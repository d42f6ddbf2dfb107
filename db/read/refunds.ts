import type { Selectable } from "kysely";

import type { Money } from "../../domain/money";
import type { RefundKind } from "../../domain/posting/refund";
import type { RefundState } from "../../domain/refund/refund-states";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toMoney } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export interface RefundSummary {
  readonly refundId: number;
  readonly publicId: string;
  readonly bookingPublicId: string;
  readonly bookingReference: string;
  readonly customerPublicId: string;
  readonly quotePublicId: string;
  readonly branchId: number | null;
  readonly workflowId: string;
  readonly postingKey: string | null;
  readonly kind: RefundKind;
  readonly state: RefundState;
  readonly reason: string;
  /** What the customer gets; below zero: what they owe. */
  readonly customerAmount: Money;
  readonly payable: Money;
  readonly paidBack: Money;
  readonly settlement: {
    readonly kind: "bsp" | "direct";
    readonly reference: string | null;
    readonly settledOn: string;
  } | null;
  readonly attention: string | null;
  readonly failure: { readonly code: string; readonly text: string } | null;
  readonly createdAt: string;
  readonly refundedAt: string | null;
  readonly completedAt: string | null;
  readonly version: number;
}

export interface RefundRecord extends RefundSummary {
  readonly documents: readonly {
    readonly ticketNumber: string;
    readonly coupons: readonly number[];
    readonly fare: Money;
    readonly taxes: Money;
    readonly penalty: Money;
    readonly commissionRecalled: Money;
  }[];
  readonly paybacks: readonly {
    readonly publicId: string;
    readonly kind: Database["refund_paybacks"]["payback_kind"];
    readonly amount: Money;
    readonly paidOn: string;
    readonly reference: string | null;
    readonly creditExpiresOn: string | null;
  }[];
  /** Public ids, in the order of their numbers. */
  readonly journalEntries: readonly string[];
  readonly history: readonly { readonly at: string; readonly state: RefundState }[];
}

export interface RefundFilter {
  readonly states?: readonly RefundState[];
  readonly bookingId?: string;
  readonly customerId?: string;
  readonly ticketNumber?: string;
  readonly createdFrom?: string;
  readonly createdBefore?: string;
  /** The only branches that are looked at, by key. */
  readonly among?: ReadonlySet<number>;
}

/** Newest first. */
export async function listRefunds(
  scope: PartnerDatabase,
  filter: RefundFilter,
  page: PageRequest,
): Promise<Page<RefundSummary>> {
  let query = selectRefunds(scope);
  const { among, ticketNumber } = filter;
  if (among) query = query.where("refund.branch_id", "in", [...among]);
  if (filter.states) query = query.where("refund.state", "in", filter.states);
  if (filter.bookingId) query = query.where("booking.public_id", "=", filter.bookingId);
  if (filter.customerId) query = query.where("customer.public_id", "=", filter.customerId);
  if (filter.createdFrom) query = query.where("refund.created_at", ">=", filter.createdFrom);
  if (filter.createdBefore) query = query.where("refund.created_at", "<", filter.createdBefore);
  if (ticketNumber) {
    query = query.where("refund.refund_id", "in", (eb) =>
      eb
        .selectFrom("refund_documents as document")
        .innerJoin(
          "booking_tickets as ticket",
          "ticket.booking_ticket_id",
          "document.booking_ticket_id",
        )
        .select("document.refund_id")
        .where("ticket.ticket_number", "=", ticketNumber),
    );
  }
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("refund.created_at", "refund.refund_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("refund.created_at", "desc")
    .orderBy("refund.refund_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toSummary,
    key: (row) => ({ createdAt: row.created_at, id: row.refund_id }),
  });
}

/** With its documents, paybacks, entries and states. */
export async function getRefund(scope: PartnerDatabase, publicId: string): Promise<RefundRecord> {
  const row = await selectRefunds(scope)
    .where("refund.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such refund.", { id: publicId });
  const summary = toSummary(row);
  const [documents, paybacks, history] = await Promise.all([
    listDocuments(scope, row.refund_id),
    listPaybacks(scope, row.refund_id),
    listStates(scope, row.refund_id),
  ]);
  const keys = [summary.postingKey, ...paybacks.map(({ postingKey }) => postingKey)];
  return {
    ...summary,
    documents,
    paybacks,
    journalEntries: await listEntries(
      scope,
      keys.filter((key) => key !== null),
    ),
    history,
  };
}

function selectRefunds({ db }: PartnerDatabase) {
  return db
    .selectFrom("refunds as refund")
    .innerJoin("bookings as booking", "booking.booking_id", "refund.booking_id")
    .innerJoin("customers as customer", "customer.customer_id", "refund.customer_id")
    .innerJoin("refund_quotes as quote", "quote.refund_quote_id", "refund.refund_quote_id")
    .selectAll("refund")
    .select([
      "booking.public_id as booking_public_id",
      "booking.booking_reference",
      "customer.public_id as customer_public_id",
      "quote.public_id as quote_public_id",
    ]);
}

function toSummary(
  row: Selectable<Database["refunds"]> & {
    readonly booking_public_id: string;
    readonly booking_reference: string;
    readonly customer_public_id: string;
    readonly quote_public_id: string;
  },
): RefundSummary {
  const amount = (text: string) => toMoney(text, row.currency);
  return {
    refundId: row.refund_id,
    publicId: row.public_id,
    bookingPublicId: row.booking_public_id,
    bookingReference: row.booking_reference,
    customerPublicId: row.customer_public_id,
    quotePublicId: row.quote_public_id,
    branchId: row.branch_id,
    workflowId: row.workflow_id,
    postingKey: row.posting_key,
    kind: row.refund_kind,
    state: row.state,
    reason: row.refund_reason,
    customerAmount: amount(row.customer_amount),
    payable: amount(row.payable_amount),
    paidBack: amount(row.paid_back_amount),
    settlement:
      row.settlement_kind === null || row.settled_on === null
        ? null
        : {
            kind: row.settlement_kind,
            reference: row.settlement_reference,
            settledOn: row.settled_on,
          },
    attention: row.attention_reason,
    failure:
      row.failure_code === null ? null : { code: row.failure_code, text: row.failure_text ?? "" },
    createdAt: toInstant(row.created_at),
    refundedAt: row.refunded_at && toInstant(row.refunded_at),
    completedAt: row.completed_at && toInstant(row.completed_at),
    version: row.version,
  };
}

async function listDocuments({ db }: PartnerDatabase, refundId: number) {
  const rows = await db
    .selectFrom("refund_documents as document")
    .innerJoin(
      "booking_tickets as ticket",
      "ticket.booking_ticket_id",
      "document.booking_ticket_id",
    )
    .selectAll("document")
    .select("ticket.ticket_number")
    .where("document.refund_id", "=", refundId)
    .orderBy("document.refund_document_id")
    .execute();
  return rows.map((row) => ({
    ticketNumber: row.ticket_number,
    coupons: row.coupon_numbers.split(",").map(Number),
    fare: toMoney(row.fare_amount, row.currency),
    taxes: toMoney(row.tax_amount, row.currency),
    penalty: toMoney(row.penalty_amount, row.currency),
    commissionRecalled: toMoney(row.commission_amount, row.currency),
  }));
}

async function listPaybacks({ db }: PartnerDatabase, refundId: number) {
  const rows = await db
    .selectFrom("refund_paybacks")
    .selectAll()
    .where("refund_id", "=", refundId)
    .orderBy("refund_payback_id")
    .execute();
  return rows.map((row) => ({
    publicId: row.public_id,
    kind: row.payback_kind,
    amount: toMoney(row.payback_amount, row.currency),
    paidOn: row.paid_on,
    reference: row.payment_reference,
    creditExpiresOn: row.credit_expires_on,
    postingKey: row.posting_key,
  }));
}

async function listEntries({ db }: PartnerDatabase, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom("journal_entries")
    .select("public_id")
    .where("posting_key", "in", keys)
    .orderBy("entry_number")
    .execute();
  return rows.map(({ public_id }) => public_id);
}

async function listStates({ db }: PartnerDatabase, refundId: number) {
  const rows = await db
    .selectFrom("refund_history")
    .select(["changed_at", "state"])
    .where("refund_id", "=", refundId)
    .orderBy("history_id")
    .execute();
  return rows
    .filter(({ state }, index) => rows[index - 1]?.state !== state)
    .map(({ changed_at, state }) => ({ at: toInstant(changed_at), state }));
}
