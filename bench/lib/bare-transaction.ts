import { randomBytes, randomUUID } from "node:crypto";

import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { createPool } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { newId } from "../../db/new-id";
import { connectionOptions } from "../../db/pool";
import type { Stack } from "../../scripts/stack/stack-types";

/** What of a booking the statements need; read before, as it is no part of what is measured. */
interface Prepared {
  readonly partnerId: number;
  readonly bookingId: number;
  readonly publicId: string;
  readonly customerId: number;
  readonly passengerId: number;
  readonly fareId: number;
  readonly supplierId: number;
  readonly segmentIds: readonly number[];
  readonly periodId: number;
  readonly accounts: ReadonlyMap<string, number>;
}

type Row = readonly (string | number | null)[];

/**
 * The rows of an issuance by hand-written SQL in one transaction, as one would write it who needs
 * no code around it: what the database alone can do with them.
 */
export async function createBareTransaction(
  stack: Stack,
  bookings: readonly string[],
): Promise<{ run(): Promise<void>; close(): Promise<void> }> {
  const pool = createPool({
    ...connectionOptions(parseDatabaseUrl(stack.environment["DATABASE_URL"])),
    connectionLimit: 20,
  });
  pool.on("connection", (connection) => {
    void connection.query("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
  });
  const prepared = await prepare(pool, bookings);
  let next = 0;
  return {
    close: () => pool.end(),
    run: async () => {
      const booking = prepared[next];
      next += 1;
      if (booking === undefined) throw new Error("the bench has run out of bookings");
      const connection = await pool.getConnection();
      try {
        await connection.query("START TRANSACTION");
        await write(connection, booking);
        await connection.query("COMMIT");
      } finally {
        connection.release();
      }
    },
  };
}

async function write(connection: PoolConnection, booking: Prepared): Promise<void> {
  const { partnerId, bookingId } = booking;
  const at = new Date().toISOString().replace("T", " ").replace("Z", "");
  const today = at.slice(0, 10);
  const insert = (table: string, columns: string, rows: readonly Row[]) =>
    connection
      .query<ResultSetHeader>(`INSERT INTO ${table} (partner_id, ${columns}) VALUES ?`, [
        rows.map((row) => [partnerId, ...row]),
      ])
      .then(([result]) => result.insertId);
  await connection.query("SELECT state FROM bookings WHERE booking_id = ? FOR UPDATE", [bookingId]);
  const number = `997${randomBytes(5).readUIntBE(0, 5).toString().padStart(13, "0").slice(-10)}`;
  const ticketId = await insert(
    "booking_tickets",
    "booking_id, booking_passenger_id, booking_fare_id, supplier_id, ticket_number, first_ticket_number, issued_on, currency, base_amount, tax_amount, commission_amount",
    [
      [
        bookingId,
        booking.passengerId,
        booking.fareId,
        booking.supplierId,
        number,
        number,
        today,
        "BDT",
        "40000.00",
        "9650.00",
        "2800.00",
      ],
    ],
  );
  await insert(
    "booking_ticket_coupons",
    "booking_ticket_id, booking_segment_id, coupon_number",
    booking.segmentIds.map((segmentId, index) => [ticketId, segmentId, index + 1]),
  );
  await copyHistory(connection, "booking_tickets", "booking_ticket", ticketId);
  await connection.query(
    "UPDATE bookings SET state = 'ISSUED', issued_at = ?, issued_on = ?, version = version + 1 WHERE booking_id = ?",
    [at, today, bookingId],
  );
  await copyHistory(connection, "bookings", "booking", bookingId);
  const entry = newId("journalEntry");
  await insert(
    "audit_logs",
    "public_id, event_type, actor_type, target_entity_type, target_entity_id, event_payload, content_hash, created_at",
    ["booking.issued", "je.posted"].map((type) => [
      newId("auditLog"),
      type,
      "system",
      "booking",
      booking.publicId,
      '{"bench":true}',
      "0".repeat(64),
      at,
    ]),
  );
  await insert(
    "outbox_events",
    "public_id, event_type, aggregate_type, aggregate_id, event_payload, occurred_at, dispatched_at",
    ["booking.issued", "journal_entry.posted"].map((type) => [
      newId("event"),
      type,
      "booking",
      booking.publicId,
      "{}",
      at,
      at,
    ]),
  );
  await writeRequestRows(insert, booking, at);
  await writeEntry(connection, insert, { booking, ticketId, entry, at, today });
}

type Insert = (table: string, columns: string, rows: readonly Row[]) => Promise<number>;

/** The operation with its key, and the supplier's request. */
async function writeRequestRows(insert: Insert, booking: Prepared, at: string): Promise<void> {
  const operationId = await insert(
    "operations",
    "public_id, operation_kind, status, stage, workflow_id, finished_at",
    [[newId("operation"), "booking.issue", "succeeded", "issued", booking.publicId, at]],
  );
  await insert(
    "idempotency_keys",
    "scope, idempotency_key, fingerprint, lease_token, lease_expires_at, expires_at, operation_id",
    [["bench", randomUUID(), "0".repeat(64), randomUUID(), at, at, operationId]],
  );
  await insert(
    "supplier_request_log",
    "gds_provider_code, operation, booking_id, workflow_id, workflow_run_id, step, attempt, idempotency_key, request_digest, state, sent_at",
    [
      [
        "1A",
        "issue",
        booking.bookingId,
        booking.publicId,
        randomUUID(),
        "issue",
        1,
        booking.publicId,
        "0".repeat(64),
        "succeeded",
        at,
      ],
    ],
  );
}

async function writeEntry(
  connection: PoolConnection,
  insert: Insert,
  {
    booking,
    ticketId,
    entry,
    at,
    today,
  }: {
    readonly booking: Prepared;
    readonly ticketId: number;
    readonly entry: string;
    readonly at: string;
    readonly today: string;
  },
): Promise<void> {
  const account = (code: string) => booking.accounts.get(code) ?? null;
  const scheduleId = await insert(
    "revenue_schedules",
    "public_id, booking_id, booking_ticket_id, schedule_kind, recognition_policy, deferred_account_id, recognised_account_id, transaction_currency, transaction_amount, functional_currency, functional_amount, posting_key",
    [
      [
        newId("revenueSchedule"),
        booking.bookingId,
        ticketId,
        "commission",
        "per_segment",
        account("2031"),
        account("4011"),
        "BDT",
        "2800.00",
        "BDT",
        "2800.00",
        entry,
      ],
    ],
  );
  await insert(
    "revenue_schedule_lines",
    "revenue_schedule_id, line_number, booking_segment_id, recognise_on, transaction_amount, functional_amount",
    booking.segmentIds.map((segmentId, index) => [
      scheduleId,
      index + 1,
      segmentId,
      today,
      "1400.00",
      "1400.00",
    ]),
  );
  const [{ insertId: entryNumber }] = await connection.query<ResultSetHeader>(
    "UPDATE sequences SET current_value = LAST_INSERT_ID(current_value + 1) WHERE partner_id = ? AND sequence_name = 'journal_entry'",
    [booking.partnerId],
  );
  const entryId = await insert(
    "journal_entries",
    "public_id, entry_number, entry_date, event_date, accounting_period_id, source_type, source_public_id, posting_key, description, functional_currency, functional_total, line_count, posted_by_type, posted_at",
    [
      [
        entry,
        entryNumber,
        today,
        today,
        booking.periodId,
        "booking",
        booking.publicId,
        entry,
        "bench",
        "BDT",
        "53600.00",
        6,
        "system",
        at,
      ],
    ],
  );
  const lines: readonly (readonly [string, string, string])[] = [
    ["1101", "debit", "50800.00"],
    ["1109", "debit", "2800.00"],
    ["2011", "credit", "49650.00"],
    ["2031", "credit", "2800.00"],
    ["4031", "credit", "1000.00"],
    ["2061", "credit", "150.00"],
  ];
  await insert(
    "journal_entry_lines",
    "journal_entry_id, line_number, account_id, side, transaction_currency, transaction_minor_units, transaction_amount, functional_currency, functional_minor_units, functional_amount, fx_rate, entry_date, customer_id, supplier_id, booking_id, booking_ticket_id",
    lines.map(([code, side, amount], index) => [
      entryId,
      index + 1,
      account(code),
      side,
      "BDT",
      2,
      amount,
      "BDT",
      2,
      amount,
      1,
      today,
      booking.customerId,
      booking.supplierId,
      booking.bookingId,
      ticketId,
    ]),
  );
}

async function copyHistory(
  connection: PoolConnection,
  table: string,
  entity: string,
  id: number,
): Promise<void> {
  const columns = await columnsOf(connection, table);
  await connection.query(
    `INSERT INTO ${entity}_history (changed_at, change_type, diff_json, ${columns}) SELECT UTC_TIMESTAMP(6), 'UPDATE', '{}', ${columns} FROM ${table} WHERE ${entity}_id = ?`,
    [id],
  );
}

const columnLists = new Map<string, string>();

async function columnsOf(connection: PoolConnection, table: string): Promise<string> {
  const known = columnLists.get(table);
  if (known !== undefined) return known;
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION",
    [table],
  );
  const list = rows.map((row) => String(row["name"])).join(", ");
  columnLists.set(table, list);
  return list;
}

