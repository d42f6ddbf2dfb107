import type { Selectable } from "kysely";

import type {
  BookedCharge,
  BookedCustomer,
  BookedFare,
  BookedPassenger,
  BookedSegment,
  BookedTicket,
  BookingRecord,
} from "../../domain/booking-record";
import type { FormOfPayment } from "../../domain/fare";
import { invariant } from "../../domain/invariant";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant, toLocalMinutes, toMoney } from "./amounts";
import { getSoldStay } from "./sold-stay";

/** The whole booking by its public id, in a number of statements that its size does not change. */
export async function findBooking(
  scope: PartnerDatabase,
  publicId: string,
): Promise<BookingRecord | undefined> {
  const row = await scope.db
    .selectFrom("bookings")
    .innerJoin("customers", "customers.customer_id", "bookings.customer_id")
    .leftJoin("branches", "branches.branch_id", "bookings.branch_id")
    .leftJoin("booking_pnrs", (join) =>
      join
        .onRef("booking_pnrs.booking_id", "=", "bookings.booking_id")
        .on("booking_pnrs.is_current", "=", 1)
        .on("booking_pnrs.is_split_off", "=", 0),
    )
    .selectAll("bookings")
    .select([
      "booking_pnrs.gds_provider_code as pnr_provider_code",
      "booking_pnrs.supplier_record_locator",
      "branches.public_id as branch_public_id",
      "customers.public_id as customer_public_id",
      "customers.display_name",
      "customers.email",
      "customers.language_code",
      "customers.status as customer_status",
    ])
    .where("bookings.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const stay = row.product_code === "hotel" ? await getSoldStay(scope, row.booking_id) : undefined;
  const [splitFrom, passengers, segments, fares, charges, tickets] = await Promise.all([
    findPublicId(scope, row.split_from_booking_id),
    listPassengers(scope, row.booking_id),
    listSegments(scope, row.booking_id, stay),
    listFares(scope, row.booking_id),
    listCharges(scope, row.booking_id),
    row.issued_at === null ? [] : listTickets(scope, row.booking_id),
  ]);
  return {
    ...toBooking(row),
    splitFrom,
    customer: toCustomer(row),
    reservation: toReservation(row),
    ...(stay === undefined ? {} : { stay }),
    passengers,
    segments,
    fares,
    charges,
    tickets,
  };
}

export async function getBooking(scope: PartnerDatabase, publicId: string): Promise<BookingRecord> {
  const booking = await findBooking(scope, publicId);
  if (booking === undefined) throw new Refusal("NOT_FOUND", "No such booking.", { id: publicId });
  return booking;
}

async function findPublicId(
  { db }: PartnerDatabase,
  bookingId: number | null,
): Promise<string | null> {
  if (bookingId === null) return null;
  const { public_id: publicId } = await db
    .selectFrom("bookings")
    .select("public_id")
    .where("booking_id", "=", bookingId)
    .executeTakeFirstOrThrow();
  return publicId;
}

type BookingColumns = Omit<
  BookingRecord,
  | "splitFrom"
  | "customer"
  | "reservation"
  | "passengers"
  | "segments"
  | "fares"
  | "charges"
  | "tickets"
>;

/** The booking's own columns. */
export function toBooking(
  row: Selectable<Database["bookings"]> & { readonly branch_public_id: string | null },
): BookingColumns {
  const amount = (text: string) => toMoney(text, row.currency);
  return {
    bookingId: row.booking_id,
    publicId: row.public_id,
    reference: row.booking_reference,
    state: row.state,
    version: row.version,
    productCode: row.product_code,
    branchId: row.branch_id,
    branch: row.branch_public_id,
    currency: row.currency,
    fareTotal: amount(row.fare_amount),
    taxTotal: amount(row.tax_amount),
    chargeTotal: amount(row.charge_amount),
    vatTotal: amount(row.vat_amount),
    total: amount(row.total_amount),
    ticketingDeadlineAt: row.ticketing_deadline_at && toInstant(row.ticketing_deadline_at),
    issuedAt: row.issued_at && toInstant(row.issued_at),
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}

function toCustomer(row: {
  readonly customer_id: number;
  readonly customer_public_id: string;
  readonly display_name: string;
  readonly email: string | null;
  readonly language_code: string;
  readonly customer_status: BookedCustomer["status"];
}): BookedCustomer {
  return {
    customerId: row.customer_id,
    publicId: row.customer_public_id,
    displayName: row.display_name,
    email: row.email,
    languageCode: row.language_code,
    status: row.customer_status,
  };
}

function toReservation(row: {
  readonly pnr_provider_code: string | null;
  readonly supplier_record_locator: string | null;
}): BookingRecord["reservation"] {
  return row.pnr_provider_code === null || row.supplier_record_locator === null
    ? null
    : { gdsProviderCode: row.pnr_provider_code, recordLocator: row.supplier_record_locator };
}

/** What decides whether a booking can be issued, read in one statement. */
export async function getBookingHead(
  { db }: PartnerDatabase,
  publicId: string,
): Promise<
  Pick<
    BookingRecord,
    "publicId" | "reference" | "state" | "version" | "branchId" | "currency" | "reservation"
  > & {
    /** Also of a reservation that has been let go of. */
    readonly gdsProviderCode: string | null;
  }
> {
  const row = await db
    .selectFrom("bookings")
    .leftJoin("booking_pnrs", (join) =>
      join
        .onRef("booking_pnrs.booking_id", "=", "bookings.booking_id")
        .on("booking_pnrs.is_current", "=", 1)
        .on("booking_pnrs.is_split_off", "=", 0),
    )
    .select([
      "bookings.public_id",
      "bookings.booking_reference",
      "bookings.state",
      "bookings.version",
      "bookings.branch_id",
      "bookings.currency",
      "bookings.gds_provider_code",
      "booking_pnrs.gds_provider_code as pnr_provider_code",
      "booking_pnrs.supplier_record_locator",
    ])
    .where("bookings.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such booking.", { id: publicId });
  return {
    publicId: row.public_id,
    reference: row.booking_reference,
    state: row.state,
    version: row.version,
    branchId: row.branch_id,
    currency: row.currency,
    gdsProviderCode: row.gds_provider_code,
    reservation: toReservation(row),
  };
}

async function listPassengers(
  { db }: PartnerDatabase,
  bookingId: number,
): Promise<BookedPassenger[]> {
  const rows = await db
    .selectFrom("booking_passengers")
    .leftJoin("booking_pnrs", "booking_pnrs.booking_pnr_id", "booking_passengers.booking_pnr_id")
    .selectAll("booking_passengers")
    .select("booking_pnrs.supplier_record_locator")
    .where("booking_passengers.booking_id", "=", bookingId)
    .orderBy("passenger_number")
    .execute();
  return rows.map((row) => ({
    passengerId: row.booking_passenger_id,
    number: row.passenger_number,
    type: row.passenger_type,
    surname: row.surname,
    givenNames: row.given_names,
    ...(row.supplier_record_locator === null ? {} : { recordLocator: row.supplier_record_locator }),
    ...(row.room_number === null ? {} : { room: row.room_number }),
    ...(row.child_age === null ? {} : { age: row.child_age }),
  }));
}

async function listSegments(
  { db }: PartnerDatabase,
  bookingId: number,
  stay: BookingRecord["stay"],
): Promise<BookedSegment[]> {
  const rows = await db
    .selectFrom("booking_segments")
    .selectAll()
    .where("booking_id", "=", bookingId)
    .orderBy("segment_number")
    .execute();
  return rows.map((row) => ({
    segmentId: row.booking_segment_id,
    number: row.segment_number,
    carrierCode: row.carrier_code,
    flightNumber: row.flight_number,
    bookingClass: row.booking_class,
    originAirport: row.origin_airport,
    destinationAirport: row.destination_airport,
    departsLocal: toLocalMinutes(row.departs_local),
    arrivesLocal: toLocalMinutes(row.arrives_local),
    statusCode: row.status_code,
    ...(stay === undefined
      ? {}
      : { stay: { hotelCode: stay.hotelCode, hotelName: stay.hotelName } }),
  }));
}

async function listFares({ db }: PartnerDatabase, bookingId: number): Promise<BookedFare[]> {
  const ofBooking = db
    .selectFrom("booking_fares")
    .select("booking_fare_id")
    .where("booking_id", "=", bookingId)
    .where("price_change_id", "is", null);
  const [rows, taxes, coupons] = await Promise.all([
    db
      .selectFrom("booking_fares")
      .innerJoin("suppliers", "suppliers.supplier_id", "booking_fares.supplier_id")
      .selectAll("booking_fares")
      .select([
        "suppliers.public_id as supplier_public_id",
        "suppliers.supplier_name",
        "suppliers.airline_code",
        "suppliers.settlement_mode",
        "suppliers.revenue_role",
        "suppliers.status as supplier_status",
      ])
      .where("booking_fares.booking_id", "=", bookingId)
      // Those that were sold at another price before are kept, and are nobody's fare.
      .where("booking_fares.price_change_id", "is", null)
      .orderBy("booking_fares.fare_number")
      .execute(),
    db
      .selectFrom("booking_tax_lines")
      .select(["booking_fare_id", "tax_code", "tax_amount", "currency"])
      .where("booking_fare_id", "in", ofBooking)
      .orderBy("booking_fare_id")
      .orderBy("line_number")
      .execute(),
    db
      .selectFrom("booking_fare_segments")
      .select(["booking_fare_id", "booking_segment_id", "coupon_number", "fare_basis"])
      .where("booking_fare_id", "in", ofBooking)
      .orderBy("booking_fare_id")
      .orderBy("coupon_number")
      .execute(),
  ]);
  return rows.map((row) => ({
    fareId: row.booking_fare_id,
    fareNumber: row.fare_number,
    passengerId: row.booking_passenger_id,
    supplier: {
      supplierId: row.supplier_id,
      publicId: row.supplier_public_id,
      name: row.supplier_name,
      airlineCode: row.airline_code,
      settlementMode: row.settlement_mode,
      revenueRole: row.revenue_role,
      status: row.supplier_status,
    },
    supplierFareReference: row.supplier_fare_reference,
    base: toMoney(row.base_amount, row.currency),
    taxTotal: toMoney(row.tax_amount, row.currency),
    total: toMoney(row.total_amount, row.currency),
    commission: toMoney(row.commission_amount, row.currency),
    commissionPercent: row.commission_percent,
    formOfPayment: toFormOfPayment(row),
    service:
      row.document_type === "ETKT" || row.document_type === "VCHR"
        ? null
        : { name: row.service_name, rfic: row.rfic, rfisc: row.rfisc },
    taxes: taxes
      .filter((tax) => tax.booking_fare_id === row.booking_fare_id)
      .map((tax) => ({ code: tax.tax_code, amount: toMoney(tax.tax_amount, tax.currency) })),
    coupons: coupons
      .filter((coupon) => coupon.booking_fare_id === row.booking_fare_id)
      .map((coupon) => ({
        segmentId: coupon.booking_segment_id,
        couponNumber: coupon.coupon_number,
        fareBasis: coupon.fare_basis,
      })),
  }));
}

function toFormOfPayment(row: {
  readonly form_of_payment: "cash" | "card";
  readonly card_brand: string | null;
  readonly card_last_four: string | null;
}): FormOfPayment {
  if (row.form_of_payment === "cash") return { kind: "cash" };
  invariant(row.card_brand && row.card_last_four, "a card has its brand and four digits");
  return { kind: "card", brand: row.card_brand, lastFour: row.card_last_four };
}

async function listCharges({ db }: PartnerDatabase, bookingId: number): Promise<BookedCharge[]> {
  const rows = await db
    .selectFrom("booking_charges")
    .selectAll()
    .where("booking_id", "=", bookingId)
    .orderBy("charge_number")
    .execute();
  return rows.map((row) => ({
    type: row.charge_type,
    amount: toMoney(row.charge_amount, row.currency),
    vatPercent: row.vat_percent,
    vat: toMoney(row.vat_amount, row.currency),
  }));
}

async function listTickets({ db }: PartnerDatabase, bookingId: number): Promise<BookedTicket[]> {
  const [rows, coupons] = await Promise.all([
    db
      .selectFrom("booking_tickets")
      .selectAll()
      .where("booking_id", "=", bookingId)
      .orderBy("booking_fare_id")
      .orderBy("conjunction_number")
      .execute(),
    db
      .selectFrom("booking_ticket_coupons")
      .innerJoin(
        "booking_tickets",
        "booking_tickets.booking_ticket_id",
        "booking_ticket_coupons.booking_ticket_id",
      )
      .selectAll("booking_ticket_coupons")
      .where("booking_tickets.booking_id", "=", bookingId)
      .orderBy("booking_ticket_coupons.coupon_number")
      .execute(),
  ]);
  return rows.map((row) => ({
    ticketId: row.booking_ticket_id,
    number: row.ticket_number,
    documentType: row.document_type,
    checkDigit: row.check_digit,
    conjunctionNumber: row.conjunction_number,
    exchangedFromTicketId: row.exchanged_from_ticket_id,
    firstTicketNumber: row.first_ticket_number,
    status: row.status,
    fareId: row.booking_fare_id,
    passengerId: row.booking_passenger_id,
    issuedOn: row.issued_on,
    issuingOffice: row.issuing_office,
    coupons: coupons
      .filter((coupon) => coupon.booking_ticket_id === row.booking_ticket_id)
      .map((coupon) => ({
        couponNumber: coupon.coupon_number,
        segmentId: coupon.booking_segment_id,
        status: coupon.coupon_status,
        fareBasis: coupon.fare_basis,
      })),
  }));
}
