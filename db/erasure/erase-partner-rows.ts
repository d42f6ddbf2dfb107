import type { Kysely } from "kysely";
import { sql } from "kysely";

import { invariant } from "../../domain/invariant";
import type { Database } from "../generated/database";
import { primaryKeys } from "../generated/database";
import { privilegesOf } from "../grants";
import type { PartnerTransaction } from "../partner-scope";
import type { ErasableColumn } from "./erasable-columns";
import { columnFactsQuery, erasedMark, listErasable, toColumnFacts } from "./erasable-columns";

export type ErasableTables = ReadonlyMap<string, readonly ErasableColumn[]>;

/** Of the tables that the application may change; histories follow by `npm run finish-erasures`. */
export async function readErasableTables(system: Kysely<Database>): Promise<ErasableTables> {
  const { rows } = await sql.raw<Record<string, unknown>>(columnFactsQuery).execute(system);
  const all = listErasable(rows.map(toColumnFacts));
  return new Map([...all].filter(([table]) => privilegesOf(table).includes("UPDATE")));
}

/** Replaces all that the partner's rows say of people, and all secrets. Done twice, it changes nothing. */
export async function erasePartnerRows(
  { db }: PartnerTransaction,
  tables: ErasableTables,
): Promise<void> {
  for (const [table, columns] of tables) {
    const key = primaryKeys[table];
    invariant(key !== undefined, `${table} has a primary key of one column`);
    await untyped(db)
      .updateTable(table)
      .set((eb) =>
        Object.fromEntries(
          columns.map(({ column, replacement }) => {
            if (replacement.kind === "null") return [column, null];
            if (replacement.kind === "empty") return [column, Buffer.alloc(0)];
            const mark = eb.fn("concat", [eb.val(erasedMark), eb.ref(`${table}.${key}`)]);
            return [column, eb.fn("left", [mark, eb.val(replacement.lengthMax)])];
          }),
        ),
      )
      .execute();
  }
}

/** Tables and columns are known by name only; the partner's scope holds the statements to the partner. */
function untyped(db: Kysely<Database>): Kysely<Record<string, Record<string, unknown>>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- they come from the server's own list
  return db as unknown as Kysely<Record<string, Record<string, unknown>>>;
}
