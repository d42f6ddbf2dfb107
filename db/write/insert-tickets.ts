import type { BookedFare } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import { formatAmount, zero } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type { DocumentType } from "../../domain/reservation";
import type { PartnerTransaction } from "../partner-scope";
import { isDuplicateKey } from "../transaction";
import { writeHistory } from "./history";

export interface TicketToInsert {
  readonly fare: BookedFare;
  /** As the supplier issued it, where it says so. */
  readonly documentType?: DocumentType;
  /** The documents of a conjunction in order; the first carries the amounts. */
  readonly numbers: readonly string[];
  readonly checkDigit: string | null;
  readonly issuedOn: string;
  readonly issuingOffice: string | null;
  /** Where it is issued for another ticket. */
  readonly exchange?: { readonly exchangeId: number; readonly fromTicketId: number };
}

const couponsPerDocument = 4;

/** Inserts tickets and their coupons; returns the ids by ticket number. */
export async function insertTickets(
  transaction: PartnerTransaction,
  bookingId: number,
  tickets: readonly TicketToInsert[],
  at: string,
): Promise<Map<string, number>> {
  const { db } = transaction;
  const rows = tickets.flatMap((ticket) => toTicketRows(bookingId, ticket));
  const ids = await insertTicketRows(transaction, rows);
  await db
    .insertInto("booking_ticket_coupons")
    .values(tickets.flatMap((ticket) => toCouponRows(ticket, ids)))
    .execute();
  await writeHistory(transaction, {
    table: "booking_tickets",
    ids: [...ids.values()],
    type: "INSERT",
    at,
  });
  return ids;
}

type TicketRow = ReturnType<typeof toTicketRows>[number];

async function insertTicketRows(
  { db }: PartnerTransaction,
  rows: readonly TicketRow[],
): Promise<Map<string, number>> {
  const numbers = rows.map(({ ticket_number }) => ticket_number);
  try {
    const result = await db.insertInto("booking_tickets").values(rows).executeTakeFirstOrThrow();
    const [alone] = numbers;
    // The usual ticket is one document, and its id comes back with it.
    if (alone !== undefined && numbers.length === 1) {
      return new Map([[alone, Number(result.insertId)]]);
    }
  } catch (error) {
    if (!isDuplicateKey(error, "uq_booking_tickets_number")) throw error;
    throw new Refusal(
      "TICKET_NUMBER_IN_USE",
      "A ticket number of this booking is in the books already. Check which booking it belongs to.",
      { numbers: numbers.join(",") },
    );
  }
  const inserted = await db
    .selectFrom("booking_tickets")
    .select(["booking_ticket_id", "ticket_number"])
    .where("ticket_number", "in", numbers)
    .execute();
  return new Map(inserted.map((row) => [row.ticket_number, row.booking_ticket_id]));
}

function toTicketRows(bookingId: number, ticket: TicketToInsert) {
  const { fare, numbers } = ticket;
  const [first] = numbers;
  invariant(first !== undefined, "a ticket has a number");
  const nothing = zero(fare.total.currency);
  return numbers.map((number, index) => ({
    booking_id: bookingId,
    booking_passenger_id: fare.passengerId,
    booking_fare_id: fare.fareId,
    exchange_id: ticket.exchange?.exchangeId ?? null,
    exchanged_from_ticket_id: ticket.exchange?.fromTicketId ?? null,
    supplier_id: fare.supplier.supplierId,
    ticket_number: number,
    document_type: ticket.documentType ?? (fare.service === null ? "ETKT" : "EMDA"),
    check_digit: index === 0 ? ticket.checkDigit : null,
    conjunction_number: index + 1,
    first_ticket_number: first,
    issued_on: ticket.issuedOn,
    issuing_office: ticket.issuingOffice,
    currency: fare.total.currency,
    base_amount: formatAmount(index === 0 ? fare.base : nothing),
    tax_amount: formatAmount(index === 0 ? fare.taxTotal : nothing),
    commission_amount: formatAmount(index === 0 ? fare.commission : nothing),
  }));
}

function toCouponRows({ fare, numbers }: TicketToInsert, ids: ReadonlyMap<string, number>) {
  return fare.coupons.map((coupon) => {
    const position = coupon.couponNumber - 1;
    const number = numbers[Math.floor(position / couponsPerDocument)];
    const ticketId = number === undefined ? undefined : ids.get(number);
    invariant(ticketId !== undefined, "each coupon stands on a document of its conjunction");
    return {
      booking_ticket_id: ticketId,
      booking_segment_id: coupon.segmentId,
      coupon_number: (position % couponsPerDocument) + 1,
      fare_basis: coupon.fareBasis,
    };
  });
}
