import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";

import { loadAirlines } from "./load-airlines";
import { loadAirportCodes } from "./load-airport-codes";
import { loadCountries } from "./load-countries";
import { loadCurrencies } from "./load-currencies";
import { loadGdsProviderCodes } from "./load-gds-provider-codes";
import { loadLocationCodes } from "./load-location-codes";
import { parseUnLocode } from "./parse-un-locode";
import type { LocationCodeRow } from "./reference-rows";

/** In the order of their foreign keys. */
export const referenceTables = [
  "currencies",
  "countries",
  "airlines",
  "airport_codes",
  "location_codes",
  "gds_provider_codes",
] as const;

export type ReferenceTable = (typeof referenceTables)[number];

export interface ReferenceProgress {
  table: ReferenceTable;
  rowsDone: number;
  rowsTotal: number;
}

export interface LoadReferenceDataOptions {
  tables?: readonly ReferenceTable[];
  /** Text of UNECE's UN/LOCODE parts; without them its rows in the table stay as they are. */
  unLocodeCsv?: readonly string[];
  onProgress?: (progress: ReferenceProgress) => void;
}

export interface ReferenceTableReport {
  table: ReferenceTable;
  inserted: number;
  updated: number;
  unchanged: number;
  deactivated: number;
}

type SqlValue = string | number | boolean | null;
type ReferenceRow = Readonly<Record<string, SqlValue>>;

interface TableSource {
  /** The primary key. */
  keyColumn: string;
  /** Left out where the table does not have it. */
  optionalColumns?: readonly string[];
  /** Rows whose value here is in no loaded row belong to a source that was not read. */
  sourceColumn?: string;
  load: (options: LoadReferenceDataOptions) => readonly ReferenceRow[] | Promise<ReferenceRow[]>;
}

const sources: Readonly<Record<ReferenceTable, TableSource>> = {
  currencies: { keyColumn: "currency_code", load: loadCurrencies },
  countries: { keyColumn: "country_code", load: loadCountries },
  airlines: { keyColumn: "airline_code", load: loadAirlines },
  airport_codes: {
    keyColumn: "airport_code",
    optionalColumns: ["has_scheduled_service"],
    load: loadAirportCodes,
  },
  location_codes: {
    keyColumn: "location_code",

    sourceColumn: "source",
    load: loadAllLocations,
  },
  gds_provider_codes: {
    keyColumn: "provider_code",

    load: loadGdsProviderCodes,
  },
};

const batchRows = 500;

/**
 * Brings the shared tables in line with the packages. Each table is one transaction of its own, so
 * the connection must not be in one. A row that has left its source is marked inactive.
 */
export async function loadReferenceData(
  connection: Connection,
  options: LoadReferenceDataOptions = {},
): Promise<ReferenceTableReport[]> {
  const wanted = new Set(options.tables ?? referenceTables);
  const reports: ReferenceTableReport[] = [];
  for (const table of referenceTables) {
    if (wanted.has(table)) reports.push(await loadTable(connection, table, options));
  }
  return reports;
}

