import type { BookingRecord } from "../booking-record";
import { matchPassengers, travellerKey } from "../match-reservation";
import { Refusal } from "../refusal";
import type { Reservation } from "../reservation";
import { listRecordLocators, partIn } from "./booking-parts";

/** Passengers of a booking that the supplier has moved to another reservation. */
export interface SplitOff {
  readonly reservation: Reservation;
  readonly passengerIds: readonly number[];
}

/**
 * The reservation of a booking that others were split from: the one in which each of their passengers
 * was. A booking may have been split before.
 */
export function findDivided(
  booking: BookingRecord,
  others: readonly Pick<Reservation, "passengers">[],
): string | undefined {
  const moved = others.flatMap(({ passengers }) => passengers).map(travellerKey);
  return listRecordLocators(booking).find((recordLocator) => {
    const left = partIn(booking, recordLocator).passengers.map(travellerKey);
    return moved.every((key) => {
      const index = left.indexOf(key);
      return index >= 0 && left.splice(index, 1).length === 1;
    });
  });
}

/**
 * Who of a part of a booking is in which reservation by now. Refuses (`PNR_SPLIT_UNMATCHED`) unless
 * each passenger is in exactly one of them and nobody else is, somebody stays, and tickets are where
 * their passengers are.
 */
export function divideBooking(
  part: BookingRecord,
  own: Reservation,
  others: readonly Reservation[],
): SplitOff[] {
  const all = [own, ...others];
  const ids = matchPassengers(part, {
    passengers: all.flatMap((reservation, index) =>
      reservation.passengers.map((passenger) => ({
        ...passenger,
        reference: `${index}/${passenger.reference}`,
      })),
    ),
  });
  if (ids === undefined) {
    throw unmatched(all, "The reservations together do not hold the booking's passengers.");
  }
  const idsIn = (index: number) =>
    [...ids].filter(([key]) => key.startsWith(`${index}/`)).map(([, id]) => id);
  const divided = all.map((reservation, index) => ({ reservation, passengerIds: idsIn(index) }));
  if (divided.some(({ passengerIds }) => passengerIds.length === 0)) {
    throw unmatched(all, "One of the reservations holds none of the booking's passengers.");
  }
  for (const one of divided) assertTicketsThere(part, one, all);
  return divided.slice(1);
}

function assertTicketsThere(
  { tickets }: BookingRecord,
  { reservation, passengerIds }: SplitOff,
  all: readonly Reservation[],
): void {
  const there = new Set(reservation.documents.flatMap(({ conjunction }) => conjunction));
  const missing = tickets.filter(
    ({ number, status, passengerId }) =>
      status === "ISSUED" && passengerIds.includes(passengerId) && !there.has(number),
  );
  if (missing.length === 0) return;
  throw unmatched(all, "A passenger's ticket is not in the reservation that the passenger is in.", {
    tickets: missing.map(({ number }) => number).join(", "),
  });
}

function unmatched(
  all: readonly Reservation[],
  message: string,
  details: Readonly<Record<string, string>> = {},
): Refusal {
  return new Refusal("PNR_SPLIT_UNMATCHED", message, {
    reservations: all
      .map(({ recordLocator, passengers }) => `${recordLocator}: ${passengers.length} passengers`)
      .join("; "),
    ...details,
  });
}
