import type { z } from "@hono/zod-openapi";

import type { BookingSummary } from "../../db/read/list-bookings";
import type {
  BookedFare,
  BookedSegment,
  BookedTicket,
  BookingRecord,
} from "../../domain/booking-record";
import type { FormOfPayment } from "../../domain/fare";
import { invariant } from "../../domain/invariant";
import { toMoneyJson, zero } from "../../domain/money";
import { supplierNameOf } from "../../domain/supplier-names";
import type { bookingSchema, bookingSummarySchema, ticketSchema } from "../schemas/booking";
import { presentStay } from "./stay";

export function presentSummary(
  booking: BookingSummary,
  livemode: boolean,
): z.infer<typeof bookingSummarySchema> {
  return {
    ...presentHeader(booking),
    livemode,
    customer_id: booking.customerPublicId,
    supplier: toSupplierName(booking.gdsProviderCode),
  };
}

export function presentBooking(
  booking: BookingRecord,
  livemode: boolean,
): z.infer<typeof bookingSchema> {
  const numberOf = new Map(booking.passengers.map((item) => [item.passengerId, item.number]));
  return {
    ...presentHeader(booking),
    livemode,
    customer_id: booking.customer.publicId,
    supplier: toSupplierName(booking.reservation?.gdsProviderCode ?? null),
    record_locator: booking.reservation?.recordLocator ?? null,
    split_from: booking.splitFrom,
    passengers: booking.passengers.map((passenger) => ({
      ...presentPassenger(passenger),
      room: passenger.room ?? null,
      age: passenger.age ?? null,
      record_locator: passenger.recordLocator ?? booking.reservation?.recordLocator ?? null,
    })),
    stay: presentStay(booking),
    segments: flightsOf(booking).map((segment) => ({
      number: segment.number,
      flight: segment.carrierCode + segment.flightNumber,
      booking_class: segment.bookingClass,
      origin: segment.originAirport,
      destination: segment.destinationAirport,
      departs_local: segment.departsLocal,
      arrives_local: segment.arrivesLocal,
      status: segment.statusCode,
    })),
    fares: booking.fares.map((fare) => ({
      number: fare.fareNumber,
      passenger_number: numberOf.get(fare.passengerId) ?? 0,
      validating_carrier: fare.supplier.airlineCode,
      base: toMoneyJson(fare.base),
      taxes: presentTaxes(fare),
      total: toMoneyJson(fare.total),
      commission: toMoneyJson(fare.commission),
      form_of_payment: presentFormOfPayment(fare.formOfPayment),
    })),
    charges: booking.charges.map((charge) => ({
      type: charge.type,
      amount: toMoneyJson(charge.amount),
      vat_percent: charge.vatPercent.replace(/\.?0+$/, ""),
      vat: toMoneyJson(charge.vat),
    })),
    tickets: booking.tickets.map((ticket) => presentTicket(booking, ticket, livemode)),
  };
}

/** A stay is no flight: it is shown by itself. */
function flightsOf({ segments }: BookingRecord): readonly BookedSegment[] {
  return segments.filter(({ stay }) => stay === undefined);
}

export function presentTicket(
  booking: BookingRecord,
  ticket: BookedTicket,
  livemode: boolean,
): z.infer<typeof ticketSchema> {
  const fare = booking.fares.find(({ fareId }) => fareId === ticket.fareId);
  const passenger = booking.passengers.find((item) => item.passengerId === ticket.passengerId);
  invariant(fare !== undefined && passenger !== undefined, "a ticket has its fare and passenger");
  const carriesAmounts = ticket.conjunctionNumber === 1;
  const nothing = toMoneyJson(zero(booking.currency));
  return {
    number: ticket.number,
    object: "ticket",
    document_type: ticket.documentType,
    service: fare.service && { ...fare.service },
    livemode,
    booking_id: booking.publicId,
    status: ticket.status,
    check_digit: ticket.checkDigit,
    conjunction_number: ticket.conjunctionNumber,
    first_ticket_number: ticket.firstTicketNumber,
    ...presentChain(booking, ticket),
    passenger: presentPassenger(passenger),
    validating_carrier: fare.supplier.airlineCode,
    issued_on: ticket.issuedOn,
    issuing_office: ticket.issuingOffice,
    base: carriesAmounts ? toMoneyJson(fare.base) : nothing,
    taxes: carriesAmounts ? presentTaxes(fare) : [],
    total: carriesAmounts ? toMoneyJson(fare.total) : nothing,
    commission: carriesAmounts ? toMoneyJson(fare.commission) : nothing,
    form_of_payment: presentFormOfPayment(fare.formOfPayment),
    coupons: ticket.coupons.map((coupon) => presentCoupon(booking, coupon)),
  };
}

