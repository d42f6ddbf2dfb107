import { Refusal } from "../../domain/refusal";
import type { PartnerTransaction } from "../partner-scope";
import { isDuplicateKey } from "../transaction";

export interface NewReservation {
  readonly gdsProviderCode: string;
  readonly recordLocator: string;
  /** As the database writes it. */
  readonly retrievedAt?: string | undefined;
  /** Of some passengers only, whom the supplier has moved to it. */
  readonly isSplitOff?: boolean;
}

/** Returns its key. Refuses a reservation that belongs to a booking already (`DUPLICATE_CODE`). */
export async function insertReservation(
  { db }: PartnerTransaction,
  bookingId: number,
  { gdsProviderCode, recordLocator, retrievedAt, isSplitOff = false }: NewReservation,
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("booking_pnrs")
      .values({
        booking_id: bookingId,
        gds_provider_code: gdsProviderCode,
        supplier_record_locator: recordLocator,
        retrieved_at: retrievedAt ?? null,
        is_split_off: isSplitOff ? 1 : 0,
      })
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_booking_pnrs_locator")) throw error;
    throw new Refusal(
      "DUPLICATE_CODE",
      `Reservation ${recordLocator} belongs to another booking already.`,
      { recordLocator },
    );
  }
}
