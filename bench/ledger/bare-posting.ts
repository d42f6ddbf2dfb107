import { randomUUID } from "node:crypto";

import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { createPool } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { newId } from "../../db/new-id";
import { connectionOptions } from "../../db/pool";
import type { BenchBooks, Contender, ContenderOptions } from "./contender";
import { pick } from "./writing";

const rowsMax = 1_000;

/** The rows of an entry by hand-written SQL in a transaction: what the database alone can do. */
export function createBareTransaction({
  databaseUrl,
  books,
}: ContenderOptions): Promise<Contender> {
  return toContender(databaseUrl, (connection, index) => insert(connection, pick(books, index), 1));
}

/** Many entries by multi-row INSERTs in one transaction. */
export function createBareInsert({
  databaseUrl,
  books,
  batchSize,
}: ContenderOptions): Promise<Contender> {
  return toContender(databaseUrl, (connection, index) =>
    insert(connection, pick(books, index), batchSize),
  );
}

async function toContender(
  databaseUrl: string,
  write: (connection: PoolConnection, index: number) => Promise<void>,
): Promise<Contender> {
  const pool = openBarePool(databaseUrl);
  return {
    close: () => pool.end(),
    step: async (index) => {
      const connection = await pool.getConnection();
      try {
        await connection.query("START TRANSACTION");
        await write(connection, index);
        await connection.query("COMMIT");
      } finally {
        connection.release();
      }
    },
  };
}

export function openBarePool(databaseUrl: string): Pool {
  const pool = createPool({
    ...connectionOptions(parseDatabaseUrl(databaseUrl)),
    connectionLimit: 40,
  });
  pool.on("connection", (connection) => {
    void connection.query("SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE");
  });
  return pool;
}

async function insert(connection: PoolConnection, books: BenchBooks, count: number): Promise<void> {
  const at = new Date().toISOString().replace("T", " ").replace("Z", "000");
  const entries = Array.from({ length: count }, () => newId("journalEntry"));
  await insertRows(
    connection,
    "audit_logs",
    auditColumns,
    entries.map((id) => [
      books.partnerId,
      newId("auditLog"),
      "je.posted",
      "system",
      "journal_entry",
      id,
      auditPayload,
      hash,
      at,
    ]),
  );
  const [{ insertId: last }] = await connection.query<ResultSetHeader>(
    "UPDATE sequences SET current_value = LAST_INSERT_ID(current_value + ?) WHERE partner_id = ? AND sequence_name = 'journal_entry'",
    [count, books.partnerId],
  );
  const first = last - count + 1;
  const insertId = await insertRows(
    connection,
    "journal_entries",
    headerColumns,
    entries.map((id, index) => [
      books.partnerId,
      id,
      first + index,
      books.day,
      books.day,
      books.periodId,
      "bench",
      newId("event"),
      `bench:${randomUUID()}`,
      "An issuance of the bench",
      "BDT",
      "52450.00",
      6,
      "system",
      at,
      at,
    ]),
  );
  const ids = count === 1 ? [insertId] : await findIds(connection, books, first, count);
  await insertRows(
    connection,
    "journal_entry_lines",
    lineColumns,
    ids.flatMap((id) => linesOf(id, books)),
  );
}

const hash = "0".repeat(64);
const auditPayload = JSON.stringify({
  posting_key: `bench:${hash.slice(0, 36)}`,
  source: hash.slice(0, 30),
  entry_digest: hash,
});
const auditColumns =
  "partner_id, public_id, event_type, actor_type, target_entity_type, target_entity_id, event_payload, content_hash, created_at";
const headerColumns =
  "partner_id, public_id, entry_number, entry_date, event_date, accounting_period_id, source_type, source_public_id, posting_key, description, functional_currency, functional_total, line_count, posted_by_type, posted_at, created_at";
const lineColumns =
  "partner_id, journal_entry_id, line_number, account_id, side, transaction_currency, transaction_minor_units, transaction_amount, functional_currency, functional_minor_units, functional_amount, fx_rate, entry_date, customer_id, supplier_id";

export type Row = readonly (string | number | null)[];

export async function insertRows(
  connection: PoolConnection,
  table: string,
  columns: string,
  rows: readonly Row[],
): Promise<number> {
  let insertId = 0;
  for (let start = 0; start < rows.length; start += rowsMax) {
    const [result] = await connection.query<ResultSetHeader>(
      `INSERT INTO ${table} (${columns}) VALUES ?`,
      [rows.slice(start, start + rowsMax)],
    );
    insertId = result.insertId;
  }
  return insertId;
}

async function findIds(
  connection: PoolConnection,
  { partnerId }: BenchBooks,
  first: number,
  count: number,
): Promise<number[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT journal_entry_id AS id FROM journal_entries WHERE partner_id = ? AND entry_number BETWEEN ? AND ? ORDER BY entry_number",
    [partnerId, first, first + count - 1],
  );
  return rows.map((row) => Number(row["id"]));
}

function linesOf(entryId: number, books: BenchBooks): Row[] {
  const { partnerId, customerId, supplierId, accountIds, day } = books;
  return issuanceLines.map(([code, side, amount, party], index) => [
    partnerId,
    entryId,
    index + 1,
    accountIds[code] ?? null,
    side,
    "BDT",
    2,
    amount,
    "BDT",
    2,
    amount,
    "1",
    day,
    party === "customer" ? customerId : null,
    party === "supplier" ? supplierId : null,
  ]);
}

const issuanceLines = [
  ["1101", "debit", "49650.00", "customer"],
  ["1109", "debit", "2800.00", "supplier"],
  ["2011", "credit", "48500.00", "supplier"],
  ["2031", "credit", "2800.00", null],
  ["4031", "credit", "1000.00", null],
  ["2061", "credit", "150.00", null],
] as const;
