import type { PartnerTransaction } from "../../db/partner-scope";
import type { ApprovalRecord } from "../../db/read/approvals";
import { changeBooking } from "../../db/write/change-booking";
import { updateOperation } from "../../db/write/operations";
import { writeOutbox } from "../../db/write/outbox";
import type { BookingState } from "../../domain/booking-state";
import { assertTransition, bookingStates } from "../../domain/booking-state";
import { invariant } from "../../domain/invariant";

interface Held {
  readonly booking_id: number;
  readonly public_id: string;
  readonly booking_reference: string;
  readonly state: BookingState;
  readonly version: number;
}

/** A booking whose issuance waits for other people is PENDING_APPROVAL. Its row is locked. */
export async function holdBooking(
  transaction: PartnerTransaction,
  booking: Held,
  at: string,
): Promise<void> {
  assertTransition(booking.state, "PENDING_APPROVAL");
  await moveBooking(transaction, booking, { to: "PENDING_APPROVAL", at });
  await writeOutbox(
    transaction,
    [
      {
        type: "booking.pending_approval",
        aggregateType: "booking",
        aggregateId: booking.public_id,
        payload: { booking_id: booking.public_id, booking_ref: booking.booking_reference },
      },
    ],
    { at },
  );
}

/**
 * What waited is over, in the transaction that decides: the booking is what it was before it was
 * asked for, unless something else has become of it; an operation that may go on says so.
 */
export async function endWait(
  transaction: PartnerTransaction,
  { subjectId, payload }: ApprovalRecord,
  { isApproved, at }: { readonly isApproved: boolean; readonly at: string },
): Promise<void> {
  if (isApproved) {
    const stage = "approved";
    await updateOperation(transaction, subjectId, { status: "running", stage, at });
  }
  const { booking: bookingId } = payload;
  if (bookingId === undefined) return;
  invariant(typeof bookingId === "string", "the request keeps its booking");
  const before = bookingStates.find((state) => state === payload["booking_state"]);
  const booking = await transaction.db
    .selectFrom("bookings")
    .select(["booking_id", "public_id", "booking_reference", "state", "version"])
    .where("public_id", "=", bookingId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before === undefined || booking.state !== "PENDING_APPROVAL") return;
  await moveBooking(transaction, booking, { to: before, at });
}

async function moveBooking(
  transaction: PartnerTransaction,
  { booking_id: bookingId, state, version }: Held,
  { to, at }: { readonly to: BookingState; readonly at: string },
): Promise<void> {
  await changeBooking(
    transaction,
    { bookingId, version },
    { set: { state: to }, changes: { state: [state, to] }, at },
  );
}