async function prepare(pool: Pool, bookings: readonly string[]): Promise<Prepared[]> {
  const [rows] = await pool.query<RowDataPacket[]>(
    `SELECT b.partner_id, b.booking_id, b.public_id, b.customer_id, f.booking_passenger_id, f.booking_fare_id, f.supplier_id,
            GROUP_CONCAT(s.booking_segment_id) AS segments,
            (SELECT accounting_period_id FROM accounting_periods p
              WHERE p.partner_id = b.partner_id AND CURRENT_DATE BETWEEN p.starts_on AND p.ends_on) AS period_id
       FROM bookings b JOIN booking_fares f ON f.booking_id = b.booking_id JOIN booking_segments s ON s.booking_id = b.booking_id
      WHERE b.public_id IN (?) GROUP BY b.partner_id, b.booking_id, b.public_id, b.customer_id, f.booking_passenger_id, f.booking_fare_id, f.supplier_id`,
    [bookings],
  );
  const [accountRows] = await pool.query<RowDataPacket[]>(
    "SELECT account_code, account_id FROM chart_of_accounts WHERE partner_id = ?",
    [rows[0]?.["partner_id"]],
  );
  const accounts = new Map(
    accountRows.map((row) => [String(row["account_code"]), Number(row["account_id"])]),
  );
  return rows.map((row) => ({
    partnerId: Number(row["partner_id"]),
    bookingId: Number(row["booking_id"]),
    publicId: String(row["public_id"]),
    customerId: Number(row["customer_id"]),
    passengerId: Number(row["booking_passenger_id"]),
    fareId: Number(row["booking_fare_id"]),
    supplierId: Number(row["supplier_id"]),
    segmentIds: String(row["segments"]).split(",").map(Number),
    periodId: Number(row["period_id"]),
    accounts,
  }));
}
