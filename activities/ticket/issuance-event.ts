import type { BookedFare, BookingRecord, PartnerRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import type { IssuanceEvent, IssuedTicket } from "../../domain/posting/issuance";
import { saleTermsOf } from "../../domain/posting/sale-terms";
import type { ServiceSegment } from "../../domain/recognition";
import { ofStay, toServiceSegment } from "../../domain/recognition";

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
    tickets: booking.fares.map((fare) => ({
      ...toTicket(fare, ticketIdOf(fare.fareId), services),
      ...saleTermsOf(booking, fare),
    })),
    charges: booking.charges,
    recognition: booking.stay === undefined ? partner.recognition : toNights(partner.recognition),
  };
}

function toNights(recognition: PartnerRecord["recognition"]): PartnerRecord["recognition"] {
  return {
    commission: ofStay(recognition.commission),
    markUp: ofStay(recognition.markUp),
    serviceFee: ofStay(recognition.serviceFee),
  };
}

function toTicket(
  fare: BookedFare,
  ticketId: number,
  services: ReadonlyMap<number, ServiceSegment>,
): Omit<IssuedTicket, "settlement" | "revenueRole" | "paidToAirline"> {
  return {
    ticketId,
    supplierId: fare.supplier.supplierId,
    base: fare.base,
    taxes: fare.taxTotal,
    commission: fare.commission,
    segments: fare.coupons.map(({ segmentId }) => {
      const service = services.get(segmentId);
      invariant(service !== undefined, "each coupon is for a flight of the booking");
      return service;
    }),
  };
}
