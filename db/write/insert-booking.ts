import type { ActContext } from "../../domain/actor";
import type { PricedBooking } from "../../domain/booking";
import { documentTypeOf } from "../../domain/booking";
import type { BookingState } from "../../domain/booking-state";
import { invariant } from "../../domain/invariant";
import { formatAmount } from "../../domain/money";
import type { NumberFormat } from "../../domain/number-format";
import { seriesOf, writeNumber } from "../../domain/number-format";
import { Refusal } from "../../domain/refusal";
import type { PartnerTransaction } from "../partner-scope";
import { toDateTime } from "../read/amounts";
import { writeAudit } from "./audit";
import { toFlightColumns } from "./flight-columns";
import { getSuppliersOf } from "./get-suppliers-of";
import { writeHistory } from "./history";
import { insertReservation } from "./insert-reservation";
import { insertStay } from "./insert-stay";
import { writeOutbox } from "./outbox";
import { toPaymentColumns } from "./payment-columns";
import { takeFromSequence } from "./sequence";

export interface NewBooking {
  readonly publicId: string;
  readonly customerId: number;
  readonly branchId?: number;
  readonly state: Extract<BookingState, "DRAFT" | "HELD">;
  readonly priced: PricedBooking;
  readonly reservation?: {
    readonly gdsProviderCode: string;
    readonly recordLocator: string;
    readonly ticketingDeadlineAt?: string;
    readonly retrievedAt?: string;
  };
  /** Encrypted where the supplier gave one, by passenger reference. */
  readonly datesOfBirth?: ReadonlyMap<string, Buffer>;
  readonly metadata?: string;
}

export interface BookingWriteOptions {
  readonly references: NumberFormat;
  /** Calendar year in the partner's time zone. */
  readonly year: number;
  readonly context: ActContext;
  readonly at: string;
}

/** Writes a booking with all its parts, its history, its audit row and its event. */
export async function insertBooking(
  transaction: PartnerTransaction,
  booking: NewBooking,
  options: BookingWriteOptions,
): Promise<{ readonly bookingId: number; readonly reference: string }> {
  const suppliers = await getSuppliersOf(transaction, booking, options);
  const reference = await takeReference(transaction, options);
  const bookingId = await insertHeader(transaction, booking, reference);
  if (booking.reservation !== undefined) {
    const { retrievedAt, ...reservation } = booking.reservation;
    await insertReservation(transaction, bookingId, {
      ...reservation,
      retrievedAt: retrievedAt && toDateTime(retrievedAt),
    });
  }
  const passengerIds = await insertPassengers(transaction, bookingId, booking);
  const segmentIds = await insertSegments(transaction, bookingId, booking.priced);
  await insertStay(transaction, booking.priced, segmentIds);
  await insertFares(transaction, bookingId, booking.priced, {
    passengerIds,
    segmentIds,
    suppliers,
  });
  await insertCharges(transaction, bookingId, booking.priced);
  await writeTrail(transaction, bookingId, booking, reference, options);
  return { bookingId, reference };
}

/** The next reference of the partner's series. */
export async function takeReference(
  transaction: PartnerTransaction,
  { references, year: inYear }: Pick<BookingWriteOptions, "references" | "year">,
): Promise<string> {
  const number = await takeFromSequence(transaction, seriesOf("booking", references, inYear));
  return writeNumber(references, { inYear, number });
}

async function insertHeader(
  { db }: PartnerTransaction,
  { publicId, customerId, branchId, state, priced, reservation, metadata }: NewBooking,
  reference: string,
): Promise<number> {
  const result = await db
    .insertInto("bookings")
    .values({
      public_id: publicId,
      booking_reference: reference,
      customer_id: customerId,
      branch_id: branchId ?? null,
      product_code: priced.stay === undefined ? "air" : "hotel",
      state,
      gds_provider_code: reservation?.gdsProviderCode ?? null,
      currency: priced.currency,
      fare_amount: formatAmount(priced.fareTotal),
      tax_amount: formatAmount(priced.taxTotal),
      charge_amount: formatAmount(priced.chargeTotal),
      vat_amount: formatAmount(priced.vatTotal),
      total_amount: formatAmount(priced.total),
      ticketing_deadline_at:
        reservation?.ticketingDeadlineAt === undefined
          ? null
          : toDateTime(reservation.ticketingDeadlineAt),
      metadata: metadata ?? null,
    })
    .executeTakeFirstOrThrow();
  return Number(result.insertId);
}

async function insertPassengers(
  { db }: PartnerTransaction,
  bookingId: number,
  { priced, datesOfBirth }: NewBooking,
): Promise<Map<string, number>> {
  await db
    .insertInto("booking_passengers")
    .values(
      priced.passengers.map((passenger, index) => ({
        booking_id: bookingId,
        passenger_number: index + 1,
        passenger_type: passenger.type,
        room_number: passenger.room ?? null,
        child_age: passenger.age ?? null,
        surname: passenger.surname,
        given_names: passenger.givenNames,
        date_of_birth_encrypted: datesOfBirth?.get(passenger.reference) ?? null,
      })),
    )
    .execute();
  const rows = await db
    .selectFrom("booking_passengers")
    .select(["booking_passenger_id as id", "passenger_number as number"])
    .where("booking_id", "=", bookingId)
    .execute();
  return idsByReference(rows, priced.passengers);
}

