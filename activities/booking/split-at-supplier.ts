import type { PartnerDatabase, PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getBooking } from "../../db/read/get-booking";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { takeReference } from "../../db/write/insert-booking";
import { lockBooking } from "../../db/write/lock-booking";
import { succeedOperation } from "../../db/write/operations";
import { yearIn } from "../../domain/calendar";
import { Refusal } from "../../domain/refusal";
import type { Reservation } from "../../domain/reservation";
import { listRecordLocators, partIn } from "../../domain/split/booking-parts";
import { divideBooking, findDivided } from "../../domain/split/divide-booking";
import { splitBooking } from "../../services/booking/split-booking";
import type { AirSupplier } from "../../suppliers/port";
import type { SplitBookingInput, SplitBookingResult } from "../../temporal/contract/split-booking";
import { currentTraceparent, toActContext } from "../act-context";
import { findOperationResult } from "../books/find-operation-result";
import type { SupplierDependencies } from "../dependencies";
import { readSupplier } from "../ticket/read-supplier";

/**
 * Reads the reservations that passengers of a booking are in by now, and takes it into the books in
 * one commit with the operation's result. Nothing is changed at the supplier: safe to repeat.
 */
export function createSplitAtSupplier(dependencies: SupplierDependencies) {
  return async function splitAtSupplier(input: SplitBookingInput): Promise<SplitBookingResult> {
    const scope = await dependencies.openPartner(input.partner);
    const done = await findOperationResult<SplitBookingResult>(scope, input.operationId);
    if (done !== undefined) return done;
    const supplier = await dependencies.openSupplier(scope, input.gdsProviderCode);
    const found = await read(scope, supplier, input);
    const { bookingReferences: references, timeZone } = await getPartner(scope);
    const now = dependencies.now();
    const at = toDateTime(now);
    return inTransaction(
      scope,
      async (transaction) => {
        const result =
          (await findOperationResult<SplitBookingResult>(transaction, input.operationId)) ??
          (await keep(transaction, input, found, {
            at,
            takeReference: () =>
              takeReference(transaction, { references, year: yearIn(timeZone, now) }),
          }));
        await succeedOperation(transaction, input.operationId, { stage: "split", result, at });
        return result;
      },
      dependencies.observer,
    );
  };
}

interface FoundReservations {
  readonly own: Reservation;
  readonly others: readonly Reservation[];
}

/** The reservation that was split, and those that it was split into. */
async function read(
  scope: PartnerDatabase,
  supplier: AirSupplier,
  { bookingId, recordLocators }: SplitBookingInput,
): Promise<FoundReservations> {
  const booking = await getBooking(scope, bookingId);
  const retrieve = (recordLocator: string) =>
    readSupplier((options) => supplier.retrieve({ recordLocator }, options));
  const known = listRecordLocators(booking);
  if (recordLocators.length > 0) {
    const others = await Promise.all(recordLocators.map(retrieve));
    return { own: await retrieve(findDivided(booking, others) ?? known[0] ?? ""), others };
  }
  for (const recordLocator of known) {
    const own = await retrieve(recordLocator);
    const named = (own.splitLocators ?? []).filter((one) => !known.includes(one));
    if (named.length > 0) return { own, others: await Promise.all(named.map(retrieve)) };
  }
  throw new Refusal(
    "PNR_SPLIT_UNMATCHED",
    "The supplier names no reservation that this one was split into. Name it, if you know it.",
    { recordLocator: known.join(", ") },
  );
}

async function keep(
  transaction: PartnerTransaction,
  input: SplitBookingInput,
  { own, others }: FoundReservations,
  {
    at,
    takeReference: take,
  }: { readonly at: string; readonly takeReference: () => Promise<string> },
): Promise<SplitBookingResult> {
  await lockBooking(transaction, input.bookingId);
  const booking = await getBooking(transaction, input.bookingId);
  const divided = divideBooking(partIn(booking, own.recordLocator), own, others);
  const splitOff = await splitBooking(transaction, booking, {
    divided,
    isTicketed: [own, ...others].some(({ documents }) => documents.length > 0),
    gdsProviderCode: input.gdsProviderCode,
    operationId: input.operationId,
    takeReference: take,
    context: toActContext(input.context),
    at,
    traceparent: currentTraceparent(),
  });
  return { bookingId: input.bookingId, splitOff };
}
