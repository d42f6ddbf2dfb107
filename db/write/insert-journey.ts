import type { BookedFare, BookedSegment, BookingRecord } from "../../domain/booking-record";
import type { ExchangedDocument } from "../../domain/exchange/match-exchanged";
import type { ExchangedFlight, PricedDocument } from "../../domain/exchange/price-exchange";
import { invariant } from "../../domain/invariant";
import { add, formatAmount, sum } from "../../domain/money";
import type { PartnerTransaction } from "../partner-scope";
import { toFlightColumns } from "./flight-columns";
import { toPaymentColumns } from "./payment-columns";

/** A segment that is no longer flown (AIRIMP): its coupons were exchanged. */
const cancelledStatus = "XX";

/**
 * Brings the booking's flights to those of the new journey: what it has stays, what is new is
 * added, and what no ticket that stands is for is cancelled. Returns the keys of the journey's
 * flights, in its order.
 */
export async function replaceFlights(
  { db }: PartnerTransaction,
  booking: BookingRecord,
  {
    flights,
    exchanged,
  }: {
    readonly flights: readonly ExchangedFlight[];
    /** Keys of the tickets that are exchanged. */
    readonly exchanged: ReadonlySet<number>;
  },
): Promise<number[]> {
  const standing = booking.segments.filter(({ statusCode }) => statusCode !== cancelledStatus);
  const kept = flights.map((flight) => standing.find((segment) => isSame(segment, flight)));
  const keptIds = new Set(kept.flatMap((segment) => segment?.segmentId ?? []));
  const usedByOthers = new Set(
    booking.tickets
      .filter(
        ({ ticketId, status, documentType }) =>
          status === "ISSUED" && documentType === "ETKT" && !exchanged.has(ticketId),
      )
      .flatMap(({ coupons }) => coupons.map(({ segmentId }) => segmentId)),
  );
  const flown = new Set(
    booking.tickets.flatMap(({ coupons }) =>
      coupons.filter(({ status }) => status === "FLOWN").map(({ segmentId }) => segmentId),
    ),
  );
  const left = standing
    .map(({ segmentId }) => segmentId)
    .filter((id) => !keptIds.has(id) && !usedByOthers.has(id) && !flown.has(id));
  if (left.length > 0) {
    await db
      .updateTable("booking_segments")
      .set((eb) => ({ status_code: cancelledStatus, version: eb("version", "+", 1) }))
      .where("booking_segment_id", "in", left)
      .execute();
  }
  const added = flights.filter((_, index) => kept[index] === undefined);
  const addedIds = await insertFlights(db, booking, added);
  return kept.map((segment) => segment?.segmentId ?? takeFirst(addedIds));
}

function isSame(segment: BookedSegment, flight: ExchangedFlight): boolean {
  return (
    segment.carrierCode === flight.carrierCode &&
    segment.flightNumber === flight.flightNumber &&
    segment.bookingClass === flight.bookingClass &&
    segment.originAirport === flight.originAirport &&
    segment.destinationAirport === flight.destinationAirport &&
    segment.departsLocal === flight.departsLocal
  );
}

/** Returns the keys in the order of the flights. */
async function insertFlights(
  db: PartnerTransaction["db"],
  { bookingId, segments }: BookingRecord,
  flights: readonly ExchangedFlight[],
): Promise<number[]> {
  if (flights.length === 0) return [];
  const last = Math.max(...segments.map(({ number }) => number));
  await db
    .insertInto("booking_segments")
    .values(
      flights.map((flight, index) => ({
        booking_id: bookingId,
        segment_number: last + index + 1,
        ...toFlightColumns(flight),
      })),
    )
    .execute();
  const rows = await db
    .selectFrom("booking_segments")
    .select("booking_segment_id")
    .where("booking_id", "=", bookingId)
    .where("segment_number", ">", last)
    .orderBy("segment_number")
    .execute();
  return rows.map((row) => row.booking_segment_id);
}

function takeFirst(ids: number[]): number {
  const id = ids.shift();
  invariant(id !== undefined, "each new flight was just written");
  return id;
}

/** The fare of a new ticket, in the place of the one that its passenger had. */
export interface ExchangedFare {
  readonly old: BookedFare;
  readonly priced: PricedDocument;
  readonly issued: ExchangedDocument;
}

/** Writes the fares of the new tickets with their coupons and taxes; returns their keys in order. */
export async function insertExchangedFares(
  { db }: PartnerTransaction,
  booking: BookingRecord,
  fares: readonly ExchangedFare[],
  segmentIds: readonly number[],
): Promise<number[]> {
  const last = Math.max(...booking.fares.map(({ fareNumber }) => fareNumber));
  await db
    .insertInto("booking_fares")
    .values(fares.map((fare, index) => toFareRow(booking, fare, last + index + 1)))
    .execute();
  const ids = await listFareIdsAfter(db, booking, last);
  await db
    .insertInto("booking_fare_segments")
    .values(
      fares.flatMap(({ issued }, index) =>
        issued.flights.map((flight, coupon) => ({
          booking_fare_id: idAt(ids, index),
          booking_segment_id: idAt(segmentIds, flight),
          coupon_number: coupon + 1,
          fare_basis: issued.fareBases[coupon] || null,
        })),
      ),
    )
    .execute();
  const taxes = fares.flatMap(({ priced }, index) =>
    priced.taxes.map(({ code, amount }, line) => ({
      booking_fare_id: idAt(ids, index),
      line_number: line + 1,
      tax_code: code,
      currency: amount.currency,
      tax_amount: formatAmount(amount),
    })),
  );
  if (taxes.length > 0) await db.insertInto("booking_tax_lines").values(taxes).execute();
  return ids;
}

/** Keys of the booking's fares behind those numbered up to `last`, in their order. */
export async function listFareIdsAfter(
  db: PartnerTransaction["db"],
  { bookingId }: BookingRecord,
  last: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom("booking_fares")
    .select("booking_fare_id")
    .where("booking_id", "=", bookingId)
    .where("fare_number", ">", last)
    .orderBy("fare_number")
    .execute();
  return rows.map((row) => row.booking_fare_id);
}

function toFareRow(
  { bookingId, currency }: BookingRecord,
  { old, priced }: ExchangedFare,
  number: number,
) {
  const taxTotal = sum(
    currency,
    priced.taxes.map(({ amount }) => amount),
  );
  return {
    booking_id: bookingId,
    booking_passenger_id: old.passengerId,
    fare_number: number,
    supplier_id: old.supplier.supplierId,
    supplier_fare_reference: old.supplierFareReference,
    currency,
    base_amount: formatAmount(priced.base),
    tax_amount: formatAmount(taxTotal),
    total_amount: formatAmount(add(priced.base, taxTotal)),
    commission_percent: old.commissionPercent,
    commission_amount: formatAmount(priced.commission),
    ...toPaymentColumns(old.formOfPayment),
  };
}

export function idAt(ids: readonly number[], position: number): number {
  const id = ids[position];
  invariant(id !== undefined, "each flight and fare was just written");
  return id;
}
