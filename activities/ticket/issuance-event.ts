import type { BookedFare, BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import type { IssuanceEvent, IssuedTicket } from "../../domain/posting/issuance";
import type { ServiceSegment } from "../../domain/recognition";
import { toServiceSegment } from "../../domain/recognition";

/** The booking as the posting rule takes it. */
export function toIssuanceEvent(
  partner: PartnerRecord,
  booking: BookingRecord,
  ticketIdOf: (fareId: number) => number,
): IssuanceEvent {
  const services = new Map(
    booking.segments.map((segment) => [segment.segmentId, toServiceSegment(segment)]),
  );
  return {
    bookingId: booking.bookingId,
    customerId: booking.customer.customerId,
    ...(booking.branchId === null ? {} : { branchId: booking.branchId }),
    productCode: booking.productCode,
    currency: booking.currency,
    tickets: booking.fares.map((fare) => toTicket(fare, ticketIdOf(fare.fareId), services)),
    charges: booking.charges,
    recognition: partner.recognition,
  };
}

function toTicket(
  fare: BookedFare,
  ticketId: number,
  services: ReadonlyMap<number, ServiceSegment>,
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
      const service = services.get(segmentId);
      invariant(service !== undefined, "each coupon is for a flight of the booking");
      return service;
    }),
  };
}
