import type { BookingRecord } from "../booking-record";
import { Refusal } from "../refusal";
import type { Reservation } from "../reservation";
import type { SegmentChange } from "../schedule-change";
import { findScheduleChanges } from "../schedule-change";
import { partIn } from "./booking-parts";

/**
 * What the airline has changed of a booking's flights, over all reservations that its passengers are
 * in. Refuses (`RESERVATIONS_DIFFER`) where it has moved a flight for some of them only: the booking
 * has one time for each flight, so these tickets are exchanged or refunded by themselves.
 */
export function findChangesInParts(
  booking: BookingRecord,
  reservations: ReadonlyMap<string, Pick<Reservation, "segments">>,
): SegmentChange[] {
  const found = new Map<number, SegmentChange | null>();
  for (const [recordLocator, reservation] of reservations) {
    const part = partIn(booking, recordLocator);
    const changes = findScheduleChanges(part, reservation);
    for (const { number } of part.segments) {
      const change = changes.find(({ segmentNumber }) => segmentNumber === number) ?? null;
      const other = found.get(number);
      if (other !== undefined && JSON.stringify(other) !== JSON.stringify(change)) {
        throw new Refusal(
          "RESERVATIONS_DIFFER",
          "The airline has moved a flight for some of the passengers only. Exchange their tickets, or refund them.",
          { recordLocator, segment: number },
        );
      }
      found.set(number, change);
    }
  }
  return booking.segments.flatMap(({ number }) => found.get(number) ?? []);
}
