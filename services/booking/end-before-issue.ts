import type { PartnerTransaction } from "../../db/partner-scope";
import { writeAudit } from "../../db/write/audit";
import { changeBooking } from "../../db/write/change-booking";
import { writeOutbox } from "../../db/write/outbox";
import { answerScheduleChanges } from "../../db/write/schedule-changes";
import type { ActContext } from "../../domain/actor";
import { assertEndsUnissued } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";

export interface EndBeforeIssue {
  /** Public id. */
  readonly bookingId: string;
  readonly to: "CANCELLED_BEFORE_ISSUE" | "EXPIRED";
  readonly reason: string;
  readonly context: ActContext;
  readonly at: string;
  readonly traceparent?: string | undefined;
}

/**
 * Ends a booking that nothing was issued of, with its history, audit and event; its record locator
 * is free for the supplier to use again. Refuses what has been issued (BOOKING_ALREADY_ISSUED) or
 * has ended (BOOKING_STATE_INVALID).
 */
export async function endBeforeIssue(
  transaction: PartnerTransaction,
  { bookingId: publicId, to, reason, context, at, traceparent }: EndBeforeIssue,
): Promise<void> {
  const { db } = transaction;
  const booking = await lockBooking(transaction, publicId);
  assertEndsUnissued(booking.state, to);
  const { booking_id: bookingId, version } = booking;
  await changeBooking(
    transaction,
    { bookingId, version },
    { set: { state: to }, changes: { state: [booking.state, to] }, at },
  );
  await db
    .updateTable("booking_pnrs")
    .set((eb) => ({ is_current: null, version: eb("version", "+", 1) }))
    .where("booking_id", "=", bookingId)
    .where("is_current", "=", 1)
    .execute();
  await answerScheduleChanges(transaction, bookingId, { answer: "CANCELLED", at });
  const type = to === "EXPIRED" ? "booking.expired" : "booking.cancelled";
  const facts = { booking_ref: booking.booking_reference, state: to };
  await writeAudit(
    transaction,
    context,
    [
      {
        type,
        targetType: "booking",
        targetId: publicId,
        payload: { ...facts, from_state: booking.state, reason },
      },
    ],
    at,
  );
  await writeOutbox(
    transaction,
    [
      {
        type,
        aggregateType: "booking",
        aggregateId: publicId,
        payload: { booking_id: publicId, ...facts },
      },
    ],
    { at, traceparent },
  );
}

async function lockBooking({ db }: PartnerTransaction, publicId: string) {
  const row = await db
    .selectFrom("bookings")
    .select(["booking_id", "booking_reference", "state", "version"])
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such booking.", { id: publicId });
  return row;
}
