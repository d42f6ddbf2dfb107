import { documentTypeOf } from "../../domain/booking";
import type { BookedFare, BookingRecord } from "../../domain/booking-record";
import { invariant } from "../../domain/invariant";
import { formatAmount, sum, toMoneyJson } from "../../domain/money";
import type { ChangedFare, ChangedPrice } from "../../domain/price-change";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { PriceChangeRecord, StoredFares } from "../read/price-changes";
import { lockBooking } from "./lock-booking";
import { toPaymentColumns } from "./payment-columns";

/**
 * Keeps a price that was found, for somebody to accept; the one before it is superseded. The same
 * found again is the same. Returns its public id.
 */
export async function recordPriceChange(
  transaction: PartnerTransaction,
  { bookingId, publicId: booking, currency }: BookingRecord,
  price: ChangedPrice,
): Promise<string> {
  const { db } = transaction;
  await lockBooking(transaction, booking);
  const terms = JSON.stringify(toStoredFares(price.fares));
  const known = await db
    .selectFrom("price_changes")
    .select(["price_change_id", "public_id", "terms"])
    .where("booking_id", "=", bookingId)
    .where("status", "=", "FOUND")
    .execute();
  const same = known.find((row) => row.terms === terms);
  if (same !== undefined) return same.public_id;
  if (known.length > 0) {
    await db
      .updateTable("price_changes")
      .set((eb) => ({ status: "SUPERSEDED", version: eb("version", "+", 1) }))
      .where(
        "price_change_id",
        "in",
        known.map((row) => row.price_change_id),
      )
      .execute();
  }
  const publicId = newId("priceChange");
  await db
    .insertInto("price_changes")
    .values({
      public_id: publicId,
      booking_id: bookingId,
      currency,
      old_fare_amount: formatAmount(price.oldFare),
      old_tax_amount: formatAmount(price.oldTax),
      new_fare_amount: formatAmount(price.newFare),
      new_tax_amount: formatAmount(price.newTax),
      terms,
    })
    .execute();
  return publicId;
}

function toStoredFares(fares: readonly ChangedFare[]): StoredFares {
  return fares.map((fare) => ({
    fareNumber: fare.fareNumber,
    supplierFareReference: fare.supplierFareReference,
    base: toMoneyJson(fare.base),
    taxes: fare.taxes.map(({ code, amount }) => ({ code, amount: toMoneyJson(amount) })),
    total: toMoneyJson(fare.total),
    commission: toMoneyJson(fare.commission),
    commissionPercent: fare.commissionPercent,
    fareBases: fare.fareBases,
  }));
}

/** Puts the fares of a change in the place of those it was found for, which stay as rows. */
export async function replaceFares(
  { db }: PartnerTransaction,
  booking: BookingRecord,
  { priceChangeRowId, fares }: Pick<PriceChangeRecord, "priceChangeRowId" | "fares">,
): Promise<void> {
  const last = Math.max(...booking.fares.map(({ fareNumber }) => fareNumber));
  const replaced = fares.map((fare) => {
    const old = booking.fares.find(({ fareNumber }) => fareNumber === fare.fareNumber);
    invariant(old !== undefined, "a price was found for fares that stand");
    return { fare, old };
  });
  await db
    .insertInto("booking_fares")
    .values(replaced.map(({ fare, old }, index) => toFareRow(booking, fare, old, last + index + 1)))
    .execute();
  const rows = await db
    .selectFrom("booking_fares")
    .select("booking_fare_id")
    .where("booking_id", "=", booking.bookingId)
    .where("fare_number", ">", last)
    .orderBy("fare_number")
    .execute();
  const written = replaced.map(({ fare, old }, index) => {
    const row = rows[index];
    invariant(row !== undefined, "each fare was just written");
    return { fare, old, fareId: row.booking_fare_id };
  });
  await insertParts(db, written);
  await db
    .updateTable("booking_fares")
    .set((eb) => ({ price_change_id: priceChangeRowId, version: eb("version", "+", 1) }))
    .where(
      "booking_fare_id",
      "in",
      replaced.map(({ old }) => old.fareId),
    )
    .execute();
}

async function insertParts(
  db: PartnerTransaction["db"],
  written: readonly {
    readonly fare: ChangedFare;
    readonly old: BookedFare;
    readonly fareId: number;
  }[],
): Promise<void> {
  await db
    .insertInto("booking_fare_segments")
    .values(
      written.flatMap(({ fare, old, fareId }) =>
        old.coupons.map(({ segmentId, couponNumber }, index) => ({
          booking_fare_id: fareId,
          booking_segment_id: segmentId,
          coupon_number: couponNumber,
          fare_basis: fare.fareBases[index] ?? null,
        })),
      ),
    )
    .execute();
  const taxes = written.flatMap(({ fare, fareId }) =>
    fare.taxes.map(({ code, amount }, index) => ({
      booking_fare_id: fareId,
      line_number: index + 1,
      tax_code: code,
      currency: amount.currency,
      tax_amount: formatAmount(amount),
    })),
  );
  if (taxes.length > 0) await db.insertInto("booking_tax_lines").values(taxes).execute();
}

function toFareRow(
  { bookingId, currency, stay }: BookingRecord,
  fare: ChangedFare,
  { passengerId, supplier, formOfPayment, service }: BookedFare,
  number: number,
) {
  return {
    booking_id: bookingId,
    booking_passenger_id: passengerId,
    fare_number: number,
    supplier_id: supplier.supplierId,
    supplier_fare_reference: fare.supplierFareReference,
    currency,
    base_amount: formatAmount(fare.base),
    tax_amount: formatAmount(
      sum(
        currency,
        fare.taxes.map(({ amount }) => amount),
      ),
    ),
    total_amount: formatAmount(fare.total),
    commission_percent: fare.commissionPercent,
    commission_amount: formatAmount(fare.commission),
    ...toPaymentColumns(formOfPayment),
    document_type: documentTypeOf({ service: service ?? undefined }, stay),
    service_name: service?.name ?? null,
    rfic: service?.rfic ?? null,
    rfisc: service?.rfisc ?? null,
  };
}
