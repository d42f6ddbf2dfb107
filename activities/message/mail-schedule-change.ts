import { getScheduleChange } from "../../db/read/schedule-changes";
import type { ScheduledFlight } from "../../domain/schedule-change";
import type { ScheduleNotice } from "../../temporal/contract/check-schedule";
import { keepHeartbeating } from "../heartbeat";
import type { MessageDependencies } from "./message-activities";
import { tellPerson } from "./tell-person";

/**
 * Tells whoever made a booking, or the partner where a token did, that the airline has changed its
 * flights. Returns whether there was anybody to write to; each change is told once.
 */
export function createMailScheduleChange(dependencies: MessageDependencies) {
  return ({ partner, scheduleChangeId }: ScheduleNotice): Promise<boolean> =>
    keepHeartbeating(async () => {
      const scope = await dependencies.openPartner(partner);
      const change = await getScheduleChange(scope, scheduleChangeId);
      const { created_by_user_id: userId } = await scope.db
        .selectFrom("bookings")
        .select("created_by_user_id")
        .where("public_id", "=", change.bookingId)
        .executeTakeFirstOrThrow();
      return tellPerson(dependencies, scope, {
        key: `schedule:${scheduleChangeId}`,
        messageType: "schedule_change",
        userId,
        subject: `Schedule change of ${change.bookingReference}`,
        text: `The airline has changed flights of ${change.bookingReference}. Accept the change, or exchange or refund the tickets.`,
        lines: change.segments.map(
          ({ before, after }) =>
            `${describe(before)}: ${after === null ? "no longer flown" : `now ${describe(after)}`}`,
        ),
        page: `bookings/${change.bookingId}`,
      });
    });
}

function describe(flight: ScheduledFlight): string {
  const { carrierCode, flightNumber, originAirport, destinationAirport, departsLocal } = flight;
  return `${carrierCode}${flightNumber} ${originAirport}-${destinationAirport} ${departsLocal.replace("T", " ")}`;
}
