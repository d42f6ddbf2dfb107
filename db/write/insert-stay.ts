import type { PricedBooking } from "../../domain/booking";
import { invariant } from "../../domain/invariant";
import type { PartnerTransaction } from "../partner-scope";

/** Writes what a booking of a hotel says of its one segment; nothing of one of flights. */
export async function insertStay(
  { db }: PartnerTransaction,
  { stay, segments }: Pick<PricedBooking, "stay" | "segments">,
  segmentIds: ReadonlyMap<string, number>,
): Promise<void> {
  if (stay === undefined) return;
  const segmentId = segmentIds.get(segments[0]?.reference ?? "");
  invariant(segmentId !== undefined, "a stay is the segment that was just inserted");
  await db
    .insertInto("booking_stays")
    .values({
      booking_segment_id: segmentId,
      hotel_code: stay.hotelCode,
      hotel_name: stay.hotelName.slice(0, 200),
      payment: stay.payment,
      offer_reference: stay.offerReference,
      rooms: JSON.stringify(stay.rooms),
      cancellation_fees: JSON.stringify(stay.cancellationFees),
    })
    .execute();
}
