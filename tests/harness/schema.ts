import type { Connection, RowDataPacket } from "mysql2/promise";

/** The migrated schema as the server itself describes it. */
export interface Schema {
  readonly tables: readonly SchemaTable[];
}

export interface SchemaTable {
  readonly name: string;
  readonly engine: string;
  readonly collation: string;
  readonly columns: readonly SchemaColumn[];
  readonly indexes: readonly SchemaIndex[];
  readonly foreignKeys: readonly SchemaForeignKey[];
  readonly checks: readonly string[];
}

export interface SchemaColumn {
  readonly name: string;
  /** In lower case and without a display width: `bigint`, `varchar(40)`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly charset: string | null;
  readonly collation: string | null;
  readonly extra: string;
}

export interface SchemaIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

export interface SchemaForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly table: string;
  readonly referenced: readonly string[];
  readonly onDelete: string;
}

export async function readSchema(connection: Connection): Promise<Schema> {
  const query = async (sql: string): Promise<Record<string, string>[]> => {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])),
    );
  };
  const [tables, columns, indexes, keys, checks] = await Promise.all([
    query(`SELECT TABLE_NAME t, ENGINE e, TABLE_COLLATION c FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`),
    query(`SELECT TABLE_NAME t, COLUMN_NAME n, COLUMN_TYPE d, IS_NULLABLE i, CHARACTER_SET_NAME s,
        COLLATION_NAME c, EXTRA e FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`),
    query(`SELECT TABLE_NAME t, INDEX_NAME n, NON_UNIQUE u, COLUMN_NAME c FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`),
    query(`SELECT k.TABLE_NAME t, k.CONSTRAINT_NAME n, k.COLUMN_NAME c, k.REFERENCED_TABLE_NAME r,
        k.REFERENCED_COLUMN_NAME rc, rc.DELETE_RULE d
      FROM information_schema.KEY_COLUMN_USAGE k
      JOIN information_schema.REFERENTIAL_CONSTRAINTS rc
        ON rc.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND rc.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND rc.TABLE_NAME = k.TABLE_NAME
      WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL
      ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION`),
    query(`SELECT tc.TABLE_NAME t, cc.CHECK_CLAUSE c FROM information_schema.CHECK_CONSTRAINTS cc
      JOIN information_schema.TABLE_CONSTRAINTS tc
        ON tc.CONSTRAINT_SCHEMA = cc.CONSTRAINT_SCHEMA AND tc.CONSTRAINT_NAME = cc.CONSTRAINT_NAME
      WHERE cc.CONSTRAINT_SCHEMA = DATABASE() AND tc.CONSTRAINT_TYPE = 'CHECK'`),
  ]);
  return {
    tables: sortByName(tables).map(({ t = "", e = "", c = "" }) => ({
      name: t,
      engine: e,
      collation: c,
      columns: columns.filter((row) => row["t"] === t).map(toColumn),
      indexes: group(indexes.filter((row) => row["t"] === t)).map(([name, rows]) => ({
        name,
        unique: rows[0]?.["u"] === "0",
        columns: rows.map((row) => row["c"] ?? ""),
      })),
      foreignKeys: group(keys.filter((row) => row["t"] === t)).map(([name, rows]) => ({
        name,
        columns: rows.map((row) => row["c"] ?? ""),
        table: rows[0]?.["r"] ?? "",
        referenced: rows.map((row) => row["rc"] ?? ""),
        onDelete: rows[0]?.["d"] ?? "",
      })),
      checks: checks.filter((row) => row["t"] === t).map((row) => row["c"] ?? ""),
    })),
  };
}

/** The server sorts by its collation; this one is the same everywhere. */
function sortByName(tables: readonly Record<string, string>[]): Record<string, string>[] {
  return tables.toSorted((left, right) => ((left["t"] ?? "") < (right["t"] ?? "") ? -1 : 1));
}

function toColumn(row: Record<string, string>): SchemaColumn {
  const text = (key: string) => (row[key] === "null" ? null : (row[key] ?? null));
  return {
    name: row["n"] ?? "",
    type: (row["d"] ?? "").toLowerCase().replace(/^(bigint|int|smallint|tinyint)\(\d+\)/, "$1"),
    nullable: row["i"] === "YES",
    charset: text("s"),
    collation: text("c"),
    extra: (row["e"] ?? "").toLowerCase(),
  };
}

function group(
  rows: readonly Record<string, string>[],
): (readonly [string, Record<string, string>[]])[] {
  const groups = new Map<string, Record<string, string>[]>();
  for (const row of rows) {
    const name = row["n"] ?? "";
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups];
}
