import type { PartnerTransaction } from "../../db/partner-scope";
import { writeAudit } from "../../db/write/audit";
import { writeOutbox } from "../../db/write/outbox";
import type { MovedAmounts } from "../../db/write/split-booking";
import { moveToOwnBooking, putInReservation, settleSplit } from "../../db/write/split-booking";
import { readIntents } from "../../db/write/supplier-requests";
import type { ActContext } from "../../domain/actor";
import type { BookingRecord } from "../../domain/booking-record";
import type { BookingState } from "../../domain/booking-state";
import { Refusal } from "../../domain/refusal";
import type { SplitOff } from "../../domain/split/divide-booking";

export interface SplitBooking {
  readonly divided: readonly SplitOff[];
  /** One of the reservations carries documents. */
  readonly isTicketed: boolean;
  readonly gdsProviderCode: string;
  /** Public id of the operation that does it. */
  readonly operationId: string;
  readonly takeReference: () => Promise<string>;
  readonly context: ActContext;
  readonly at: string;
  readonly traceparent: string | undefined;
}

export interface SplitPart {
  readonly recordLocator: string;
  /** Public id of the booking that they are by now; null where they stay in this one. */
  readonly bookingId: string | null;
  readonly passengerNumbers: number[];
}

const held: readonly BookingState[] = ["HELD", "PENDING_PAYMENT", "PENDING_APPROVAL"];
const issued: readonly BookingState[] = ["ISSUED", "PARTIALLY_USED", "COMPLETED"];

/**
 * Takes it up that passengers of a booking, whose row is locked, are in other reservations. What was
 * not issued becomes a booking for each of these; tickets stay in the booking that sold them, which
 * knows from then on in which reservation each passenger is. No money moves.
 */
export async function splitBooking(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  split: SplitBooking,
): Promise<SplitPart[]> {
  await assertSplittable(transaction, booking, split);
  const parts: SplitPart[] = [];
  const amounts: MovedAmounts[] = [];
  for (const { reservation, passengerIds } of split.divided) {
    const moved = {
      reservation,
      passengerIds,
      gdsProviderCode: split.gdsProviderCode,
      at: split.at,
    };
    const { recordLocator } = reservation;
    const passengerNumbers = booking.passengers
      .filter(({ passengerId }) => passengerIds.includes(passengerId))
      .map(({ number }) => number);
    if (issued.includes(booking.state)) {
      await putInReservation(transaction, booking, moved);
      parts.push({ recordLocator, bookingId: null, passengerNumbers });
    } else {
      const reference = await split.takeReference();
      const own = await moveToOwnBooking(transaction, booking, moved, reference);
      amounts.push(own.amounts);
      parts.push({ recordLocator, bookingId: own.publicId, passengerNumbers });
      await tellOfHold(transaction, { booking, reference, publicId: own.publicId }, moved, split);
    }
  }
  const recordLocators = parts.map(({ recordLocator }) => recordLocator);
  await settleSplit(transaction, booking, { amounts, recordLocators, at: split.at });
  await tellOfSplit(transaction, booking, parts, split);
  return parts;
}

async function assertSplittable(
  transaction: PartnerTransaction,
  { state, publicId }: BookingRecord,
  { isTicketed, operationId }: SplitBooking,
): Promise<void> {
  if (issued.includes(state)) return;
  if (!held.includes(state)) {
    throw new Refusal("BOOKING_STATE_INVALID", "A booking in this state is not split.", { state });
  }
  await assertNothingUnderWay(transaction, publicId, operationId);
  if (!isTicketed) return;
  throw new Refusal(
    "TICKETED_ELSEWHERE",
    "A reservation of it is ticketed already, and travoBooks has not issued it.",
  );
}

/** What is being issued or cancelled is dealt with as one; what begins now waits for our lock. */
async function assertNothingUnderWay(
  transaction: PartnerTransaction,
  bookingId: string,
  ownOperation: string,
): Promise<void> {
  const running = await transaction.db
    .selectFrom("operations")
    .select("public_id")
    .where("resource_public_id", "=", bookingId)
    .where("operation_kind", "in", ["booking.issue", "booking.cancel", "booking.expire"])
    .where("public_id", "<>", ownOperation)
    .where("status", "in", ["running", "needs_attention"])
    .executeTakeFirst();
  const keys = ["issue", "cancel"].map((act) => `${act}:${bookingId}`);
  const intents = await Promise.all(keys.map((key) => readIntents(transaction, key)));
  if (running === undefined && intents.every(({ open }) => open.length === 0)) return;
  throw new Refusal(
    "OPERATION_IN_PROGRESS",
    "The booking is being issued or cancelled. Wait for its end.",
    running === undefined ? {} : { operationId: running.public_id },
  );
}

/** As of any booking that is held: its time limit is waited for from now on. */
async function tellOfHold(
  transaction: PartnerTransaction,
  made: { readonly booking: BookingRecord; readonly reference: string; readonly publicId: string },
  { reservation, gdsProviderCode }: Pick<SplitOff, "reservation"> & { gdsProviderCode: string },
  { context, at, traceparent }: SplitBooking,
): Promise<void> {
  const { booking, reference, publicId } = made;
  const deadlineAt = reservation.ticketingDeadlineAt ?? booking.ticketingDeadlineAt;
  const facts = {
    booking_ref: reference,
    state: booking.state,
    gds_provider: gdsProviderCode,
    ticketing_deadline_at: deadlineAt,
    split_from: booking.publicId,
  };
  const audit = {
    type: "booking.created",
    targetType: "booking",
    targetId: publicId,
    payload: { ...facts, record_locator: reservation.recordLocator },
  };
  await writeAudit(transaction, context, [audit], at);
  const event = {
    type: "booking.held",
    aggregateType: "booking",
    aggregateId: publicId,
    payload: { booking_id: publicId, ...facts },
  };
  await writeOutbox(transaction, [event], { at, traceparent });
}

async function tellOfSplit(
  transaction: PartnerTransaction,
  { publicId, reference }: BookingRecord,
  parts: readonly SplitPart[],
  { context, at, traceparent }: SplitBooking,
): Promise<void> {
  const type = "booking.split";
  const payload = {
    booking_ref: reference,
    split_off: parts.map(({ recordLocator, bookingId, passengerNumbers }) => ({
      record_locator: recordLocator,
      booking_id: bookingId,
      passengers: passengerNumbers,
    })),
  };
  const audit = { type, targetType: "booking", targetId: publicId, payload };
  await writeAudit(transaction, context, [audit], at);
  const event = {
    type,
    aggregateType: "booking",
    aggregateId: publicId,
    payload: { booking_id: publicId, ...payload },
  };
  await writeOutbox(transaction, [event], { at, traceparent });
}
