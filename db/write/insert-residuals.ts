import type { BookedFare, BookingRecord } from "../../domain/booking-record";
import type { ResidualEmd } from "../../domain/exchange/residual-emds";
import { invariant } from "../../domain/invariant";
import { formatAmount, parseMoney, zero } from "../../domain/money";
import type { PartnerTransaction } from "../partner-scope";

/** An EMD that keeps a residual value, in the place of what was paid for a ticket. */
export interface ResidualFare {
  /** Of the ticket that was given for it. */
  readonly old: BookedFare;
  readonly emd: ResidualEmd;
  /** Where its one coupon stands: the first flight of the new ticket. */
  readonly segmentId: number;
}

/** Writes a fare for each EMD, behind those numbered up to `last`; returns their keys in order. */
export async function insertResidualFares(
  { db }: PartnerTransaction,
  { bookingId }: BookingRecord,
  residuals: readonly ResidualFare[],
  last: number,
): Promise<number[]> {
  if (residuals.length === 0) return [];
  await db
    .insertInto("booking_fares")
    .values(residuals.map((residual, index) => toFareRow(bookingId, residual, last + index + 1)))
    .execute();
  const rows = await db
    .selectFrom("booking_fares")
    .select("booking_fare_id")
    .where("booking_id", "=", bookingId)
    .where("fare_number", ">", last)
    .orderBy("fare_number")
    .execute();
  const ids = rows.map((row) => row.booking_fare_id);
  await db
    .insertInto("booking_fare_segments")
    .values(
      residuals.map(({ segmentId }, index) => {
        const fareId = ids[index];
        invariant(fareId !== undefined, "each fare was just written");
        return { booking_fare_id: fareId, booking_segment_id: segmentId, coupon_number: 1 };
      }),
    )
    .execute();
  return ids;
}

function toFareRow(bookingId: number, { old, emd }: ResidualFare, number: number) {
  const value = parseMoney(emd.value);
  const nothing = formatAmount(zero(value.currency));
  const { formOfPayment } = old;
  return {
    booking_id: bookingId,
    booking_passenger_id: old.passengerId,
    fare_number: number,
    supplier_id: old.supplier.supplierId,
    supplier_fare_reference: emd.reference,
    currency: value.currency,
    base_amount: formatAmount(value),
    tax_amount: nothing,
    total_amount: formatAmount(value),
    commission_percent: null,
    commission_amount: nothing,
    form_of_payment: formOfPayment.kind,
    card_brand: formOfPayment.kind === "card" ? formOfPayment.brand : null,
    card_last_four: formOfPayment.kind === "card" ? formOfPayment.lastFour : null,
    document_type: emd.documentType,
    service_name: emd.service.name?.slice(0, 80) ?? null,
    rfic: emd.service.rfic ?? null,
    rfisc: emd.service.rfisc ?? null,
  };
}
