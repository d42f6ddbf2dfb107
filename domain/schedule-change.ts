import type { BookedSegment, BookingRecord } from "./booking-record";
import type { ReservedSegment, Reservation } from "./reservation";
import { isConfirmed } from "./reservation";

/** A flight as it was sold, or as the airline has it now. */
export type ScheduledFlight = Omit<ReservedSegment, "reference" | "stay">;

export interface SegmentChange {
  /** Of the booking's flight. */
  readonly segmentNumber: number;
  readonly before: ScheduledFlight;
  /** Null where the airline has put no flight in its place. */
  readonly after: ScheduledFlight | null;
  /** Between the departures by the airport's clock; negative: earlier. */
  readonly minutesMoved: number | null;
}

/** Another flight between the same airports takes the place of one within this time. */
const replacedWithinMs = 3 * 24 * 3_600_000;

/**
 * Flights of a booking that the reservation has otherwise: moved, replaced, or gone. A flight that
 * is there as it was sold is no change, whatever stands beside it.
 */
export function findScheduleChanges(
  { segments }: Pick<BookingRecord, "segments">,
  reservation: Pick<Reservation, "segments">,
): SegmentChange[] {
  const left = reservation.segments.filter(({ statusCode }) => isConfirmed(statusCode));
  const changed = segments
    .filter(({ statusCode, stay }) => statusCode !== cancelled && stay === undefined)
    .filter((segment) => takeOut(left, (reserved) => isAsSold(segment, reserved)) === undefined);
  return changed.map((segment) => {
    const after = takeNearest(left, segment);
    return {
      segmentNumber: segment.number,
      before: toFlight(segment),
      after: after === undefined ? null : toFlight(after),
      minutesMoved: after === undefined ? null : minutesBetween(segment, after),
    };
  });
}

/** Of flights that an exchange has taken out of the booking. */
const cancelled = "XX";

/** The most that a departure moved, either way; null where a flight is gone. */
export function mostMoved(changes: readonly SegmentChange[]): number | null {
  const minutes = changes.map(({ minutesMoved }) => minutesMoved);
  if (minutes.includes(null)) return null;
  return Math.max(0, ...minutes.map((moved) => Math.abs(moved ?? 0)));
}

function takeOut(
  left: ReservedSegment[],
  fits: (reserved: ReservedSegment) => boolean,
): ReservedSegment | undefined {
  const index = left.findIndex(fits);
  return index < 0 ? undefined : left.splice(index, 1)[0];
}

function takeNearest(left: ReservedSegment[], segment: BookedSegment): ReservedSegment | undefined {
  const [nearest] = left
    .filter((reserved) => isSameRoute(segment, reserved))
    .filter((reserved) => distanceMs(segment, reserved) <= replacedWithinMs)
    .toSorted((one, other) => distanceMs(segment, one) - distanceMs(segment, other));
  return takeOut(left, (reserved) => reserved === nearest);
}

function isAsSold(segment: BookedSegment, reserved: ReservedSegment): boolean {
  return (
    isSameRoute(segment, reserved) &&
    segment.carrierCode === reserved.carrierCode &&
    segment.flightNumber === reserved.flightNumber &&
    segment.bookingClass === reserved.bookingClass &&
    segment.departsLocal === reserved.departsLocal &&
    segment.arrivesLocal === reserved.arrivesLocal
  );
}

function isSameRoute(segment: BookedSegment, reserved: ReservedSegment): boolean {
  return (
    segment.originAirport === reserved.originAirport &&
    segment.destinationAirport === reserved.destinationAirport
  );
}

function distanceMs(segment: BookedSegment, reserved: ReservedSegment): number {
  return Math.abs(toMs(reserved.departsLocal) - toMs(segment.departsLocal));
}

function minutesBetween(segment: BookedSegment, reserved: ReservedSegment): number {
  return (toMs(reserved.departsLocal) - toMs(segment.departsLocal)) / 60_000;
}

/** Both are of one airport's clock, so any zone will do. */
function toMs(local: string): number {
  return Date.parse(`${local}Z`);
}

function toFlight(flight: ScheduledFlight): ScheduledFlight {
  return {
    carrierCode: flight.carrierCode,
    flightNumber: flight.flightNumber,
    bookingClass: flight.bookingClass,
    originAirport: flight.originAirport,
    destinationAirport: flight.destinationAirport,
    departsLocal: flight.departsLocal,
    arrivesLocal: flight.arrivesLocal,
    statusCode: flight.statusCode,
  };
}
