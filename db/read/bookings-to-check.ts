import type { PartnerDatabase } from "../partner-scope";

/** Departures from the one day to the other, by the airports' clocks. */
interface Departures {
  readonly from: string;
  readonly through: string;
  /** The key of the booking after which to go on. */
  readonly after: number;
  readonly limit: number;
}

/**
 * Bookings with tickets that stand, a reservation at a supplier and a flight in the days asked for,
 * in the order of their keys.
 */
export async function listBookingsToCheck(
  { db }: PartnerDatabase,
  { from, through, after, limit }: Departures,
): Promise<{ key: number; bookingId: string; gdsProviderCode: string }[]> {
  const rows = await db
    .selectFrom("bookings")
    .innerJoin("booking_pnrs", (join) =>
      join
        .onRef("booking_pnrs.booking_id", "=", "bookings.booking_id")
        .on("booking_pnrs.is_current", "=", 1)
        .on("booking_pnrs.is_split_off", "=", 0),
    )
    .select(["bookings.booking_id", "bookings.public_id", "booking_pnrs.gds_provider_code"])
    .where("bookings.state", "in", ["ISSUED", "PARTIALLY_USED"])
    .where("bookings.product_code", "=", "air")
    .where("bookings.booking_id", ">", after)
    .where("bookings.booking_id", "in", (eb) =>
      eb
        .selectFrom("booking_segments")
        .select("booking_segments.booking_id")
        .where("booking_segments.departs_local", ">=", `${from} 00:00:00`)
        .where("booking_segments.departs_local", "<=", `${through} 23:59:59`),
    )
    .orderBy("bookings.booking_id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    key: row.booking_id,
    bookingId: row.public_id,
    gdsProviderCode: row.gds_provider_code,
  }));
}
