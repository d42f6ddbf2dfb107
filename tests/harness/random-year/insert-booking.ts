import { newId } from "../../../db/new-id";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { inTransaction } from "../../../db/transaction";
import { insertRows } from "../../../db/write/insert-rows";
import type { Money } from "../../../domain/money";
import { formatAmount } from "../../../domain/money";

export interface BookingRows {
  readonly bookingId: number;
  readonly publicId: string;
  readonly reference: string;
  readonly customerId: number;
  readonly supplierId: number;
  readonly tickets: readonly { readonly id: number; readonly number: string }[];
}

let bookings = 0;

/** Rows for what lines refer to; of the tickets the first carries the amounts, as in a conjunction. */
export async function insertBooking(
  { db }: PartnerDatabase,
  booking: {
    readonly customerId: number;
    readonly supplierId: number;
    readonly currency: string;
    readonly day: string;
    /** What each ticket costs. */
    readonly prices: readonly Money[];
  },
): Promise<BookingRows> {
  const { customerId, supplierId, currency, day } = booking;
  bookings += 1;
  const publicId = newId("booking");
  const reference = `RY-${bookings}`;
  const nothing = { currency, tax_amount: "0", commission_amount: "0" };
  const inserted = await db
    .insertInto("bookings")
    .values({
      public_id: publicId,
      booking_reference: reference,
      customer_id: customerId,
      state: "ISSUED",
      currency,
      fare_amount: "0",
      tax_amount: "0",
      charge_amount: "0",
      vat_amount: "0",
      total_amount: "0",
      issued_at: `${day} 08:00:00`,
      issued_on: day,
    })
    .executeTakeFirstOrThrow();
  const bookingId = Number(inserted.insertId);
  const passenger = await db
    .insertInto("booking_passengers")
    .values({
      booking_id: bookingId,
      passenger_number: 1,
      passenger_type: "ADT",
      surname: "RAHMAN",
      given_names: "AYESHA",
    })
    .executeTakeFirstOrThrow();
  const passengerId = Number(passenger.insertId);
  const fare = await db
    .insertInto("booking_fares")
    .values({
      ...nothing,
      booking_id: bookingId,
      booking_passenger_id: passengerId,
      fare_number: 1,
      supplier_id: supplierId,
      base_amount: "0",
      total_amount: "0",
      form_of_payment: "cash",
    })
    .executeTakeFirstOrThrow();
  const tickets: { id: number; number: string }[] = [];
  for (const [index, price] of booking.prices.entries()) {
    const number = index + 1;
    const ticketNumber = `997${(bookings * 100 + number).toString().padStart(10, "0")}`;
    const ticket = await db
      .insertInto("booking_tickets")
      .values({
        ...nothing,
        booking_id: bookingId,
        booking_passenger_id: passengerId,
        booking_fare_id: Number(fare.insertId),
        supplier_id: supplierId,
        ticket_number: ticketNumber,
        first_ticket_number: ticketNumber,
        conjunction_number: number,
        issued_on: day,
        base_amount: formatAmount(price),
      })
      .executeTakeFirstOrThrow();
    tickets.push({ id: Number(ticket.insertId), number: ticketNumber });
  }
  return { bookingId, publicId, reference, customerId, supplierId, tickets };
}

/** As many as a ticket has; who flies further has none for it here. */
const couponsMax = 4;

/** The flights of a ticket, each with its coupon. Returns their ids, in the order given. */
export function insertFlights(
  scope: PartnerDatabase,
  flights: {
    readonly bookingId: number;
    readonly ticketId: number;
    /** Before the first one's number. */
    readonly after: number;
    readonly days: readonly { readonly departsOn: string; readonly arrivesOn?: string }[];
  },
): Promise<number[]> {
  const { bookingId, ticketId, after, days } = flights;
  return inTransaction(scope, async (transaction) => {
    const first = await insertRows(
      transaction,
      "booking_segments",
      days.map(({ departsOn, arrivesOn = departsOn }, index) => ({
        booking_id: bookingId,
        segment_number: after + index + 1,
        carrier_code: "BG",
        flight_number: String(100 + index),
        booking_class: "Y",
        origin_airport: "DAC",
        destination_airport: "DXB",
        departs_local: `${departsOn} 08:00:00`,
        arrives_local: `${arrivesOn} 13:00:00`,
        status_code: "HK",
      })),
    );
    const ids = days.map((_, index) => first + index);
    await insertRows(
      transaction,
      "booking_ticket_coupons",
      ids.slice(0, couponsMax).map((segmentId, index) => ({
        booking_ticket_id: ticketId,
        booking_segment_id: segmentId,
        coupon_number: index + 1,
      })),
    );
    return ids;
  });
}
