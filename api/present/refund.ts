import type { z } from "@hono/zod-openapi";

import type { RefundQuoteRecord } from "../../db/read/refund-quotes";
import type { RefundRecord, RefundSummary } from "../../db/read/refunds";
import type { MoneyJson } from "../../domain/money";
import { toMoneyJson } from "../../domain/money";
import type { QuotedDocument } from "../../domain/refund/stored-quote";
import type {
  quotedDocumentSchema,
  refundQuoteSchema,
  refundSchema,
  refundSummarySchema,
} from "../schemas/refund";

export function presentRefundQuote(
  record: RefundQuoteRecord,
  { livemode, now }: { readonly livemode: boolean; readonly now: string },
): z.infer<typeof refundQuoteSchema> {
  const { quote } = record;
  return {
    id: record.publicId,
    object: "refund_quote",
    livemode,
    booking_id: record.bookingPublicId,
    state: stateOf(record, now),
    refund_id: record.refund,
    kind: record.kind,
    fee: { amount: { ...quote.terms.fee.amount }, vat: { ...quote.terms.fee.vat } },
    documents: quote.documents.map(presentQuotedDocument),
    supplier_total: { ...quote.granted.total },
    customer_total: { ...toMoneyJson(record.customerAmount) },
    entry: quote.entry.map(({ account, side, amount }) => ({
      account,
      side,
      amount: { ...amount },
    })),
    expires_at: record.expiresAt,
    created_at: record.createdAt,
  };
}

function stateOf(
  { refund, expiresAt }: RefundQuoteRecord,
  now: string,
): "QUOTED" | "ACCEPTED" | "EXPIRED" {
  if (refund !== null) return "ACCEPTED";
  return Date.parse(expiresAt) > Date.parse(now) ? "QUOTED" : "EXPIRED";
}

function presentQuotedDocument(document: QuotedDocument): z.infer<typeof quotedDocumentSchema> {
  return {
    ticket_number: document.ticketNumber,
    document_numbers: [...document.documentNumbers],
    coupons: document.coupons.map(({ ticketNumber, coupon }) => ({
      ticket_number: ticketNumber,
      coupon,
    })),
    fare: copy(document.fare),
    taxes: document.taxes.map(({ code, paid, refunded }) => ({
      code,
      paid: copy(paid),
      refunded: copy(refunded),
    })),
    penalty: copy(document.penalty),
    commission_recalled: copy(document.commissionRecalled),
    mark_up_returned: copy(document.markUpReturned),
    service_fee_returned: copy(document.serviceFeeReturned),
    discount_recovered: copy(document.discountRecovered),
    vat_returned: copy(document.vatReturned),
  };
}

function copy({ amount, currency }: MoneyJson): { amount: string; currency: string } {
  return { amount, currency };
}

export function presentRefundSummary(
  refund: RefundSummary,
  livemode: boolean,
): z.infer<typeof refundSummarySchema> {
  const { settlement, failure } = refund;
  return {
    id: refund.publicId,
    object: "refund",
    livemode,
    booking_id: refund.bookingPublicId,
    booking_reference: refund.bookingReference,
    customer_id: refund.customerPublicId,
    quote_id: refund.quotePublicId,
    kind: refund.kind,
    state: refund.state,
    reason: refund.reason,
    customer_total: copy(toMoneyJson(refund.customerAmount)),
    payable: copy(toMoneyJson(refund.payable)),
    paid_back: copy(toMoneyJson(refund.paidBack)),
    settlement: settlement && {
      kind: settlement.kind,
      reference: settlement.reference,
      settled_on: settlement.settledOn,
    },
    attention: refund.attention,
    failure: failure && { ...failure },
    version: refund.version,
    created_at: refund.createdAt,
    refunded_at: refund.refundedAt,
    completed_at: refund.completedAt,
  };
}

export function presentRefund(
  refund: RefundRecord,
  livemode: boolean,
): z.infer<typeof refundSchema> {
  return {
    ...presentRefundSummary(refund, livemode),
    documents: refund.documents.map((document) => ({
      ticket_number: document.ticketNumber,
      coupons: [...document.coupons],
      fare: copy(toMoneyJson(document.fare)),
      taxes: copy(toMoneyJson(document.taxes)),
      penalty: copy(toMoneyJson(document.penalty)),
      commission_recalled: copy(toMoneyJson(document.commissionRecalled)),
    })),
    paybacks: refund.paybacks.map((payback) => ({
      id: payback.publicId,
      kind: payback.kind,
      amount: copy(toMoneyJson(payback.amount)),
      paid_on: payback.paidOn,
      reference: payback.reference,
      credit_expires_on: payback.creditExpiresOn,
    })),
    journal_entry_ids: [...refund.journalEntries],
    history: refund.history.map(({ at, state }) => ({ at, state })),
  };
}
