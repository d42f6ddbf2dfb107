import type { PartnerDatabase } from "../partner-scope";

/** The key of a booking's branch; null where it has none, undefined where there is no such booking. */
export async function findBranchOfBooking(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<number | null | undefined> {
  const row = await db
    .selectFrom("bookings")
    .select("branch_id")
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  return row?.branch_id;
}