async function loadTable(
  connection: Connection,
  table: ReferenceTable,
  options: LoadReferenceDataOptions,
): Promise<ReferenceTableReport> {
  const source = sources[table];
  const rows = await source.load(options);
  const present = await listColumns(connection, table);
  const columns = Object.keys(rows[0] ?? {}).filter(
    (column) => present.has(column) || !source.optionalColumns?.includes(column),
  );
  await connection.beginTransaction();
  try {
    const stored = await readStoredRows(connection, { table, columns, source, rows });
    const changes = compare(rows, { stored, columns, source });
    await upsertRows(connection, { table, columns, source, rows: changes.rows, options });
    await deactivateRows(connection, { table, source, keys: changes.missingKeys });
    await connection.commit();
    return { table, ...changes.counts };
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}

async function loadAllLocations({
  unLocodeCsv = [],
}: LoadReferenceDataOptions): Promise<ReferenceRow[]> {
  const countryCodes = new Set(loadCountries().map((country) => country.country_code));
  const byCode = new Map<string, LocationCodeRow>();
  for (const row of [...(await loadLocationCodes()), ...unLocodeCsv.flatMap(parseUnLocode)]) {
    // UN/LOCODE has installations on the high seas under XZ, which is no country.
    if (countryCodes.has(row.country_code)) byCode.set(row.location_code, row);
  }
  return [...byCode.values()];
}

async function listColumns(
  connection: Connection,
  table: ReferenceTable,
): Promise<ReadonlySet<string>> {
  const [fields] = await connection.query<RowDataPacket[]>("SHOW COLUMNS FROM ??", [table]);
  return new Set(fields.map((field) => String(field["Field"])));
}

interface StoredRowsQuery {
  table: ReferenceTable;
  columns: readonly string[];
  source: TableSource;
  rows: readonly ReferenceRow[];
}

async function readStoredRows(
  connection: Connection,
  { table, columns, source: { keyColumn, sourceColumn }, rows }: StoredRowsQuery,
): Promise<Map<string, RowDataPacket>> {
  const isWholeTable = sourceColumn === undefined;
  const scope = isWholeTable ? "" : " WHERE ?? IN (?)";
  const loaded = isWholeTable ? [] : [sourceColumn, listValues(rows, sourceColumn)];
  const [stored] = await connection.query<RowDataPacket[]>(`SELECT ?? FROM ??${scope}`, [
    columns,
    table,
    ...loaded,
  ]);
  return new Map(stored.map((row) => [String(row[keyColumn]), row]));
}

function listValues(rows: readonly ReferenceRow[], column: string): string[] {
  return [...new Set(rows.map((row) => String(row[column])))];
}

interface Comparison {
  stored: ReadonlyMap<string, RowDataPacket>;
  columns: readonly string[];
  source: TableSource;
}

interface Changes {
  rows: ReferenceRow[];
  missingKeys: string[];
  counts: Omit<ReferenceTableReport, "table">;
}

function compare(
  rows: readonly ReferenceRow[],
  { stored, columns, source: { keyColumn } }: Comparison,
): Changes {
  const keys = new Set(rows.map((row) => String(row[keyColumn])));
  const isStored = (row: ReferenceRow) => stored.has(String(row[keyColumn]));
  const changed = rows.filter((row) => {
    const before = stored.get(String(row[keyColumn]));
    return !before || columns.some((column) => !isSame(row[column] ?? null, before[column]));
  });
  const missingKeys = [...stored]
    .filter(([key, row]) => !keys.has(key) && Number(row["is_active"]) === 1)
    .map(([key]) => key);
  const updated = changed.filter(isStored).length;
  return {
    rows: changed,
    missingKeys,
    counts: {
      inserted: changed.length - updated,
      updated,
      unchanged: rows.length - changed.length,
      deactivated: missingKeys.length,
    },
  };
}

/** DECIMAL columns come back as text, booleans as 0 and 1. */
function isSame(value: SqlValue, stored: unknown): boolean {
  if (value === null || stored === null) return value === stored;
  return typeof value === "string" ? value === stored : Number(value) === Number(stored);
}

interface Upsert {
  table: ReferenceTable;
  columns: readonly string[];
  source: TableSource;
  rows: readonly ReferenceRow[];
  options: LoadReferenceDataOptions;
}

async function upsertRows(
  connection: Connection,
  { table, columns, source: { keyColumn }, rows, options: { onProgress } }: Upsert,
): Promise<void> {
  const updates = columns
    .filter((column) => column !== keyColumn)
    .map((column) => `${column} = VALUES(${column})`);
  for (let start = 0; start < rows.length; start += batchRows) {
    const batch = rows.slice(start, start + batchRows);
    const tuple = `(${columns.map(() => "?").join(", ")})`;
    await connection.execute<ResultSetHeader>(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${batch.map(() => tuple).join(", ")}
       ON DUPLICATE KEY UPDATE ${updates.join(", ")}`,
      batch.flatMap((row) => columns.map((column) => row[column] ?? null)),
    );
    onProgress?.({ table, rowsDone: start + batch.length, rowsTotal: rows.length });
  }
}

interface Deactivation {
  table: ReferenceTable;
  source: TableSource;
  keys: readonly string[];
}

async function deactivateRows(
  connection: Connection,
  { table, source: { keyColumn }, keys }: Deactivation,
): Promise<void> {
  for (let start = 0; start < keys.length; start += batchRows) {
    const batch = keys.slice(start, start + batchRows);
    await connection.query<ResultSetHeader>("UPDATE ?? SET is_active = 0 WHERE ?? IN (?)", [
      table,
      keyColumn,
      batch,
    ]);
  }
}
