import type { BookingRecord } from "../../domain/booking-record";
import { formatAmount, subtract, sum } from "../../domain/money";
import type { Reservation } from "../../domain/reservation";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import { toDateTime } from "../read/amounts";
import { changeBooking } from "./change-booking";
import { toFlightColumns } from "./flight-columns";
import { writeHistory } from "./history";
import { insertReservation } from "./insert-reservation";

export interface MovedPassengers {
  readonly passengerIds: readonly number[];
  readonly reservation: Reservation;
  readonly gdsProviderCode: string;
  readonly at: string;
}

/** Has passengers of a booking in another reservation from now on; tickets and fares stay. */
export async function putInReservation(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  { passengerIds, reservation, gdsProviderCode, at }: MovedPassengers,
): Promise<void> {
  const { recordLocator } = reservation;
  const pnrId = await insertReservation(transaction, booking.bookingId, {
    gdsProviderCode,
    recordLocator,
    retrievedAt: at,
    isSplitOff: true,
  });
  await transaction.db
    .updateTable("booking_passengers")
    .set((eb) => ({ booking_pnr_id: pnrId, version: eb("version", "+", 1) }))
    .where("booking_passenger_id", "in", passengerIds)
    .execute();
}

/** What a booking has less, once some of its fares are another's. */
export interface MovedAmounts {
  readonly fare: BookingRecord["total"];
  readonly tax: BookingRecord["total"];
}

/**
 * Makes passengers of a held booking, with their fares and on the same flights, a booking of their
 * own. Charges stay with the first: what the customer pays in all is what it was.
 */
export async function moveToOwnBooking(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  moved: MovedPassengers,
  reference: string,
): Promise<{ readonly publicId: string; readonly amounts: MovedAmounts }> {
  const { passengerIds, gdsProviderCode, reservation, at } = moved;
  const fares = booking.fares.filter(({ passengerId }) => passengerIds.includes(passengerId));
  const amounts = {
    fare: sum(
      booking.currency,
      fares.map(({ base }) => base),
    ),
    tax: sum(
      booking.currency,
      fares.map(({ taxTotal }) => taxTotal),
    ),
  };
  const publicId = newId("booking");
  const bookingId = await insertHeader(transaction, booking, {
    publicId,
    reference,
    moved,
    amounts,
  });
  const { recordLocator } = reservation;
  await insertReservation(transaction, bookingId, {
    gdsProviderCode,
    recordLocator,
    retrievedAt: at,
  });
  await transaction.db
    .updateTable("booking_passengers")
    .set((eb) => ({ booking_id: bookingId, version: eb("version", "+", 1) }))
    .where("booking_passenger_id", "in", passengerIds)
    .execute();
  await moveFares(
    transaction,
    fares.map(({ fareId }) => fareId),
    bookingId,
  );
  await copyFlights(transaction, booking, bookingId, fares);
  await writeHistory(transaction, { table: "bookings", ids: [bookingId], type: "INSERT", at });
  return { publicId, amounts };
}

async function insertHeader(
  { db }: PartnerTransaction,
  booking: BookingRecord,
  {
    publicId,
    reference,
    moved,
    amounts,
  }: {
    readonly publicId: string;
    readonly reference: string;
    readonly moved: MovedPassengers;
    readonly amounts: MovedAmounts;
  },
): Promise<number> {
  const { metadata } = await db
    .selectFrom("bookings")
    .select("metadata")
    .where("booking_id", "=", booking.bookingId)
    .executeTakeFirstOrThrow();
  const deadlineAt = moved.reservation.ticketingDeadlineAt ?? booking.ticketingDeadlineAt;
  const nothing = formatAmount(sum(booking.currency, []));
  const { insertId } = await db
    .insertInto("bookings")
    .values({
      public_id: publicId,
      booking_reference: reference,
      split_from_booking_id: booking.bookingId,
      customer_id: booking.customer.customerId,
      branch_id: booking.branchId,
      state: booking.state,
      gds_provider_code: moved.gdsProviderCode,
      currency: booking.currency,
      fare_amount: formatAmount(amounts.fare),
      tax_amount: formatAmount(amounts.tax),
      charge_amount: nothing,
      vat_amount: nothing,
      total_amount: formatAmount(sum(booking.currency, [amounts.fare, amounts.tax])),
      ticketing_deadline_at: deadlineAt === null ? null : toDateTime(deadlineAt),
      metadata,
    })
    .executeTakeFirstOrThrow();
  return Number(insertId);
}

