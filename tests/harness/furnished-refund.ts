import { newId } from "../../db/new-id";
import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import { writeHistory } from "../../db/write/history";
import type { StoredQuote } from "../../domain/refund/stored-quote";
import { nowAsDateTime, today } from "./database";

const nothing = { amount: "0.00", currency: "BDT" };
const amount = { amount: "1000.00", currency: "BDT" };

function quoteOf(number: string): StoredQuote {
  return {
    terms: {
      kind: "voluntary",
      fee: { amount: nothing, vat: nothing },
      returnsMarkUp: false,
      returnsServiceFee: false,
    },
    granted: {
      documents: [{ number, fare: amount, taxes: [], penalty: nothing, total: amount }],
      total: amount,
    },
    standing: [],
    documents: [],
    entry: [],
  };
}

/** A quote, the refund that took it and a part that was paid back, as rows alone. */
export async function insertRefundRows(
  scope: PartnerDatabase,
): Promise<{ readonly quoteId: string; readonly refundId: string }> {
  const { db } = scope;
  const at = nowAsDateTime();
  const ticket = await db
    .selectFrom("booking_tickets as ticket")
    .innerJoin("bookings as booking", "booking.booking_id", "ticket.booking_id")
    .select([
      "ticket.booking_ticket_id",
      "ticket.ticket_number",
      "booking.booking_id",
      "booking.customer_id",
    ])
    .executeTakeFirstOrThrow();
  const quoteId = newId("refundQuote");
  const refundId = newId("refund");
  const sale = { booking_id: ticket.booking_id, currency: "BDT", customer_amount: "1000.000" };
  const quote = await db
    .insertInto("refund_quotes")
    .values({
      ...sale,
      public_id: quoteId,
      refund_kind: "voluntary",
      quote_payload: JSON.stringify(quoteOf(ticket.ticket_number)),
      expires_at: at,
    })
    .executeTakeFirstOrThrow();
  const refund = await db
    .insertInto("refunds")
    .values({
      ...sale,
      public_id: refundId,
      refund_quote_id: Number(quote.insertId),
      customer_id: ticket.customer_id,
      refund_kind: "voluntary",
      state: "PAYBACK_PENDING",
      refund_reason: "asked",
      payable_amount: "1000.000",
      paid_back_amount: "400.000",
      workflow_id: `refund:${scope.partner}:${refundId}`,
    })
    .executeTakeFirstOrThrow();
  const refund_id = Number(refund.insertId);
  await db
    .insertInto("refund_documents")
    .values({
      refund_id,
      booking_ticket_id: ticket.booking_ticket_id,
      coupon_numbers: "1",
      currency: "BDT",
      fare_amount: "1000.000",
      tax_amount: "0.000",
      penalty_amount: "0.000",
      commission_amount: "0.000",
    })
    .execute();
  await db
    .insertInto("refund_paybacks")
    .values({
      public_id: newId("refundPayback"),
      refund_id,
      payback_kind: "cash",
      currency: "BDT",
      payback_amount: "400.000",
      paid_on: today(),
      posting_key: "payback:furnished",
    })
    .execute();
  await inTransaction(scope, (transaction) =>
    writeHistory(transaction, { table: "refunds", ids: [refund_id], type: "INSERT", at }),
  );
  return { quoteId, refundId };
}
