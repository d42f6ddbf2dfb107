import type { BookedFare, BookingRecord } from "../../domain/booking-record";
import type { ResidualEmd } from "../../domain/exchange/residual-emds";
import { formatAmount, parseMoney, zero } from "../../domain/money";
import type { PartnerTransaction } from "../partner-scope";
import { idAt, listFareIdsAfter } from "./insert-journey";
import { toPaymentColumns } from "./payment-columns";

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
  booking: BookingRecord,
  residuals: readonly ResidualFare[],
  last: number,
): Promise<number[]> {
  if (residuals.length === 0) return [];
  await db
    .insertInto("booking_fares")
    .values(residuals.map((residual, index) => toFareRow(booking, residual, last + index + 1)))
    .execute();
  const ids = await listFareIdsAfter(db, booking, last);
  await db
    .insertInto("booking_fare_segments")
    .values(
      residuals.map(({ segmentId }, index) => ({
        booking_fare_id: idAt(ids, index),
        booking_segment_id: segmentId,
        coupon_number: 1,
      })),
    )
    .execute();
  return ids;
}

function toFareRow({ bookingId }: BookingRecord, { old, emd }: ResidualFare, number: number) {
  const value = parseMoney(emd.value);
  const nothing = formatAmount(zero(value.currency));
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
    ...toPaymentColumns(old.formOfPayment),
    document_type: emd.documentType,
    service_name: emd.service.name?.slice(0, 80) ?? null,
    rfic: emd.service.rfic ?? null,
    rfisc: emd.service.rfisc ?? null,
  };
}
