import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { sql } from "kysely";

import type { JsonValue } from "../../domain/canonical-json";
import { Refusal } from "../../domain/refusal";
import type { KeyRing } from "../encryption/key-ring";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";

export async function getCustomerRowId({ db }: PartnerDatabase, publicId: string): Promise<number> {
  const row = await db
    .selectFrom("customers")
    .select("customer_id")
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such customer.");
  return row.customer_id;
}

export interface BookingOfCustomer {
  readonly bookingId: number;
  readonly publicId: string;
  /** Its last flight left a day ago, wherever that was, or it will never be issued. */
  readonly isOver: boolean;
}

export async function listBookingsOf(
  { db }: PartnerDatabase,
  customerId: number,
): Promise<BookingOfCustomer[]> {
  const rows = await db
    .selectFrom("bookings")
    .leftJoin("booking_segments", "booking_segments.booking_id", "bookings.booking_id")
    .select(({ fn }) => [
      "bookings.booking_id",
      "bookings.public_id",
      "bookings.state",
      fn.max("booking_segments.departs_local").as("last_departure"),
    ])
    .select(sql<string>`UTC_TIMESTAMP() - INTERVAL 1 DAY`.as("yesterday"))
    .where("bookings.customer_id", "=", customerId)
    .groupBy(["bookings.booking_id", "bookings.public_id", "bookings.state"])
    .execute();
  return rows.map((row) => ({
    bookingId: row.booking_id,
    publicId: row.public_id,
    isOver:
      row.last_departure === null ||
      row.last_departure < row.yesterday ||
      /^(?:CANCELLED|EXPIRED)/.test(row.state),
  }));
}

/** Everything kept of a customer and the travellers it booked for, by table, as it stands. */
export async function exportCustomer(
  scope: PartnerDatabase,
  customer: string,
  keyRing: KeyRing,
): Promise<Record<string, JsonValue>> {
  const { db, partner } = scope;
  const customerId = await getCustomerRowId(scope, customer);
  const bookingIds = (await listBookingsOf(scope, customerId)).map(({ bookingId }) => bookingId);
  const ofBookings = async <Row>(read: (ids: number[]) => Promise<Row[]>): Promise<Row[]> =>
    bookingIds.length === 0 ? [] : read(bookingIds);
  const passengers = await ofBookings((ids) =>
    db.selectFrom("booking_passengers").selectAll().where("booking_id", "in", ids).execute(),
  );
  const rows = {
    customers: await db
      .selectFrom("customers")
      .selectAll()
      .where("customer_id", "=", customerId)
      .execute(),
    customer_history: await db
      .selectFrom("customer_history")
      .selectAll()
      .where("customer_id", "=", customerId)
      .execute(),
    customer_addresses: await db
      .selectFrom("customer_addresses")
      .selectAll()
      .where("customer_id", "=", customerId)
      .execute(),
    consents: await db
      .selectFrom("consents")
      .selectAll()
      .where("customer_id", "=", customerId)
      .orderBy("consent_id")
      .execute(),
    bookings: await ofBookings((ids) =>
      db.selectFrom("bookings").selectAll().where("booking_id", "in", ids).execute(),
    ),
    booking_passengers: passengers.map(({ date_of_birth_encrypted: sealed, ...passenger }) => ({
      ...passenger,
      date_of_birth:
        sealed === null
          ? null
          : keyRing.decrypt(sealed, `${partner}:booking_passengers.date_of_birth`).toString(),
    })),
    booking_segments: await ofBookings((ids) =>
      db.selectFrom("booking_segments").selectAll().where("booking_id", "in", ids).execute(),
    ),
    booking_tickets: await ofBookings((ids) =>
      db.selectFrom("booking_tickets").selectAll().where("booking_id", "in", ids).execute(),
    ),
    refunds: await ofBookings((ids) =>
      db.selectFrom("refunds").selectAll().where("booking_id", "in", ids).execute(),
    ),
    schedule_changes: await ofBookings((ids) =>
      db.selectFrom("schedule_changes").selectAll().where("booking_id", "in", ids).execute(),
    ),
    bsp_staged_transactions: await ofBookings((ids) =>
      db
        .selectFrom("bsp_staged_transactions")
        .selectAll()
        .where((eb) => isOfTickets(eb, ids))
        .execute(),
    ),
    documents: await ofBookings((ids) =>
      db.selectFrom("documents").selectAll().where("booking_id", "in", ids).execute(),
    ),
    audit_logs: await db
      .selectFrom("audit_logs")
      .selectAll()
      .where("target_entity_id", "=", customer)
      .orderBy("audit_log_id")
      .execute(),
    email_outbox: await ofBookings((ids) =>
      db
        .selectFrom("email_outbox")
        .innerJoin("documents", "documents.document_id", "email_outbox.document_id")
        .selectAll("email_outbox")
        .where("documents.booking_id", "in", ids)
        .execute(),
    ),
  };
  return Object.fromEntries(
    Object.entries(rows).map(([table, all]) => [
      table,
      all.map((row) => withoutRowIds(row as Readonly<Record<string, JsonValue>>)),
    ]),
  );
}

/** What BSP files say of the tickets of bookings, matched with them or not. */
export function isOfTickets(
  eb: ExpressionBuilder<Database, "bsp_staged_transactions">,
  bookingIds: readonly number[],
): Expression<SqlBool> {
  const numbers = () =>
    eb
      .selectFrom("booking_tickets")
      .select("booking_tickets.ticket_number")
      .where("booking_tickets.booking_id", "in", [...bookingIds]);
  return eb.or([eb("document_number", "in", numbers()), eb("related_number", "in", numbers())]);
}

/** The database's own numbers say nothing of a person. */
function withoutRowIds(row: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(row).filter(([name]) => !/(?<!public|request|workflow|message)_id$/.test(name)),
  );
}
