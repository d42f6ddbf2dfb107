import type { Kysely } from "kysely";

import type { KeyRing } from "../../../db/encryption/key-ring";
import type { Database } from "../../../db/generated/database";
import { primaryKeys } from "../../../db/generated/database";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { classify } from "../../../db/personal-data";
import { invariant } from "../../../domain/invariant";

/** So many rows are in memory at a time. */
const batchSize = 500;

export interface ArchivedTable {
  readonly rows: AsyncIterable<Record<string, unknown>>;
  /** Once they are read. */
  readonly facts: () => {
    readonly row_count: number;
    /** Secrets: what people and tokens sign in with is of no use to whoever has the archive. */
    readonly omitted_columns: readonly string[];
    /** Values that no key of the ring opens. */
    readonly unreadable_values: number;
  };
}

/**
 * A partner's rows of a table, in the order of their keys. What is encrypted is opened, as the data
 * is the partner's; secrets and digests of them are left out, by their classification.
 */
export function openArchivedTable(
  scope: PartnerDatabase,
  table: string,
  keyRing: KeyRing,
): ArchivedTable {
  const omitted = new Set<string>();
  let rowCount = 0;
  let unreadable = 0;
  const toValue = (column: string, value: unknown): unknown => {
    if (!Buffer.isBuffer(value)) return value;
    const context = `${scope.partner}:${toEntity(table)}.${column.replace(/_encrypted$/, "")}`;
    try {
      return keyRing.decrypt(value, context).toString();
    } catch {
      unreadable += 1;
      return null;
    }
  };
  async function* read(): AsyncIterable<Record<string, unknown>> {
    for await (const row of readRows(scope, table)) {
      const kept: Record<string, unknown> = {};
      for (const [column, value] of Object.entries(row)) {
        if (classify(table, column)?.tier === "secret") omitted.add(column);
        else kept[column] = toValue(column, value);
      }
      rowCount += 1;
      yield kept;
    }
  }
  return {
    rows: read(),
    facts: () => ({
      row_count: rowCount,
      omitted_columns: [...omitted].toSorted(),
      unreadable_values: unreadable,
    }),
  };
}

/** What a value of a history is bound to is what its entity's is. */
function toEntity(table: string): string {
  if (!table.endsWith("_history")) return table;
  const entity = table.slice(0, -"_history".length);
  return `${entity}${/(ch|ss)$/.test(entity) ? "es" : "s"}`;
}

async function* readRows(
  { db }: PartnerDatabase,
  table: string,
): AsyncIterable<Record<string, unknown>> {
  const key = primaryKeys[table];
  invariant(key !== undefined, `${table} has a primary key of one column`);
  let after = 0;
  for (;;) {
    const rows = await untyped(db)
      .selectFrom(table)
      .selectAll()
      .where(key, ">", after)
      .orderBy(key)
      .limit(batchSize)
      .execute();
    yield* rows;
    if (rows.length < batchSize) return;
    after = Number(rows.at(-1)?.[key]);
  }
}

/** Tables are known by name only; the partner's scope holds the statements to the partner all the same. */
function untyped(db: Kysely<Database>): Kysely<Record<string, Record<string, unknown>>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- tables come from the generated list
  return db as unknown as Kysely<Record<string, Record<string, unknown>>>;
}
