import type { PartnerDatabase } from "../partner-scope";

/** Public id of the booking that a ticket number belongs to. */
export async function findBookingByTicket(
  { db }: PartnerDatabase,
  ticketNumber: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("booking_tickets")
    .innerJoin("bookings", "bookings.booking_id", "booking_tickets.booking_id")
    .select("bookings.public_id")
    .where("booking_tickets.ticket_number", "=", ticketNumber)
    .executeTakeFirst();
  return row?.public_id;
}
