import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import type { DatabaseAddress } from "./config";
import { privilegesOf } from "./grants";
import { connectionOptions } from "./pool";

export interface MigrationResult {
  readonly applied: readonly string[];
  readonly total: number;
}

const fileName = /^(\d{12})_[a-z0-9_]+\.sql$/;
const lockName = "travobooks_migrations";
const lockWaitSeconds = 60;

/**
 * Brings the database to the newest migration, then grants the application's user what
 * `grants.ts` says. Forward only: a file that has run and was edited since is refused.
 */
export async function migrate(options: {
  readonly address: DatabaseAddress;
  readonly applicationUser: string;
  readonly directory: string;
  readonly onApplied?: (file: string) => void;
}): Promise<MigrationResult> {
  const connection = await connectForMigration(options.address);
  try {
    await lock(connection);
    const applied = await applyAll(connection, options.directory, options.onApplied);
    await grantAll(connection, options.address.database, options.applicationUser);
    return { applied, total: (await listMigrations(options.directory)).length };
  } finally {
    await connection.end();
  }
}

/** Files that have not run yet; readiness is their absence. */
export async function listPendingMigrations(
  connection: Pick<Connection, "query">,
  directory: string,
): Promise<string[]> {
  const done = await findAppliedChecksums(connection);
  return (await listMigrations(directory)).filter((file) => !done.has(file));
}

async function connectForMigration(address: DatabaseAddress): Promise<Connection> {
  const { database, ...server } = connectionOptions(address);
  const connection = await createConnection({ ...server, multipleStatements: true });
  try {
    await connection.query(
      "CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci",
      [database],
    );
    await connection.query("USE ??", [database]);
    await connection.query("SET SESSION time_zone = '+00:00'");
    return connection;
  } catch (error) {
    await connection.end();
    throw error;
  }
}

async function lock(connection: Connection): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT GET_LOCK(CONCAT(?, DATABASE()), ?) AS held",
    [lockName, lockWaitSeconds],
  );
  if (rows[0]?.["held"] !== 1) {
    throw new Error("Another migration of this database is running. Try again when it is done.");
  }
}

async function applyAll(
  connection: Connection,
  directory: string,
  onApplied?: (file: string) => void,
): Promise<string[]> {
  await connection.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    file_name VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    applied_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
  ) ENGINE = InnoDB`);
  const done = await findAppliedChecksums(connection);
  const applied: string[] = [];
  for (const file of await listMigrations(directory)) {
    const text = await readFile(join(directory, file), "utf8");
    const checksum = createHash("sha256").update(text).digest("hex");
    const before = done.get(file);
    if (before !== undefined) {
      assertUnchanged(file, before, checksum);
      continue;
    }
    await connection.query(text);
    await connection.query("INSERT INTO schema_migrations (file_name, checksum) VALUES (?, ?)", [
      file,
      checksum,
    ]);
    applied.push(file);
    onApplied?.(file);
  }
  return applied;
}

function assertUnchanged(file: string, before: string, now: string): void {
  if (before !== now) {
    throw new Error(
      `Migration ${file} was edited after it ran. Put it back and write a further migration.`,
    );
  }
}

async function listMigrations(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => fileName.test(name)).toSorted();
}

async function findAppliedChecksums(
  connection: Pick<Connection, "query">,
): Promise<Map<string, string>> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT file_name, checksum FROM schema_migrations",
  );
  return new Map(rows.map((row) => [String(row["file_name"]), String(row["checksum"])]));
}

async function grantAll(connection: Connection, database: string, user: string): Promise<void> {
  const accounts = await findAccounts(connection, user);
  const [tables] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'",
    [database],
  );
  for (const account of accounts) {
    await revokeOnDatabase(connection, database, account);
    await revokeOnColumns(connection, database, account);
    const held = await findHeldPrivileges(connection, database, account);
    for (const { name } of tables) {
      await grantTable(connection, { database, table: String(name), account, held });
    }
  }
}

interface Account {
  readonly user: string;
  readonly host: string;
}

/** Each host the application's user was created for. */
async function findAccounts(connection: Connection, user: string): Promise<Account[]> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT User AS user, Host AS host FROM mysql.user WHERE User = ?",
    [user],
  );
  if (rows.length === 0) {
    throw new Error(`The application's database user "${user}" does not exist. Create it first.`);
  }
  return rows.map((row) => ({ user: String(row["user"]), host: String(row["host"]) }));
}

/** Everything is granted table by table: what is held on the database as a whole is too much. */
async function revokeOnDatabase(
  connection: Connection,
  database: string,
  account: Account,
): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_SCHEMA AS name, PRIVILEGE_TYPE AS privilege, IS_GRANTABLE AS grantable FROM information_schema.SCHEMA_PRIVILEGES WHERE ? LIKE TABLE_SCHEMA AND GRANTEE = ?",
    [database, toGrantee(account)],
  );
  for (const [name, privileges] of privilegesByName(rows)) {
    if (privileges.size === 0) continue;
    await connection.query(`REVOKE ${[...privileges].join(", ")} ON ??.* FROM ?@?`, [
      name,
      account.user,
      account.host,
    ]);
  }
}

/** Nothing is granted column by column. */
async function revokeOnColumns(
  connection: Connection,
  database: string,
  account: Account,
): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name, COLUMN_NAME AS field, PRIVILEGE_TYPE AS privilege FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = ? AND GRANTEE = ?",
    [database, toGrantee(account)],
  );
  for (const { name, field, privilege } of rows) {
    await connection.query(`REVOKE ${String(privilege)} (??) ON ??.?? FROM ?@?`, [
      field,
      database,
      name,
      account.user,
      account.host,
    ]);
  }
}

async function findHeldPrivileges(
  connection: Connection,
  database: string,
  account: Account,
): Promise<Map<string, Set<string>>> {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name, PRIVILEGE_TYPE AS privilege, IS_GRANTABLE AS grantable FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = ? AND GRANTEE = ?",
    [database, toGrantee(account)],
  );
  return privilegesByName(rows);
}

/** The right to hand privileges on is one more of them. */
function privilegesByName(rows: readonly RowDataPacket[]): Map<string, Set<string>> {
  const held = new Map<string, Set<string>>();
  for (const row of rows) {
    const name = String(row["name"]);
    const privileges = held.get(name) ?? new Set();
    // Held alone, GRANT OPTION is listed beside USAGE, which cannot be revoked.
    if (row["privilege"] !== "USAGE") privileges.add(String(row["privilege"]));
    if (row["grantable"] === "YES") privileges.add("GRANT OPTION");
    held.set(name, privileges);
  }
  return held;
}

function toGrantee({ user, host }: Account): string {
  return `'${user}'@'${host}'`;
}

async function grantTable(
  connection: Connection,
  {
    database,
    table,
    account,
    held,
  }: {
    readonly database: string;
    readonly table: string;
    readonly account: Account;
    readonly held: ReadonlyMap<string, ReadonlySet<string>>;
  },
): Promise<void> {
  const wanted = new Set<string>(privilegesOf(table));
  const have = held.get(table) ?? new Set<string>();
  const missing = [...wanted].filter((privilege) => !have.has(privilege));
  const excess = [...have].filter((privilege) => !wanted.has(privilege));
  if (missing.length > 0) {
    await connection.query(`GRANT ${missing.join(", ")} ON ??.?? TO ?@?`, [
      database,
      table,
      account.user,
      account.host,
    ]);
  }
  if (excess.length > 0) {
    await connection.query(`REVOKE ${excess.join(", ")} ON ??.?? FROM ?@?`, [
      database,
      table,
      account.user,
      account.host,
    ]);
  }
}
