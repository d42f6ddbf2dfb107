import type { BookedTicket, BookingRecord } from "../../domain/booking-record";
import type { BookingState } from "../../domain/booking-state";
import { assertTransition } from "../../domain/booking-state";
import type { PartnerTransaction } from "../partner-scope";
import { writeHistory } from "./history";

/**
 * Writes what has become of documents and of their coupons, with their history; the booking whose
 * last ticket it was is cancelled. The booking's row is locked by the caller.
 */
export async function markDocuments(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  change: {
    readonly documents: readonly BookedTicket[];
    readonly status: "VOIDED" | "REFUNDED" | "EXCHANGED";
    readonly at: string;
  },
): Promise<{ readonly bookingState: BookingState }> {
  const { documents, status, at } = change;
  const { db } = transaction;
  const ids = documents.map(({ ticketId }) => ticketId);
  await db
    .updateTable("booking_tickets")
    .set((eb) => ({ status, version: eb("version", "+", 1) }))
    .where("booking_ticket_id", "in", ids)
    .execute();
  await db
    .updateTable("booking_ticket_coupons")
    .set((eb) => ({ coupon_status: status, version: eb("version", "+", 1) }))
    .where("booking_ticket_id", "in", ids)
    .where("coupon_status", "=", "OPEN")
    .execute();
  await writeHistory(transaction, {
    table: "booking_tickets",
    ids,
    type: "UPDATE",
    at,
    changes: { status: ["ISSUED", status] },
  });
  const isLast = booking.tickets.every(
    (ticket) => ticket.status !== "ISSUED" || ids.includes(ticket.ticketId),
  );
  const bookingState = isLast ? "CANCELLED_AFTER_ISSUE" : booking.state;
  if (isLast) assertTransition(booking.state, bookingState);
  await db
    .updateTable("bookings")
    .set({ state: bookingState, version: booking.version + 1 })
    .where("booking_id", "=", booking.bookingId)
    .execute();
  await writeHistory(transaction, {
    table: "bookings",
    ids: [booking.bookingId],
    type: "UPDATE",
    at,
    changes: isLast
      ? { state: [booking.state, bookingState] }
      : { version: [booking.version, booking.version + 1] },
  });
  return { bookingState };
}
