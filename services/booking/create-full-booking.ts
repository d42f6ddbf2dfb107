import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import { toDateTime } from "../../db/read/amounts";
import { getActiveCustomer } from "../../db/write/get-active-customer";
import { insertBooking } from "../../db/write/insert-booking";
import type { ActContext } from "../../domain/actor";
import type { PricedBooking } from "../../domain/booking";
import type { PartnerRecord } from "../../domain/booking-record";
import { yearIn } from "../../domain/calendar";
import { assertWithinPlan } from "../subscription/assert-within-plan";

export interface FullBooking {
  readonly customerId: string;
  /** By key. */
  readonly branchId?: number;
  readonly priced: PricedBooking;
  /** With a reservation the booking is held at the supplier; without, it is a draft. */
  readonly reservation?: { readonly gdsProviderCode: string; readonly recordLocator: string };
  readonly metadata?: string;
}

export interface CreationOptions {
  readonly partner: PartnerRecord;
  readonly context: ActContext;
  readonly now: string;
}

/** Takes up a booking that the caller describes in full; no supplier is asked. Returns its public id. */
export async function createFullBooking(
  transaction: PartnerTransaction,
  booking: FullBooking,
  { partner, context, now }: CreationOptions,
): Promise<string> {
  await assertWithinPlan(transaction, "bookings_this_month", toDateTime(now));
  const publicId = newId("booking");
  const customerId = await getActiveCustomer(transaction, booking.customerId);
  await insertBooking(
    transaction,
    {
      publicId,
      customerId,
      ...(booking.branchId === undefined ? {} : { branchId: booking.branchId }),
      state: booking.reservation === undefined ? "DRAFT" : "HELD",
      priced: booking.priced,
      ...(booking.reservation === undefined ? {} : { reservation: booking.reservation }),
      ...(booking.metadata === undefined ? {} : { metadata: booking.metadata }),
    },
    {
      references: partner.bookingReferences,
      year: yearIn(partner.timeZone, now),
      context,
      at: toDateTime(now),
    },
  );
  return publicId;
}
