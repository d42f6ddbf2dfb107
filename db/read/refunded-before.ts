import type { BookingRecord } from "../../domain/booking-record";
import type { RefundedBefore } from "../../domain/refund/price-refund";
import type { PartnerDatabase } from "../partner-scope";
import { toMoney } from "./amounts";

/** What went back of a booking's tickets in the refunds that were booked. */
export async function listRefundedBefore(
  { db }: PartnerDatabase,
  { bookingId }: Pick<BookingRecord, "bookingId">,
): Promise<RefundedBefore[]> {
  const rows = await db
    .selectFrom("refund_documents as document")
    .innerJoin("refunds as refund", "refund.refund_id", "document.refund_id")
    .select([
      "document.booking_ticket_id",
      "document.fare_amount",
      "document.penalty_amount",
      "document.currency",
    ])
    .where("refund.booking_id", "=", bookingId)
    .execute();
  return rows.map((row) => ({
    ticketId: row.booking_ticket_id,
    fare: toMoney(row.fare_amount, row.currency),
    penalty: toMoney(row.penalty_amount, row.currency),
  }));
}