async function moveFares(
  { db }: PartnerTransaction,
  fareIds: readonly number[],
  bookingId: number,
): Promise<void> {
  if (fareIds.length === 0) return;
  await db
    .updateTable("booking_fares")
    .set((eb) => ({ booking_id: bookingId, version: eb("version", "+", 1) }))
    .where("booking_fare_id", "in", fareIds)
    .execute();
}

/** Both bookings fly on them, and each may be moved by itself; the moved fares are for the copies. */
async function copyFlights(
  { db }: PartnerTransaction,
  { segments }: BookingRecord,
  bookingId: number,
  fares: BookingRecord["fares"],
): Promise<void> {
  if (segments.length === 0) return;
  await db
    .insertInto("booking_segments")
    .values(
      segments.map((segment) => ({
        booking_id: bookingId,
        segment_number: segment.number,
        ...toFlightColumns(segment),
      })),
    )
    .execute();
  const copies = await db
    .selectFrom("booking_segments")
    .select(["booking_segment_id", "segment_number"])
    .where("booking_id", "=", bookingId)
    .execute();
  if (fares.length === 0) return;
  for (const copy of copies) {
    const original = segments.find(({ number }) => number === copy.segment_number);
    if (original === undefined) continue;
    await db
      .updateTable("booking_fare_segments")
      .set({ booking_segment_id: copy.booking_segment_id })
      .where("booking_segment_id", "=", original.segmentId)
      .where(
        "booking_fare_id",
        "in",
        fares.map(({ fareId }) => fareId),
      )
      .execute();
  }
}

/** Takes what was moved off a booking's amounts; its next version, whatever became of whom. */
export async function settleSplit(
  transaction: PartnerTransaction,
  booking: BookingRecord,
  {
    amounts,
    recordLocators,
    at,
  }: {
    readonly amounts: readonly MovedAmounts[];
    readonly recordLocators: readonly string[];
    readonly at: string;
  },
): Promise<void> {
  const { currency } = booking;
  const moved = {
    fare: sum(
      currency,
      amounts.map(({ fare }) => fare),
    ),
    tax: sum(
      currency,
      amounts.map(({ tax }) => tax),
    ),
  };
  const left = {
    fare_amount: [booking.fareTotal, subtract(booking.fareTotal, moved.fare)],
    tax_amount: [booking.taxTotal, subtract(booking.taxTotal, moved.tax)],
    total_amount: [booking.total, subtract(booking.total, sum(currency, [moved.fare, moved.tax]))],
  } as const;
  const set = {
    fare_amount: formatAmount(left.fare_amount[1]),
    tax_amount: formatAmount(left.tax_amount[1]),
    total_amount: formatAmount(left.total_amount[1]),
  };
  await supersedePrices(transaction, booking);
  await changeBooking(transaction, booking, {
    set: amounts.length === 0 ? {} : set,
    changes: {
      split_off: [null, recordLocators.join(" ")],
      ...(amounts.length === 0
        ? {}
        : {
            fare_amount: [formatAmount(left.fare_amount[0]), set.fare_amount],
            tax_amount: [formatAmount(left.tax_amount[0]), set.tax_amount],
            total_amount: [formatAmount(left.total_amount[0]), set.total_amount],
          }),
    },
    at,
  });
}

/** A price that was found was for all of them together. */
async function supersedePrices(
  { db }: PartnerTransaction,
  { bookingId }: BookingRecord,
): Promise<void> {
  await db
    .updateTable("price_changes")
    .set((eb) => ({ status: "SUPERSEDED", version: eb("version", "+", 1) }))
    .where("booking_id", "=", bookingId)
    .where("status", "=", "FOUND")
    .execute();
}
