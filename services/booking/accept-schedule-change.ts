import type { PartnerTransaction } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import type { ScheduleChangeRecord } from "../../db/read/schedule-changes";
import { getScheduleChange } from "../../db/read/schedule-changes";
import { listWaitingSlices } from "../../db/read/waiting-slices";
import { writeAudit } from "../../db/write/audit";
import { changeBooking } from "../../db/write/change-booking";
import { insertScheduleMoves } from "../../db/write/coupon-reports";
import { lockBooking } from "../../db/write/lock-booking";
import { answerScheduleChanges } from "../../db/write/schedule-changes";
import type { ActContext } from "../../domain/actor";
import type { BookedSegment, BookingRecord } from "../../domain/booking-record";
import { Refusal } from "../../domain/refusal";
import type { ScheduledFlight } from "../../domain/schedule-change";

/**
 * Takes the flights that the airline has put in place of those sold: the booking's are those from
 * now on, its tickets are for them under the numbers that they have, and what waits for a flight to
 * be earned waits for the new one. Refuses one that has been
 * answered (SCHEDULE_CHANGE_ANSWERED), and one in which a flight is gone (ITINERARY_INVALID).
 */
export async function acceptScheduleChange(
  transaction: PartnerTransaction,
  {
    scheduleChangeId,
    bookingId,
    assertVersion,
    context,
    at,
  }: {
    readonly scheduleChangeId: string;
    readonly bookingId: string;
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  await lockBooking(transaction, bookingId);
  const change = await getScheduleChange(transaction, scheduleChangeId);
  assertVersion(change.version);
  const booking = await getBooking(transaction, bookingId);
  const flights = toNewFlights(booking, change);
  for (const { segment, after } of flights) await replaceFlight(transaction, segment, after);
  await moveWaiting(transaction, booking, flights);
  await changeBooking(transaction, booking, {
    set: {},
    changes: Object.fromEntries(
      flights.map(({ segment, before, after }) => [
        `segment_${segment.number}`,
        [{ ...before }, { ...after }],
      ]),
    ),
    at,
  });
  await answerScheduleChanges(transaction, booking.bookingId, { answer: "ACCEPTED", at });
  const event = {
    type: "booking.schedule_accepted",
    targetType: "booking",
    targetId: bookingId,
    payload: {
      booking_ref: booking.reference,
      schedule_change_id: scheduleChangeId,
      minutes_moved: change.minutesMoved,
      segments: flights.map(({ segment }) => segment.number),
    },
  };
  await writeAudit(transaction, context, [event], at);
}

interface NewFlight {
  readonly segment: BookedSegment;
  readonly before: ScheduledFlight;
  readonly after: ScheduledFlight;
}

function toNewFlights(booking: BookingRecord, change: ScheduleChangeRecord): NewFlight[] {
  if (change.status !== "OPEN") {
    throw new Refusal("SCHEDULE_CHANGE_ANSWERED", "This change has been answered already.", {
      status: change.status,
    });
  }
  return change.segments.map(({ segmentNumber, before, after }) => {
    const segment = booking.segments.find(({ number }) => number === segmentNumber);
    if (after === null || segment === undefined) {
      throw new Refusal(
        "ITINERARY_INVALID",
        "A flight is gone without another in its place: exchange the tickets, or refund them.",
        { segment: segmentNumber },
      );
    }
    return { segment, before, after };
  });
}

/** What was moved by what was told of a coupon is not the flight's any more. */
async function moveWaiting(
  transaction: PartnerTransaction,
  { bookingId }: BookingRecord,
  flights: readonly NewFlight[],
): Promise<void> {
  const slices = await listWaitingSlices(transaction, bookingId);
  const moves = slices.flatMap((slice) => {
    const flight = flights.find(({ segment }) => segment.segmentId === slice.segmentId);
    const dueOn = flight?.after.departsLocal.slice(0, 10);
    const isOfFlight = slice.dueOn === flight?.before.departsLocal.slice(0, 10);
    if (dueOn === undefined || !isOfFlight || dueOn === slice.dueOn) return [];
    return [{ slice, rule: "schedule_change" as const, dueOn, couponReportId: null }];
  });
  await insertScheduleMoves(transaction, moves);
}

async function replaceFlight(
  { db }: PartnerTransaction,
  { segmentId }: BookedSegment,
  after: ScheduledFlight,
): Promise<void> {
  await db
    .updateTable("booking_segments")
    .set((eb) => ({
      carrier_code: after.carrierCode,
      flight_number: after.flightNumber,
      booking_class: after.bookingClass,
      departs_local: after.departsLocal.replace("T", " "),
      arrives_local: after.arrivesLocal.replace("T", " "),
      status_code: after.statusCode,
      version: eb("version", "+", 1),
    }))
    .where("booking_segment_id", "=", segmentId)
    .execute();
}