/** A chain is read both ways, by the first numbers of conjunctions. */
function presentChain({ tickets }: BookingRecord, ticket: BookedTicket) {
  const firstOf = ({ firstTicketNumber }: BookedTicket) =>
    tickets.find(({ number }) => number === firstTicketNumber) ?? ticket;
  const before = ({ exchangedFromTicketId }: BookedTicket) =>
    tickets.find(({ ticketId }) => ticketId === exchangedFromTicketId);
  const own = firstOf(ticket);
  const after = tickets.find(
    ({ exchangedFromTicketId, conjunctionNumber, documentType }) =>
      conjunctionNumber === 1 && documentType === "ETKT" && exchangedFromTicketId === own.ticketId,
  );
  let original = own;
  for (let earlier = before(own); earlier !== undefined; earlier = before(original)) {
    original = firstOf(earlier);
  }
  return {
    exchanged_from: before(own)?.number ?? null,
    exchanged_for: after?.number ?? null,
    original_ticket_number: original.number,
  };
}

function presentCoupon(booking: BookingRecord, coupon: BookedTicket["coupons"][number]) {
  const segment = booking.segments.find(({ segmentId }) => segmentId === coupon.segmentId);
  invariant(segment !== undefined, "a coupon is for a flight of the booking");
  return {
    number: coupon.couponNumber,
    status: coupon.status,
    flight: segment.carrierCode + segment.flightNumber,
    origin: segment.originAirport,
    destination: segment.destinationAirport,
    departs_local: segment.departsLocal,
    fare_basis: coupon.fareBasis,
  };
}

function presentHeader(booking: Pick<BookingRecord, HeaderField>) {
  return {
    id: booking.publicId,
    object: "booking" as const,
    reference: booking.reference,
    product: booking.productCode,
    state: booking.state,
    branch_id: booking.branch,
    fare: toMoneyJson(booking.fareTotal),
    tax: toMoneyJson(booking.taxTotal),
    charges_total: toMoneyJson(booking.chargeTotal),
    vat: toMoneyJson(booking.vatTotal),
    total: toMoneyJson(booking.total),
    ticketing_deadline_at: booking.ticketingDeadlineAt,
    issued_at: booking.issuedAt,
    version: booking.version,
    created_at: booking.createdAt,
    updated_at: booking.updatedAt,
  };
}

type HeaderField =
  | "publicId"
  | "reference"
  | "productCode"
  | "state"
  | "branch"
  | "fareTotal"
  | "taxTotal"
  | "chargeTotal"
  | "vatTotal"
  | "total"
  | "ticketingDeadlineAt"
  | "issuedAt"
  | "version"
  | "createdAt"
  | "updatedAt";

function presentPassenger(passenger: BookingRecord["passengers"][number]) {
  return {
    number: passenger.number,
    type: passenger.type,
    surname: passenger.surname,
    given_names: passenger.givenNames,
  };
}

function presentTaxes({ taxes }: BookedFare) {
  return taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) }));
}

function presentFormOfPayment(form: FormOfPayment) {
  return form.kind === "cash"
    ? { kind: "cash" as const }
    : { kind: "card" as const, brand: form.brand, last_four: form.lastFour };
}

function toSupplierName(gdsProviderCode: string | null): string | null {
  return gdsProviderCode === null ? null : (supplierNameOf(gdsProviderCode) ?? gdsProviderCode);
}
