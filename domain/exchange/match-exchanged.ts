import type { BookedTicket, BookingRecord } from "../booking-record";
import { documentCountOf, matchPassengers } from "../match-reservation";
import type { IssuedDocument, ReservedSegment, Reservation, StoredFare } from "../reservation";
import { isConfirmed, withoutServices } from "../reservation";
import type { ExchangedFlight } from "./price-exchange";
import { toFlight } from "./price-exchange";
import type { ResidualEmd } from "./residual-emds";

/** A new ticket with the one that it was issued for. */
export interface ExchangedDocument {
  readonly oldNumber: string;
  /** 13 digits each; more than one in a conjunction. */
  readonly numbers: readonly string[];
  readonly checkDigit: string | null;
  readonly issuedOn: string;
  readonly issuingOffice: string | null;
  /** Its coupons in order: the position of each one's flight in the journey. */
  readonly flights: readonly number[];
  readonly fareBases: readonly string[];
}

export interface ExchangedJourney {
  readonly documents: readonly ExchangedDocument[];
  readonly flights: readonly ExchangedFlight[];
  /** Missing where no value was kept. */
  readonly residuals?: readonly ResidualEmd[];
}

/**
 * What the supplier issued for the tickets that were exchanged, passenger by passenger; undefined
 * where the reservation does not show one new document for each.
 */
export function matchExchanged(
  booking: BookingRecord,
  tickets: readonly BookedTicket[],
  reserved: Reservation,
): ExchangedJourney | undefined {
  const reservation = withoutServices(reserved);
  const passengerIds = matchPassengers(booking, reservation);
  if (passengerIds === undefined) return undefined;
  const known = new Set(booking.tickets.map(({ number }) => number));
  const left = reservation.documents.filter(({ number }) => !known.has(number));
  const flights = reservation.segments.filter(({ statusCode }) => isConfirmed(statusCode));
  const documents = tickets.flatMap((ticket) => {
    const index = left.findIndex(
      ({ passengerReference }) => passengerIds.get(passengerReference) === ticket.passengerId,
    );
    const [document] = index < 0 ? [] : left.splice(index, 1);
    return document === undefined ? [] : [toExchanged(ticket, document, reservation, flights)];
  });
  const isWhole = documents.every(
    (document) => document.numbers.length === documentCountOf(document.flights.length),
  );
  if (documents.length < tickets.length || !isWhole) return undefined;
  return { documents, flights: flights.map(toFlight) };
}

function toExchanged(
  ticket: BookedTicket,
  document: IssuedDocument,
  { fares }: Reservation,
  reserved: readonly ReservedSegment[],
): ExchangedDocument {
  const all = reserved.map((_, index) => index);
  const own = all.filter((index) =>
    document.segmentReferences.includes(reserved[index]?.reference ?? ""),
  );
  const flights = own.length === 0 ? all : own;
  const fare = fares.find(({ passengerReferences }) =>
    passengerReferences.includes(document.passengerReference),
  );
  return {
    oldNumber: ticket.number,
    numbers: document.conjunction,
    checkDigit: document.checkDigit ?? null,
    issuedOn: document.issuedOn,
    issuingOffice: document.issuingOffice,
    flights,
    fareBases: flights.map((index) => fareBasisOf(fare, reserved[index])),
  };
}

function fareBasisOf(fare: StoredFare | undefined, flight: ReservedSegment | undefined): string {
  const position = fare?.segmentReferences.indexOf(flight?.reference ?? "") ?? -1;
  return fare?.fareBases[position] ?? "";
}
