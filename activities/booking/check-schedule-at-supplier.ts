import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { inTransaction } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import { lockBooking } from "../../db/write/lock-booking";
import { succeedOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import { keepScheduleChange } from "../../db/write/schedule-changes";
import type { BookingRecord } from "../../domain/booking-record";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import type { SegmentChange } from "../../domain/schedule-change";
import { mostMoved } from "../../domain/schedule-change";
import { listRecordLocators } from "../../domain/split/booking-parts";
import { findChangesInParts } from "../../domain/split/find-changes-in-parts";
import type { CheckScheduleResult, ScheduleReading } from "../../temporal/contract/check-schedule";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { SupplierDependencies } from "../dependencies";
import { readSupplier } from "../ticket/read-supplier";

/**
 * Reads the reservation and keeps what the airline has changed of the flights, in one commit with
 * the operation's result. Nothing is left behind at the supplier: safe to repeat.
 */
export function createCheckScheduleAtSupplier(dependencies: SupplierDependencies) {
  return async function checkScheduleAtSupplier(
    input: ScheduleReading,
  ): Promise<CheckScheduleResult> {
    const scope = await dependencies.openPartner(input.partner);
    const asked = await getBooking(scope, input.bookingId);
    const { reservation } = asked;
    if (reservation === null) {
      throw new Refusal("BOOKING_STATE_INVALID", "The booking has no reservation at a supplier.");
    }
    const supplier = await dependencies.openSupplier(scope, reservation.gdsProviderCode);
    const read: ReadReservations = new Map();
    for (const recordLocator of listRecordLocators(asked)) {
      const found = await readSupplier((options) => supplier.retrieve({ recordLocator }, options));
      if (found.status === "cancelled") {
        throw new Refusal("PNR_CANCELLED", "The reservation is cancelled at the supplier.", {
          recordLocator,
        });
      }
      read.set(recordLocator, found);
    }
    const at = toDateTime(dependencies.now());
    return inTransaction(
      scope,
      async (transaction) =>
        (await findResult(transaction, input)) ?? keep(transaction, input, { read, at }),
      dependencies.observer,
    );
  };
}

async function findResult(
  transaction: PartnerTransaction,
  { operationId }: ScheduleReading,
): Promise<CheckScheduleResult | undefined> {
  if (operationId === null) return undefined;
  return findOperationResult<CheckScheduleResult>(transaction, operationId);
}

async function keep(
  transaction: PartnerTransaction,
  input: ScheduleReading,
  { read, at }: { readonly read: ReadReservations; readonly at: string },
): Promise<CheckScheduleResult> {
  await lockBooking(transaction, input.bookingId);
  const booking = await getBooking(transaction, input.bookingId);
  const changes = findChangesInParts(booking, read);
  const kept = await keepScheduleChange(transaction, booking, changes, at);
  if (kept?.isNew === true) {
    await writeTrail(transaction, input, { booking, changes, id: kept.publicId, at });
  }
  const result = { bookingId: input.bookingId, scheduleChangeId: kept?.publicId ?? null };
  const { operationId } = input;
  if (operationId !== null) {
    await succeedOperation(transaction, operationId, { stage: "checked", result, at });
  }
  return result;
}

type ReadReservations = Map<string, Reservation>;

async function writeTrail(
  transaction: PartnerTransaction,
  { bookingId, context }: ScheduleReading,
  {
    booking,
    changes,
    id,
    at,
  }: {
    readonly booking: BookingRecord;
    readonly changes: readonly SegmentChange[];
    readonly id: string;
    readonly at: string;
  },
): Promise<void> {
  const type = "booking.schedule_changed";
  const facts = {
    booking_ref: booking.reference,
    schedule_change_id: id,
    minutes_moved: mostMoved(changes),
  };
  const event = { type, targetType: "booking", targetId: bookingId, payload: facts };
  await writeAudit(transaction, toActContext(context), [event], at);
  await writeOutbox(
    transaction,
    [
      {
        type,
        aggregateType: "booking",
        aggregateId: bookingId,
        payload: { booking_id: bookingId, ...facts },
      },
    ],
    { at, traceparent: currentTraceparent() },
  );
}
