import type { Insertable } from "kysely";

import type { Database } from "../generated/database";
import type { PartnerTransaction, PreparedStatement } from "../partner-scope";
import { prepareStatement, runPrepared } from "../partner-scope";
import { chunkMax, chunksOf } from "./chunks-of";

/** Of few rows, and of full chunks: there is a statement for each table, columns and count. */
const isKept = (rowCount: number) => rowCount <= 24 || rowCount === chunkMax;
const keptMax = 1_000;
const kept = new Map<string, PreparedStatement>();

/**
 * Inserts rows of one table; returns the id of the first of the last statement's. A column that is
 * NULL in all of them is left to its default.
 */
export async function insertRows<Table extends keyof Database>(
  transaction: PartnerTransaction,
  table: Table,
  rows: readonly Insertable<Database[Table]>[],
): Promise<number> {
  let insertId = 0;
  for (const chunk of chunksOf(rows)) {
    const columns = columnsOf(chunk);
    const values = chunk.flatMap((row) => columns.map((column) => row[column] ?? null));
    const statement = prepareInsert(table, columns, chunk.length);
    const result = await runPrepared(transaction, statement, values);
    insertId = Number(result.insertId);
  }
  return insertId;
}

function columnsOf<Row extends object>(rows: readonly Row[]): (keyof Row & string)[] {
  const [first] = rows;
  if (first === undefined) return [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- rows are made with their columns alone
  const all = Object.keys(first) as (keyof Row & string)[];
  return all.filter((column) => rows.some((row) => row[column] != null));
}

function prepareInsert(
  table: keyof Database,
  columns: readonly string[],
  rowCount: number,
): PreparedStatement {
  const key = `${table} ${rowCount} ${columns.join()}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const statement = prepareStatement((db, slot) =>
    db
      .insertInto(table)
      .values(
        Array.from({ length: rowCount }, (_, row) =>
          Object.fromEntries(
            columns.map((column, place) => [column, slot(row * columns.length + place)]),
          ),
        ),
      ),
  );
  if (isKept(rowCount)) {
    if (kept.size >= keptMax) kept.clear();
    kept.set(key, statement);
  }
  return statement;
}
