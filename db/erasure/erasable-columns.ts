import { partnerTables } from "../generated/database";
import { classify } from "../personal-data";

/** What information_schema says of a column. */
export interface ColumnFacts {
  readonly table: string;
  readonly column: string;
  readonly isNullable: boolean;
  readonly type: string;
  /** Characters that it holds; null where it holds none. */
  readonly lengthMax: number | null;
}

export const columnFactsQuery =
  "SELECT TABLE_NAME AS t, COLUMN_NAME AS c, IS_NULLABLE AS n, DATA_TYPE AS d, CHARACTER_MAXIMUM_LENGTH AS l " +
  "FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()";

export function toColumnFacts(row: Readonly<Record<string, unknown>>): ColumnFacts {
  return {
    table: String(row["t"]),
    column: String(row["c"]),
    isNullable: row["n"] === "YES",
    type: String(row["d"]).toLowerCase(),
    lengthMax: row["l"] === null ? null : Number(row["l"]),
  };
}

/** What stands in place of a value: nothing, no bytes, or a word with the row's key, as some are unique. */
export type Replacement =
  | { readonly kind: "null" }
  | { readonly kind: "empty" }
  | { readonly kind: "mark"; readonly lengthMax: number };

export interface ErasableColumn {
  readonly column: string;
  readonly replacement: Replacement;
}

/** By table: the columns that are classified as a person's or a secret, and what replaces them. */
export function listErasable(facts: readonly ColumnFacts[]): Map<string, ErasableColumn[]> {
  const tables = new Map<string, ErasableColumn[]>();
  for (const fact of facts) {
    const { table, column } = fact;
    if (!partnerTables.has(table) || classify(table, column) === undefined) continue;
    const columns = tables.get(table) ?? [];
    tables.set(table, [...columns, { column, replacement: replacementOf(fact) }]);
  }
  return tables;
}

/** Before the key of the row. */
export const erasedMark = "erased-";

function replacementOf({ isNullable, type, lengthMax }: ColumnFacts): Replacement {
  if (isNullable) return { kind: "null" };
  if (type.endsWith("binary") || type.endsWith("blob")) return { kind: "empty" };
  return { kind: "mark", lengthMax: lengthMax ?? 0 };
}
