import type { PartnerTransaction } from "../../db/partner-scope";
import { getBooking } from "../../db/read/get-booking";
import type { PriceChangeRecord } from "../../db/read/price-changes";
import { getPriceChange } from "../../db/read/price-changes";
import { writeAudit } from "../../db/write/audit";
import { changeBooking } from "../../db/write/change-booking";
import { lockBooking } from "../../db/write/lock-booking";
import { replaceFares } from "../../db/write/price-changes";
import { readIntents } from "../../db/write/supplier-requests";
import type { ActContext } from "../../domain/actor";
import type { BookingRecord } from "../../domain/booking-record";
import { assertTransition } from "../../domain/booking-state";
import { add, formatAmount } from "../../domain/money";
import { Refusal } from "../../domain/refusal";

export interface AcceptPrice {
  /** Public ids. */
  readonly bookingId: string;
  readonly priceChangeId: string;
  readonly assertVersion: (version: number) => void;
  readonly context: ActContext;
  readonly at: string;
}

/**
 * Takes a price that the supplier was found to ask: the booking's fares, taxes and commission are
 * those from now on, and the old ones stay to be read. Refuses while the booking is being issued
 * (OPERATION_IN_PROGRESS), and a price that is not the latest found (PRICE_CHANGED).
 */
export async function acceptPrice(
  transaction: PartnerTransaction,
  { bookingId, priceChangeId, assertVersion, context, at }: AcceptPrice,
): Promise<BookingRecord> {
  await lockBooking(transaction, bookingId);
  const booking = await getBooking(transaction, bookingId);
  assertVersion(booking.version);
  const change = await getPriceChange(transaction, { bookingId, priceChangeId });
  assertTransition(booking.state, "ISSUED");
  await assertNotBeingIssued(transaction, bookingId);
  assertLatest(change);
  await replaceFares(transaction, booking, change);
  await changeTotals(transaction, booking, change, at);
  await transaction.db
    .updateTable("price_changes")
    .set((eb) => ({ status: "ACCEPTED", accepted_at: at, version: eb("version", "+", 1) }))
    .where("price_change_id", "=", change.priceChangeRowId)
    .execute();
  const event = {
    type: "booking.price_accepted",
    targetType: "booking",
    targetId: bookingId,
    payload: {
      booking_ref: booking.reference,
      price_change_id: priceChangeId,
      old_total: formatAmount(change.oldTotal),
      new_total: formatAmount(change.newTotal),
      currency: booking.currency,
    },
  };
  await writeAudit(transaction, context, [event], at);
  return getBooking(transaction, bookingId);
}

/**
 * What is being issued is issued at the price that it was read with. An issuance that begins now
 * waits for our lock before it asks the supplier.
 */
async function assertNotBeingIssued(
  transaction: PartnerTransaction,
  bookingId: string,
): Promise<void> {
  const running = await transaction.db
    .selectFrom("operations")
    .select("public_id")
    .where("operation_kind", "=", "booking.issue")
    .where("resource_public_id", "=", bookingId)
    .where("status", "in", ["running", "needs_attention"])
    .executeTakeFirst();
  const { open } = await readIntents(transaction, `issue:${bookingId}`);
  if (running === undefined && open.length === 0) return;
  throw new Refusal(
    "OPERATION_IN_PROGRESS",
    "The booking is being issued. Wait for its end.",
    running === undefined ? {} : { operationId: running.public_id },
  );
}

function assertLatest({ status, publicId }: PriceChangeRecord): void {
  if (status === "FOUND") return;
  throw new Refusal(
    "PRICE_CHANGED",
    status === "ACCEPTED"
      ? "This price has been accepted already."
      : "Another price was found since. Issue again to see the latest.",
    { priceChangeId: publicId },
  );
}

async function changeTotals(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  { newFare, newTax }: PriceChangeRecord,
  at: string,
): Promise<void> {
  const total = add(add(newFare, newTax), add(booking.chargeTotal, booking.vatTotal));
  const before = { fare: booking.fareTotal, tax: booking.taxTotal, total: booking.total };
  const after = { fare: newFare, tax: newTax, total };
  await changeBooking(transaction, booking, {
    set: {
      fare_amount: formatAmount(after.fare),
      tax_amount: formatAmount(after.tax),
      total_amount: formatAmount(after.total),
    },
    changes: {
      fare_amount: [formatAmount(before.fare), formatAmount(after.fare)],
      tax_amount: [formatAmount(before.tax), formatAmount(after.tax)],
      total_amount: [formatAmount(before.total), formatAmount(after.total)],
    },
    at,
  });
}
