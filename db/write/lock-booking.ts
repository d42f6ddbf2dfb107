import type { PartnerTransaction } from "../partner-scope";
import { isOneOfMany } from "../read/is-one-of-many";

/** As `lockBooking`, of many: in the order of their ids, so that two who lock never wait for each other. */
export async function lockBookings(
  { db }: PartnerTransaction,
  bookingIds: readonly number[],
): Promise<void> {
  await db
    .selectFrom("bookings")
    .select("booking_id")
    .where("booking_id", "in", bookingIds)
    .orderBy("booking_id")
    .forUpdate()
    .execute();
}

/**
 * The same of thousands, in one walk along their keys, ascending: what lies between is looked at and
 * let go, for which the transaction is to be read committed.
 */
export async function lockManyBookings(
  { db }: PartnerTransaction,
  bookingIds: readonly number[],
): Promise<void> {
  await db
    .selectFrom("bookings")
    .select("booking_id")
    .where((builder) => isOneOfMany(builder, builder.ref("booking_id"), bookingIds))
    .orderBy("booking_id")
    // It ends at the last of them: whoever holds the one after it is not waited for.
    .limit(bookingIds.length)
    .forUpdate()
    .execute();
}

/** Whoever changes a booking and its tickets waits here for whoever does it already. */
export async function lockBooking({ db }: PartnerTransaction, publicId: string): Promise<void> {
  await db
    .selectFrom("bookings")
    .select("booking_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}