async function insertSegments(
  { db }: PartnerTransaction,
  bookingId: number,
  { segments }: PricedBooking,
): Promise<Map<string, number>> {
  await db
    .insertInto("booking_segments")
    .values(
      segments.map((segment, index) => ({
        booking_id: bookingId,
        segment_number: index + 1,
        ...toFlightColumns(segment),
      })),
    )
    .execute();
  const rows = await db
    .selectFrom("booking_segments")
    .select(["booking_segment_id as id", "segment_number as number"])
    .where("booking_id", "=", bookingId)
    .execute();
  return idsByReference(rows, segments);
}

function idsByReference(
  rows: readonly { readonly id: number; readonly number: number }[],
  parts: readonly { readonly reference: string }[],
): Map<string, number> {
  return new Map(
    rows.map(({ id, number }) => {
      const part = parts[number - 1];
      invariant(part !== undefined, "a numbered part was just inserted");
      return [part.reference, id];
    }),
  );
}

async function insertFares(
  { db }: PartnerTransaction,
  bookingId: number,
  { fares, stay }: Pick<PricedBooking, "fares" | "stay">,
  ids: {
    readonly passengerIds: ReadonlyMap<string, number>;
    readonly segmentIds: ReadonlyMap<string, number>;
    readonly suppliers: ReadonlyMap<string, number>;
  },
): Promise<void> {
  await db
    .insertInto("booking_fares")
    .values(
      fares.map((fare) => ({
        booking_id: bookingId,
        booking_passenger_id: idOf(ids.passengerIds, fare.passengerReference),
        fare_number: fare.fareNumber,
        supplier_id: idOf(ids.suppliers, fare.validatingCarrier),
        supplier_fare_reference: fare.fareReference,
        currency: fare.total.currency,
        base_amount: formatAmount(fare.base),
        tax_amount: formatAmount(fare.taxTotal),
        total_amount: formatAmount(fare.total),
        commission_percent: fare.commissionPercent ?? null,
        commission_amount: formatAmount(fare.commission),
        ...toPaymentColumns(fare.formOfPayment),
        document_type: documentTypeOf(fare, stay),
        service_name: fare.service?.name?.slice(0, 80) ?? null,
        rfic: fare.service?.rfic ?? null,
        rfisc: fare.service?.rfisc ?? null,
      })),
    )
    .execute();
  const rows = await db
    .selectFrom("booking_fares")
    .select(["booking_fare_id as id", "fare_number as number"])
    .where("booking_id", "=", bookingId)
    .execute();
  const fareIds = new Map(rows.map(({ id, number }) => [number, id]));
  const withIds = fares.map((fare) => ({ fare, fareId: idOf(fareIds, fare.fareNumber) }));
  await db
    .insertInto("booking_fare_segments")
    .values(
      withIds.flatMap(({ fare, fareId }) =>
        fare.segmentReferences.map((reference, index) => ({
          booking_fare_id: fareId,
          booking_segment_id: idOf(ids.segmentIds, reference),
          coupon_number: index + 1,
          fare_basis: fare.fareBases[index] ?? null,
        })),
      ),
    )
    .execute();
  const taxes = withIds.flatMap(({ fare, fareId }) =>
    fare.taxes.map((tax, index) => ({
      booking_fare_id: fareId,
      line_number: index + 1,
      tax_code: tax.code,
      currency: tax.amount.currency,
      tax_amount: formatAmount(tax.amount),
    })),
  );
  if (taxes.length > 0) await db.insertInto("booking_tax_lines").values(taxes).execute();
}

function idOf<Key>(ids: ReadonlyMap<Key, number>, key: Key): number {
  const id = ids.get(key);
  if (id === undefined) {
    throw new Refusal("PNR_INVALID", "A fare names a passenger or a flight that is not there.", {
      reference: String(key),
    });
  }
  return id;
}

async function insertCharges(
  { db }: PartnerTransaction,
  bookingId: number,
  { charges }: PricedBooking,
): Promise<void> {
  if (charges.length === 0) return;
  await db
    .insertInto("booking_charges")
    .values(
      charges.map((charge, index) => ({
        booking_id: bookingId,
        charge_number: index + 1,
        charge_type: charge.type,
        currency: charge.amount.currency,
        charge_amount: formatAmount(charge.amount),
        vat_percent: charge.vatPercent,
        vat_amount: formatAmount(charge.vat),
      })),
    )
    .execute();
}

async function writeTrail(
  transaction: PartnerTransaction,
  bookingId: number,
  booking: NewBooking,
  reference: string,
  { context, at }: BookingWriteOptions,
): Promise<void> {
  await writeHistory(transaction, {
    table: "bookings",
    ids: [bookingId],
    type: "INSERT",
    at,
  });
  const summary = {
    booking_reference: reference,
    state: booking.state,
    total: formatAmount(booking.priced.total),
    currency: booking.priced.currency,
    documents: booking.priced.fares.length,
    record_locator: booking.reservation?.recordLocator ?? null,
  };
  await writeAudit(
    transaction,
    context,
    [
      {
        type: "booking.created",
        targetType: "booking",
        targetId: booking.publicId,
        payload: summary,
      },
    ],
    at,
  );
  await writeOutbox(
    transaction,
    [
      {
        type: booking.state === "HELD" ? "booking.held" : "booking.draft.created",
        aggregateType: "booking",
        aggregateId: booking.publicId,
        payload: {
          booking_id: booking.publicId,
          booking_ref: reference,
          state: booking.state,
          gds_provider: booking.reservation?.gdsProviderCode ?? null,
          ticketing_deadline_at: booking.reservation?.ticketingDeadlineAt ?? null,
        },
      },
    ],
    { at },
  );
}
