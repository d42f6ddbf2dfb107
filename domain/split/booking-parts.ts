import type { BookedTicket, BookingRecord } from "../booking-record";
import { Refusal } from "../refusal";

/** Record locators of the reservations that a booking's passengers are in, its own first. */
export function listRecordLocators(
  booking: Pick<BookingRecord, "reservation" | "passengers">,
): string[] {
  if (booking.reservation === null) return [];
  const own = booking.reservation.recordLocator;
  const ofPassengers = booking.passengers.map((passenger) => passenger.recordLocator ?? own);
  return [own, ...new Set(ofPassengers.filter((one) => one !== own).toSorted())];
}

/**
 * What of a booking is in one reservation: its passengers there with their fares, tickets and
 * flights. All of it where no passenger was ever split off.
 */
export function partIn(booking: BookingRecord, recordLocator: string): BookingRecord {
  const { reservation } = booking;
  if (reservation === null || listRecordLocators(booking).length === 1) return booking;
  const passengers = booking.passengers.filter(
    (passenger) => (passenger.recordLocator ?? reservation.recordLocator) === recordLocator,
  );
  const ids = new Set(passengers.map(({ passengerId }) => passengerId));
  const fares = booking.fares.filter(({ passengerId }) => ids.has(passengerId));
  const tickets = booking.tickets.filter(({ passengerId }) => ids.has(passengerId));
  const flown = new Set(
    [...fares, ...tickets].flatMap(({ coupons }) => coupons.map(({ segmentId }) => segmentId)),
  );
  return {
    ...booking,
    reservation: { ...reservation, recordLocator },
    passengers,
    fares,
    tickets,
    segments: booking.segments.filter(({ segmentId }) => flown.has(segmentId)),
  };
}

/**
 * The part of a booking that tickets are in: a supplier is asked about one reservation at a time.
 * Refuses tickets of several (`RESERVATIONS_DIFFER`), and says which are in which.
 */
export function partOfTickets(
  booking: BookingRecord,
  tickets: readonly Pick<BookedTicket, "number" | "passengerId">[],
): BookingRecord {
  const parts = listRecordLocators(booking).map((recordLocator) => {
    const part = partIn(booking, recordLocator);
    const ids = new Set(part.passengers.map(({ passengerId }) => passengerId));
    const numbers = tickets.filter(({ passengerId }) => ids.has(passengerId));
    return { part, recordLocator, numbers: numbers.map(({ number }) => number) };
  });
  const [first, ...others] = parts.filter(({ numbers }) => numbers.length > 0);
  if (first === undefined || others.length === 0) return first?.part ?? booking;
  throw new Refusal(
    "RESERVATIONS_DIFFER",
    "The tickets are in several reservations: name those of one at a time.",
    {
      reservations: [first, ...others]
        .map(({ recordLocator, numbers }) => `${recordLocator}: ${numbers.join(", ")}`)
        .join("; "),
    },
  );
}
