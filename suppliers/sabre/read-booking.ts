import { parseMoney } from "../../domain/money";
import { Refusal } from "../../domain/refusal";
import type {
  IssuedDocument,
  PassengerType,
  Reservation,
  ReservedPassenger,
  StoredFare,
} from "../../domain/reservation";
import { parseTicketNumber } from "../../domain/ticket-number";
import { couponStatusOf } from "../coupon-status";
import type { SupplierOutcome } from "../outcome";
import type { SabreBooking } from "./sabre-messages";
import { findRefusal, refusedBy } from "./sabre-refusals";

const passengerTypes: Readonly<Record<string, PassengerType>> = {
  ADT: "ADT",
  CNN: "CHD",
  CHD: "CHD",
  INF: "INF",
};

/** A booking in the airline's terms; what cannot be read is `reservation_invalid`. */
export function toReservation(
  booking: SabreBooking,
  recordLocator: string,
): SupplierOutcome<Reservation> {
  const refusal = findRefusal(booking);
  if (refusal !== undefined) return refusal;
  if (booking.bookingId !== recordLocator) {
    return { kind: "notDone", message: `the answer is about ${booking.bookingId ?? "nothing"}` };
  }
  try {
    return { kind: "done", value: readReservation(booking, recordLocator) };
  } catch (error) {
    if (error instanceof Refusal)
      return refusedBy("reservation_invalid", error.code, error.message);
    throw error;
  }
}

/** Tickets whose coupons are still good; a conjunction is listed ticket by ticket. */
export function isLive(ticket: SabreBooking["flightTickets"][number]): boolean {
  return ticket.ticketStatusCode === "TE" && !ticket.isEmd;
}

function readReservation(booking: SabreBooking, recordLocator: string): Reservation {
  return {
    recordLocator,
    status: booking.isCanceled ? "cancelled" : "active",
    passengers: booking.travelers.map(readPassenger),
    segments: booking.flights.map((flight) => ({
      reference: flight.itemId,
      carrierCode: flight.airlineCode,
      flightNumber: String(flight.flightNumber),
      bookingClass: flight.bookingClass,
      originAirport: flight.fromAirportCode,
      destinationAirport: flight.toAirportCode,
      departsLocal: `${flight.departureDate}T${flight.departureTime.slice(0, 5)}`,
      arrivesLocal: `${flight.arrivalDate}T${flight.arrivalTime.slice(0, 5)}`,
      statusCode: flight.flightStatusCode,
    })),
    fares: booking.fares.map((fare) => readFare(booking, fare)),
    documents: booking.flightTickets.filter(isLive).map((ticket) => readTicket(booking, ticket)),
  };
}

function readPassenger(
  traveler: SabreBooking["travelers"][number],
  index: number,
): ReservedPassenger {
  const type = passengerTypes[traveler.passengerCode];
  if (type === undefined) {
    throw new Refusal("PASSENGERS_INVALID", `The type ${traveler.passengerCode} is unknown.`);
  }
  return {
    reference: passengerReference(index + 1),
    type,
    surname: traveler.surname,
    givenNames: traveler.givenName,
    ...(traveler.birthDate === undefined ? {} : { dateOfBirthOn: traveler.birthDate }),
  };
}

function readFare(booking: SabreBooking, fare: SabreBooking["fares"][number]): StoredFare {
  const { currencyCode: currency, subtotal, total } = fare.totals;
  const percent = fare.commission?.commissionPercentage;
  return {
    reference: fare.recordId,
    passengerReferences: fare.travelerIndices.map(passengerReference),
    segmentReferences: booking.flights.map(({ itemId }) => itemId),
    validatingCarrier: fare.airlineCode,
    fare: {
      base: parseMoney({ amount: subtotal, currency }),
      taxes: fare.taxBreakdown.map(({ taxCode, taxAmount }) => ({
        code: taxCode,
        amount: parseMoney({ amount: taxAmount.amount, currency: taxAmount.currencyCode }),
      })),
      total: parseMoney({ amount: total, currency }),
    },
    ...(percent === undefined ? {} : { commission: { kind: "percent", percent } as const }),
    formOfPayment: { kind: "cash" },
    fareBases: fare.fareConstruction.map(({ fareBasisCode }) => fareBasisCode),
  };
}

function readTicket(
  booking: SabreBooking,
  ticket: SabreBooking["flightTickets"][number],
): IssuedDocument {
  const { number } = parseTicketNumber(ticket.number);
  const { payment } = ticket;
  return {
    number,
    conjunction: [number],
    passengerReference: passengerReference(ticket.travelerIndex),
    segmentReferences: ticket.flightCoupons
      .filter(({ couponStatusCode }) => couponStatusOf(couponStatusCode) !== "voided")
      .map(({ itemId }) => itemId),
    issuedOn: ticket.date,
    issuingOffice: ticket.agencyIataNumber,
    validatingCarrier: booking.fares[0]?.airlineCode ?? "",
    ...(payment === undefined
      ? {}
      : { total: parseMoney({ amount: payment.total, currency: payment.currencyCode }) }),
  };
}

function passengerReference(position: number): string {
  return `PAX${position}`;
}
