import type { PartnerDatabase } from "../../db/partner-scope";

interface LinkedTicket {
  readonly ticketId: number;
  readonly bookingId: number;
  readonly branchId: number | null;
}

/** The ticket of an airline by any document of its conjunction: the first one, which revenue waits on. */
export async function findTicketOf(
  { db }: PartnerDatabase,
  supplierId: number,
  number: string | null,
): Promise<LinkedTicket | undefined> {
  if (number === null) return undefined;
  const row = await db
    .selectFrom("booking_tickets as named")
    .innerJoin("booking_tickets as first", "first.ticket_number", "named.first_ticket_number")
    .innerJoin("bookings as booking", "booking.booking_id", "first.booking_id")
    .select(["first.booking_ticket_id", "booking.booking_id", "booking.branch_id"])
    .where("named.ticket_number", "=", number)
    .where("named.supplier_id", "=", supplierId)
    .executeTakeFirst();
  return (
    row && {
      ticketId: row.booking_ticket_id,
      bookingId: row.booking_id,
      branchId: row.branch_id,
    }
  );
}

/** The columns of a memo that say so. */
export function linkOf(ticket: LinkedTicket | undefined) {
  return {
    booking_ticket_id: ticket?.ticketId ?? null,
    booking_id: ticket?.bookingId ?? null,
    branch_id: ticket?.branchId ?? null,
  };
}
