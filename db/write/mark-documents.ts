import type { BookedTicket, BookingRecord } from "../../domain/booking-record";
import type { BookingState } from "../../domain/booking-state";
import { assertTransition } from "../../domain/booking-state";
import type { PartnerTransaction } from "../partner-scope";
import { changeBooking } from "./change-booking";
import { writeHistory } from "./history";
import { answerScheduleChanges } from "./schedule-changes";

/**
 * Writes what has become of documents and of their coupons, with their history; the booking whose
 * last ticket it was is cancelled. The booking's row is locked by the caller.
 */
export async function markDocuments(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  change: {
    /** Those that end, with all their open coupons. */
    readonly documents: readonly BookedTicket[];
    /** Coupons of documents that go on standing for their others. */
    readonly coupons?: readonly {
      readonly ticketId: number;
      readonly numbers: readonly number[];
    }[];
    readonly status: "VOIDED" | "REFUNDED" | "EXCHANGED";
    readonly at: string;
  },
): Promise<{ readonly bookingState: BookingState }> {
  const { documents, coupons = [], status, at } = change;
  const ids = documents.map(({ ticketId }) => ticketId);
  if (ids.length > 0) await endDocuments(transaction, ids, { status, at });
  for (const part of coupons) await endCoupons(transaction, part, { status, at });
  const isNoneLeft = booking.tickets.every(
    (ticket) => ticket.status !== "ISSUED" || ids.includes(ticket.ticketId),
  );
  // An exchanged ticket leaves another one in its place.
  const isLast = status !== "EXCHANGED" && isNoneLeft;
  if (ids.length > 0 && isNoneLeft) {
    await answerScheduleChanges(transaction, booking.bookingId, { answer: answers[status], at });
  }
  const bookingState = isLast ? "CANCELLED_AFTER_ISSUE" : booking.state;
  if (isLast) assertTransition(booking.state, bookingState);
  await changeBooking(transaction, booking, {
    set: { state: bookingState },
    changes: isLast
      ? { state: [booking.state, bookingState] }
      : { version: [booking.version, booking.version + 1] },
    at,
  });
  return { bookingState };
}

/** What a change of the schedule has come to where no ticket of before is left. */
const answers = { VOIDED: "CANCELLED", REFUNDED: "REFUNDED", EXCHANGED: "EXCHANGED" } as const;

interface End {
  readonly status: "VOIDED" | "REFUNDED" | "EXCHANGED";
  readonly at: string;
}

async function endDocuments(
  transaction: PartnerTransaction,
  ids: readonly number[],
  { status, at }: End,
): Promise<void> {
  const { db } = transaction;
  await db
    .updateTable("booking_tickets")
    .set((eb) => ({ status, version: eb("version", "+", 1) }))
    .where("booking_ticket_id", "in", [...ids])
    .execute();
  await db
    .updateTable("booking_ticket_coupons")
    .set((eb) => ({ coupon_status: status, version: eb("version", "+", 1) }))
    .where("booking_ticket_id", "in", [...ids])
    .where("coupon_status", "=", "OPEN")
    .execute();
  await writeHistory(transaction, {
    table: "booking_tickets",
    ids,
    type: "UPDATE",
    at,
    changes: { status: ["ISSUED", status] },
  });
}

/** The document stands as before; its history says which coupons ended. */
async function endCoupons(
  transaction: PartnerTransaction,
  { ticketId, numbers }: { readonly ticketId: number; readonly numbers: readonly number[] },
  { status, at }: End,
): Promise<void> {
  if (numbers.length === 0) return;
  const { db } = transaction;
  await db
    .updateTable("booking_tickets")
    .set((eb) => ({ version: eb("version", "+", 1) }))
    .where("booking_ticket_id", "=", ticketId)
    .execute();
  await db
    .updateTable("booking_ticket_coupons")
    .set((eb) => ({ coupon_status: status, version: eb("version", "+", 1) }))
    .where("booking_ticket_id", "=", ticketId)
    .where("coupon_number", "in", [...numbers])
    .execute();
  await writeHistory(transaction, {
    table: "booking_tickets",
    ids: [ticketId],
    type: "UPDATE",
    at,
    changes: Object.fromEntries(
      numbers.map((coupon) => [`coupon_${coupon}`, ["OPEN", status] as const]),
    ),
  });
}
