import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import { connectionOptions } from "../db/pool";

const target = join(process.cwd(), "db/generated/database.ts");

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly isPrimary: boolean;
  readonly hasDefault: boolean;
}

/** Writes the row types of every table, with a union for each CHECK-constrained enumeration. */
export async function generateDatabaseTypes(databaseUrl: string): Promise<string> {
  const address = parseDatabaseUrl(databaseUrl);
  const connection = await createConnection(connectionOptions(address));
  try {
    const [columnRows] = await connection.query<RowDataPacket[]>(
      `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d, IS_NULLABLE AS n, COLUMN_DEFAULT AS f, EXTRA AS e, COLUMN_KEY AS k
         FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION`,
      [address.database],
    );
    const [checkRows] = await connection.query<RowDataPacket[]>(
      `SELECT tc.TABLE_NAME AS t, cc.CHECK_CLAUSE AS clause FROM information_schema.CHECK_CONSTRAINTS cc
         JOIN information_schema.TABLE_CONSTRAINTS tc
           ON tc.CONSTRAINT_SCHEMA = cc.CONSTRAINT_SCHEMA AND tc.CONSTRAINT_NAME = cc.CONSTRAINT_NAME
        WHERE cc.CONSTRAINT_SCHEMA = ?`,
      [address.database],
    );
    return render(
      columnRows.map((row) => toColumn(row)),
      toEnumerations(checkRows),
    );
  } finally {
    await connection.end();
  }
}

function toColumn(row: RowDataPacket): Column {
  return {
    table: String(row["t"]),
    name: String(row["c"]),
    type: String(row["d"]).toLowerCase(),
    nullable: row["n"] === "YES",
    isPrimary: row["k"] === "PRI",
    hasDefault:
      (row["f"] !== null && row["f"] !== "NULL") ||
      String(row["e"]).toLowerCase().includes("auto_increment"),
  };
}

/** `state IN ('A', 'B')`, as either server spells it, by `table.column`. */
function toEnumerations(rows: readonly RowDataPacket[]): Map<string, string[]> {
  const enumerations = new Map<string, string[]>();
  for (const row of rows) {
    // One value alone is kept as an equality by either server.
    const match = /^\(*`?(\w+)`? (?:in \(|= )([^)]*)\)*$/i.exec(String(row["clause"]));
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const values = [...match[2].matchAll(/'([^'\\]*)\\?'/g)].map(([, value = ""]) => value);
    if (values.length > 0) enumerations.set(`${String(row["t"])}.${match[1]}`, values);
  }
  return enumerations;
}

function render(columns: readonly Column[], enumerations: ReadonlyMap<string, string[]>): string {
  const tables = [...new Set(columns.map(({ table }) => table))]
    .filter((table) => table !== "schema_migrations")
    .toSorted((left, right) => (left < right ? -1 : 1));
  const interfaces = tables.map((table) => {
    const own = columns.filter((column) => column.table === table);
    const fields = own.map((column) => `  ${column.name}: ${typeOf(column, enumerations)};`);
    return `export interface ${toInterfaceName(table)} {\n${fields.join("\n")}\n}`;
  });
  const tenantTables = tables.filter((table) =>
    columns.some((column) => column.table === table && column.name === "partner_id"),
  );
  return `// Written by scripts/generate-database-types.ts from the migrated schema. Do not edit.
import type { ColumnType, Generated } from "kysely";

/** The partner's scope writes it: given by nobody, changed by nobody. */
type PartnerId = ColumnType<number, number | undefined, never>;

${interfaces.join("\n\n")}

export interface Database {
${tables.map((table) => `  ${table}: ${toInterfaceName(table)};`).join("\n")}
}

/** Columns of the entities that have a history, which mirrors them all. */
export const historicColumns = {
${tables
  .filter((table) => tables.some((other) => mirroredTables(other).includes(table)))
  .map(
    (table) =>
      `  ${table}: [\n${columns
        .filter((column) => column.table === table)
        .map(({ name }) => `    "${name}",`)
        .join("\n")}\n  ],`,
  )
  .join("\n")}
} as const satisfies Partial<Record<keyof Database, readonly string[]>>;

/** Tables whose rows belong to one partner. */
export const partnerTables: ReadonlySet<string> = new Set([
${tenantTables.map((table) => `  "${table}",`).join("\n")}
]);

/** Of those tables: the column that is their primary key. */
export const primaryKeys: Readonly<Record<string, string>> = {
${columns
  .filter(({ table, isPrimary }) => isPrimary && tenantTables.includes(table))
  .map(({ table, name }) => `  ${table}: "${name}",`)
  .toSorted()
  .join("\n")}
};
`;
}

function typeOf(column: Column, enumerations: ReadonlyMap<string, string[]>): string {
  if (column.name === "partner_id" && column.table !== "partners") return "PartnerId";
  const values =
    enumerations.get(`${column.table}.${column.name}`) ??
    mirroredTables(column.table)
      .map((table) => enumerations.get(`${table}.${column.name}`))
      .find((found) => found !== undefined);
  const base = values?.map((value) => `"${value}"`).join(" | ") ?? scalarOf(column);
  const full = column.nullable ? `${base} | null` : base;
  return column.hasDefault ? `Generated<${full}>` : full;
}

/** A history table mirrors its entity's columns, and so their enumerations. */
function mirroredTables(table: string): string[] {
  if (!table.endsWith("_history")) return [];
  const entity = table.slice(0, -"_history".length);
  return [`${entity}s`, `${entity}es`, entity.replace(/y$/, "ies")];
}

function scalarOf({ type }: Column): string {
  switch (type) {
    case "bigint":
    case "int":
    case "smallint":
    case "tinyint":
      return "number";
    case "mediumblob":
    case "varbinary":
      return "Buffer";
    default:
      return "string";
  }
}

function toInterfaceName(table: string): string {
  return `${table
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("")}Table`;
}

async function main(): Promise<void> {
  await writeFile(target, await generateDatabaseTypes(process.env["DATABASE_MIGRATION_URL"] ?? ""));
}

if (require.main === module) void main();
