import { readOwnJson } from "../../domain/own-json";
import type { SoldStay } from "../../domain/stay";
import type { PartnerDatabase } from "../partner-scope";

/** What a booking of a hotel has sold. */
export async function getSoldStay({ db }: PartnerDatabase, bookingId: number): Promise<SoldStay> {
  const row = await db
    .selectFrom("booking_stays as stay")
    .innerJoin(
      "booking_segments as segment",
      "segment.booking_segment_id",
      "stay.booking_segment_id",
    )
    .selectAll("stay")
    .where("segment.booking_id", "=", bookingId)
    .executeTakeFirstOrThrow();
  return {
    hotelCode: row.hotel_code,
    hotelName: row.hotel_name,
    payment: row.payment,
    offerReference: row.offer_reference,
    rooms: readOwnJson<SoldStay["rooms"]>(row.rooms),
    cancellationFees: readOwnJson<SoldStay["cancellationFees"]>(row.cancellation_fees),
  };
}
