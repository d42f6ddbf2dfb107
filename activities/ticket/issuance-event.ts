import type { BookedFare, BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import type { IssuanceEvent, IssuedTicket } from "../../domain/posting/issuance";

/** The booking as the posting rule takes it. */
export function toIssuanceEvent(
  partner: PartnerRecord,
  booking: BookingRecord,
  ticketIdOf: (fareId: number) => number,
): IssuanceEvent {
  const departures = new Map(
    booking.segments.map(({ segmentId, departsLocal }) => [segmentId, departsLocal.slice(0, 10)]),
  );
  return {
    bookingId: booking.bookingId,
    customerId: booking.customer.customerId,
    ...(booking.branchId === null ? {} : { branchId: booking.branchId }),
    productCode: booking.productCode,
    currency: booking.currency,
    tickets: booking.fares.map((fare) => toTicket(fare, ticketIdOf(fare.fareId), departures)),
    charges: booking.charges,
    recognition: partner.recognition,
  };
}

function toTicket(
  fare: BookedFare,
  ticketId: number,
  departures: ReadonlyMap<number, string>,
): IssuedTicket {
  return {
    ticketId,
    supplierId: fare.supplier.supplierId,
    settlement: fare.supplier.settlementMode === "bsp" ? "bsp" : "direct",
    revenueRole: fare.supplier.revenueRole,
    base: fare.base,
    taxes: fare.taxTotal,
    commission: fare.commission,
    paidToAirline: fare.formOfPayment.kind === "card",
    segments: fare.coupons.map(({ segmentId }) => {
      const departsOn = departures.get(segmentId);
      invariant(departsOn !== undefined, "each coupon is for a flight of the booking");
      return { segmentId, departsOn };
    }),
  };
}
