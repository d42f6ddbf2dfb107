import { randomUUID } from "node:crypto";

import type { PoolConnection, ResultSetHeader } from "mysql2/promise";

import { newId } from "../../db/new-id";
import type { Row } from "./bare-posting";
import { insertRows, openBarePool } from "./bare-posting";
import type { BenchBooks } from "./contender";

/** Accounts that take lines with no party beside the receivable, over a year and three branches. */
const otherAccounts = [
  "1001",
  "1011",
  "1021",
  "1161",
  "1171",
  "1401",
  "2031",
  "2032",
  "2033",
  "2034",
  "2035",
  "2061",
  "2062",
  "3001",
  "3101",
  "4011",
  "4012",
  "4022",
  "4023",
  "4031",
  "4032",
  "4033",
  "4091",
  "5022",
  "5045",
  "5051",
  "5061",
  "7045",
];
const linesPerEntry = 4;
const entriesPerCommit = 2_500;

export interface Filling {
  readonly databaseUrl: string;
  readonly books: BenchBooks;
  readonly periodIds: ReadonlyMap<string, number>;
  readonly branchIds: readonly number[];
  /** Receivables are theirs in turns. */
  readonly customerIds: readonly number[];
  /** Days that the entries are spread over, from the first of the year on. */
  readonly dayCount: number;
}

/** Fills books with so many lines, straight into the tables: what is measured is reading them. */
export async function fillBooks(
  filling: Filling,
  { lineCount, after = 0 }: { readonly lineCount: number; readonly after?: number },
): Promise<void> {
  const pool = openBarePool(filling.databaseUrl);
  const connection = await pool.getConnection();
  const last = after + lineCount / linesPerEntry;
  for (let first = after + 1; first <= last; first += entriesPerCommit) {
    await connection.query("START TRANSACTION");
    await insertEntries(connection, filling, {
      first,
      count: Math.min(entriesPerCommit, last - first + 1),
    });
    await connection.query("COMMIT");
  }
  connection.release();
  await pool.end();
}

async function insertEntries(
  connection: PoolConnection,
  filling: Filling,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<void> {
  const { books, periodIds } = filling;
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  const at = "2026-01-01 00:00:00.000000";
  const insertId = await insertHeaders(
    connection,
    numbers.map((number) => {
      const day = dayOf(number, filling);
      return [
        books.partnerId,
        newId("journalEntry"),
        number,
        day,
        day,
        periodIds.get(day.slice(0, 7)) ?? null,
        "bench",
        newId("event"),
        `fill:${randomUUID()}`,
        "An entry of the bench",
        "BDT",
        "200.00",
        linesPerEntry,
        "system",
        at,
        at,
      ];
    }),
  );
  await insertRows(
    connection,
    "journal_entry_lines",
    "partner_id, journal_entry_id, line_number, account_id, side, transaction_currency, transaction_minor_units, transaction_amount, functional_currency, functional_minor_units, functional_amount, fx_rate, entry_date, customer_id, supplier_id, branch_id",
    numbers.flatMap((number, index) => linesOf(filling, number, insertId + index)),
  );
  await connection.query<ResultSetHeader>(
    "UPDATE sequences SET current_value = ? WHERE partner_id = ? AND sequence_name = 'journal_entry'",
    [first + count - 1, books.partnerId],
  );
}

/** Returns the first id: the rows of one INSERT have ids one after the other. */
async function insertHeaders(connection: PoolConnection, rows: readonly Row[]): Promise<number> {
  const [result] = await connection.query<ResultSetHeader>(
    `INSERT INTO journal_entries (partner_id, public_id, entry_number, entry_date, event_date, accounting_period_id, source_type,
       source_public_id, posting_key, description, functional_currency, functional_total, line_count, posted_by_type, posted_at, created_at) VALUES ?`,
    [rows],
  );
  return result.insertId;
}

/**
 * Two debits and two credits. In turns: a sale on credit with what it owes a supplier, and a payment
 * of each; every fifth entry in dollars.
 */
function linesOf(filling: Filling, number: number, entryId: number): Row[] {
  const { books, branchIds } = filling;
  const isForeign = number % 5 === 0;
  const [currency, amount, rate] = isForeign ? ["USD", "0.80", "125"] : ["BDT", "100.00", "1"];
  const branchId = branchIds[number % branchIds.length] ?? null;
  return Array.from({ length: linesPerEntry }, (_, index) => {
    const party = partyOf(filling, number, index);
    const code = party.code ?? otherAccounts[(number * 3 + index) % otherAccounts.length] ?? "1011";
    return [
      books.partnerId,
      entryId,
      index + 1,
      books.accountIds[code] ?? null,
      index < 2 ? "debit" : "credit",
      currency ?? "",
      2,
      amount ?? "",
      "BDT",
      2,
      "100.00",
      rate ?? "",
      dayOf(number, filling),
      party.customerId ?? null,
      party.supplierId ?? null,
      branchId,
    ];
  });
}

/** Of every two entries the customer's and the supplier's second line pays the first one's. */
function partyOf(
  { books, customerIds }: Filling,
  number: number,
  index: number,
): { readonly code?: string; readonly customerId?: number; readonly supplierId?: number } {
  const isSale = number % 2 === 0;
  const customerId = customerIds[Math.floor(number / 2) % customerIds.length] ?? books.customerId;
  const { supplierId } = books;
  if (index === (isSale ? 0 : 2)) return { code: "1101", customerId };
  if (index === (isSale ? 3 : 1)) return { code: "2012", supplierId };
  return {};
}

/** Day after day, and from the first again. */
function dayOf(number: number, { dayCount }: Filling): string {
  return new Date(Date.UTC(2026, 0, 1 + (number % dayCount))).toISOString().slice(0, 10);
}
