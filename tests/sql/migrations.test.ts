import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import type { DatabaseAddress } from "../../db/config";
import { parseDatabaseUrl } from "../../db/config";
import { listPendingMigrations, migrate } from "../../db/migrator";
import { connectionOptions } from "../../db/pool";
import { testEnvironment } from "../harness/environment";

let address: DatabaseAddress;
let applicationUser: string;
let directory: string;
let connection: Connection;

beforeAll(async () => {
  const { migrationUrl, databaseUrl } = testEnvironment();
  const own = parseDatabaseUrl(migrationUrl);
  address = { ...own, database: `${own.database}_migrations` };
  applicationUser = parseDatabaseUrl(databaseUrl).user;
  connection = await createConnection(connectionOptions(own));
  directory = await mkdtemp(join(tmpdir(), "travobooks-migrations-"));
});

beforeEach(async () => {
  await connection.query("DROP DATABASE IF EXISTS ??", [address.database]);
  await rm(directory, { recursive: true });
  await cp(join(process.cwd(), "db/migrations"), directory, { recursive: true });
});

afterAll(async () => {
  await connection.query("DROP DATABASE IF EXISTS ??", [address.database]);
  await connection.end();
  await rm(directory, { recursive: true, force: true });
});

function run() {
  return migrate({ address, applicationUser, directory });
}

/** All that the server knows of the schema, as one comparable value. */
async function readSchema(): Promise<unknown> {
  const queries = [
    `SELECT TABLE_NAME, ENGINE, TABLE_COLLATION, CREATE_TIME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY 1`,
    `SELECT TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY 1, 3`,
    `SELECT TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, NON_UNIQUE FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? ORDER BY 1, 2, 3`,
    `SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ? ORDER BY 1`,
    `SELECT TRIGGER_NAME, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? ORDER BY 1`,
  ];
  const found: unknown[] = [];
  for (const query of queries) {
    const [rows] = await connection.query<RowDataPacket[]>(query, [address.database]);
    found.push(rows);
  }
  const [applied] = await connection.query<RowDataPacket[]>(
    "SELECT * FROM ??.schema_migrations ORDER BY file_name",
    [address.database],
  );
  return [...found, applied];
}

describe("migrate", () => {
  test("run a second time changes nothing", async () => {
    const first = await run();
    expect(first.applied).toHaveLength(first.total);
    const before = await readSchema();
    const second = await run();
    expect(second).toEqual({ applied: [], total: first.total });
    expect(await readSchema()).toEqual(before);
  });

  test("refuses a migration that was edited after it ran, and applies nothing further", async () => {
    await run();
    const [first = ""] = await migrationFiles();
    await appendFile(join(directory, first), "\n-- an afterthought\n");
    await writeFile(
      join(directory, "209912310000_later.sql"),
      "CREATE TABLE later (later_id BIGINT NOT NULL PRIMARY KEY) ENGINE = InnoDB;",
    );
    await expect(run()).rejects.toThrow(`Migration ${first} was edited after it ran`);
    const [later] = await connection.query<RowDataPacket[]>("SHOW TABLES FROM ?? LIKE 'later'", [
      address.database,
    ]);
    expect(later).toEqual([]);
  });

  test("applies what is new, once, and readiness knows what is pending", async () => {
    await run();
    const added = "209912310000_later.sql";
    await writeFile(
      join(directory, added),
      "CREATE TABLE later (later_id BIGINT NOT NULL PRIMARY KEY) ENGINE = InnoDB;",
    );
    await connection.query("USE ??", [address.database]);
    expect(await listPendingMigrations(connection, directory)).toEqual([added]);
    expect((await run()).applied).toEqual([added]);
    expect(await listPendingMigrations(connection, directory)).toEqual([]);
  });

  test("lets one run at a time: two at once apply each migration once", async () => {
    const [left, right] = await Promise.all([run(), run()]);
    expect([...left.applied, ...right.applied].toSorted()).toEqual(await migrationFiles());
  });

  test("refuses to leave the application without a user", async () => {
    await expect(migrate({ address, applicationUser: "nobody_at_all", directory })).rejects.toThrow(
      'user "nobody_at_all" does not exist',
    );
  });
});

async function migrationFiles(): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
}
