import type { z } from "@hono/zod-openapi";

import type { ScheduleChangeRecord } from "../../db/read/schedule-changes";
import type { ScheduledFlight } from "../../domain/schedule-change";
import type { CheckScheduleResult } from "../../temporal/contract/check-schedule";
import type { ScheduleChecks } from "../../temporal/contract/check-schedules";
import type {
  scheduleChangeSchema,
  scheduleCheckSchema,
  scheduleChecksSchema,
} from "../schemas/schedule-change";

export function presentScheduleChange(
  change: ScheduleChangeRecord,
  livemode: boolean,
): z.infer<typeof scheduleChangeSchema> {
  return {
    id: change.publicId,
    object: "schedule_change",
    livemode,
    booking_id: change.bookingId,
    booking_reference: change.bookingReference,
    status: change.status,
    minutes_moved: change.minutesMoved,
    segments: change.segments.map(({ segmentNumber, before, after, minutesMoved }) => ({
      number: segmentNumber,
      before: presentFlight(before),
      after: after && presentFlight(after),
      minutes_moved: minutesMoved,
    })),
    version: change.version,
    found_at: change.foundAt,
    answered_at: change.answeredAt,
  };
}

function presentFlight(flight: ScheduledFlight) {
  return {
    flight: flight.carrierCode + flight.flightNumber,
    booking_class: flight.bookingClass,
    origin: flight.originAirport,
    destination: flight.destinationAirport,
    departs_local: flight.departsLocal,
    arrives_local: flight.arrivesLocal,
    status: flight.statusCode,
  };
}

export function presentScheduleCheck(
  { bookingId, scheduleChangeId }: CheckScheduleResult,
  operationId: string,
  livemode: boolean,
): z.infer<typeof scheduleCheckSchema> {
  return {
    object: "schedule_check",
    livemode,
    operation_id: operationId,
    booking_id: bookingId,
    schedule_change_id: scheduleChangeId,
  };
}

/** As far as a run is, or what it came to. */
export function presentScheduleChecks(
  found: ScheduleChecks,
  operationId: string,
  livemode: boolean,
): z.infer<typeof scheduleChecksSchema> {
  return {
    object: "schedule_checks",
    livemode,
    operation_id: operationId,
    bookings_checked: found.checked,
    with_changes: found.changed,
    refused: found.refused,
    unanswered: found.unanswered,
    refusals: found.refusals.map(({ bookingId, code }) => ({
      booking_id: bookingId,
      code: code.toLowerCase(),
    })),
  };
}
