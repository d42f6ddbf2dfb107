import { join } from "node:path";

import type { Connection, RowDataPacket } from "mysql2/promise";

import { parseDatabaseUrl } from "../../db/config";
import { partnerTables } from "../../db/generated/database";
import { privilegesOf } from "../../db/grants";
import { migrate } from "../../db/migrator";
import { openApplicationConnection, openMigrationConnection } from "../harness/database";
import { testEnvironment } from "../harness/environment";
import { errnoOf } from "../harness/expect-refusal";

const tableAccessDenied = 1142;
const databaseAccessDenied = 1044;
const specificAccessDenied = 1227;

const referenceTables = [
  "airlines",
  "airport_codes",
  "countries",
  "currencies",
  "gds_provider_codes",
  "location_codes",
];
const insertOnlyTables = [
  "audit_logs",
  "audit_seals",
  "consents",
  "erasures",
  "journal_entries",
  "journal_entry_lines",
  "fx_rates",
  "journal_imports",
  "period_checklists",
  "period_sign_offs",
  "revenue_schedule_lines",
  "revenue_schedules",
  "verifications",
  ...[...partnerTables].filter((table) => table.endsWith("_history")),
];

let application: Connection;
let migration: Connection;
let database: string;
let grantee: { readonly user: string; readonly host: string };

beforeAll(async () => {
  application = await openApplicationConnection();
  migration = await openMigrationConnection();
  const { databaseUrl } = testEnvironment();
  database = parseDatabaseUrl(databaseUrl).database;
  grantee = { user: parseDatabaseUrl(databaseUrl).user, host: "%" };
});

afterAll(async () => {
  await application.end();
  await migration.end();
});

function attempt(statement: string): Promise<number> {
  return errnoOf(application.query(statement));
}

/** What the application holds of this database, by table: read as the migration user reads it. */
async function heldPrivileges(): Promise<Record<string, string[]>> {
  const [rows] = await migration.query<RowDataPacket[]>(
    `SELECT TABLE_NAME AS name, PRIVILEGE_TYPE AS privilege, IS_GRANTABLE AS grantable
       FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = ? AND GRANTEE = ?`,
    [database, `'${grantee.user}'@'${grantee.host}'`],
  );
  const held: Record<string, string[]> = {};
  for (const row of rows) {
    const name = String(row["name"]);
    const grantable = row["grantable"] === "YES" ? " WITH GRANT OPTION" : "";
    held[name] = [...(held[name] ?? []), `${String(row["privilege"])}${grantable}`].toSorted();
  }
  return held;
}

async function wantedPrivileges(): Promise<Record<string, string[]>> {
  const [rows] = await migration.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
    [database],
  );
  return Object.fromEntries(
    rows.map(({ name }) => [String(name), [...privilegesOf(String(name))].toSorted()]),
  );
}

async function migrateAgain(): Promise<void> {
  await migrate({
    address: parseDatabaseUrl(testEnvironment().migrationUrl),
    applicationUser: grantee.user,
    directory: join(process.cwd(), "db/migrations"),
  });
}

describe("the application's database user", () => {
  test.each(insertOnlyTables)("cannot update or delete a row of %s", async (table) => {
    expect(await attempt(`UPDATE ${table} SET partner_id = partner_id`)).toBe(tableAccessDenied);
    expect(await attempt(`DELETE FROM ${table}`)).toBe(tableAccessDenied);
    expect(await attempt(`REPLACE INTO ${table} (partner_id) VALUES (1)`)).toBe(tableAccessDenied);
    expect(await attempt(`TRUNCATE TABLE ${table}`)).toBe(tableAccessDenied);
    expect(
      await attempt(
        `INSERT INTO ${table} (partner_id) VALUES (1) ON DUPLICATE KEY UPDATE partner_id = 2`,
      ),
    ).toBe(tableAccessDenied);
  });

  test.each(referenceTables)("cannot write the reference data of %s", async (table) => {
    const [rows] = await migration.query<RowDataPacket[]>(
      "SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION LIMIT 1",
      [database, table],
    );
    const key = String(rows[0]?.["name"]);
    expect(await attempt(`INSERT INTO ${table} (${key}) VALUES ('ZZ')`)).toBe(tableAccessDenied);
    expect(await attempt(`UPDATE ${table} SET is_active = 0`)).toBe(tableAccessDenied);
    expect(await attempt(`DELETE FROM ${table}`)).toBe(tableAccessDenied);
    await expect(application.query(`SELECT * FROM ${table} LIMIT 1`)).resolves.toBeDefined();
  });

  test("deletes only what expires, and what a trigger has queued", async () => {
    const deletable = [...partnerTables].filter((table) => privilegesOf(table).includes("DELETE"));
    expect(deletable).toEqual([
      "idempotency_keys",
      "refresh_token_families",
      "refresh_tokens",
      "supplier_calls",
      "unsealed_audit_logs",
    ]);
    for (const table of [...partnerTables].filter((name) => !deletable.includes(name))) {
      expect([table, await attempt(`DELETE FROM ${table}`)]).toEqual([table, tableAccessDenied]);
    }
  });

  test.each([
    ["CREATE TABLE intruder (intruder_id BIGINT)", tableAccessDenied],
    ["CREATE TABLE copied SELECT * FROM customers", tableAccessDenied],
    ["CREATE TEMPORARY TABLE intruder (intruder_id BIGINT)", databaseAccessDenied],
    ["ALTER TABLE customers ADD COLUMN intruder INT", tableAccessDenied],
    ["DROP TABLE journal_entries", tableAccessDenied],
    ["RENAME TABLE customers TO clients", tableAccessDenied],
    ["CREATE INDEX ix_intruder ON customers (display_name)", tableAccessDenied],
    ["CREATE VIEW intruder AS SELECT * FROM customers", tableAccessDenied],
    ["DROP TRIGGER journal_entries_no_update", tableAccessDenied],
    [
      "CREATE TRIGGER intruder BEFORE INSERT ON customers FOR EACH ROW SET NEW.email = NULL",
      tableAccessDenied,
    ],
    ["CREATE PROCEDURE intruder() SELECT 1", databaseAccessDenied],
    ["CREATE DATABASE intruder", databaseAccessDenied],
    ["LOCK TABLES customers WRITE", databaseAccessDenied],
    ["CREATE USER intruder", specificAccessDenied],
    ["SET GLOBAL innodb_flush_log_at_trx_commit = 0", specificAccessDenied],
  ])("runs no DDL: %s", async (statement, errno) => {
    expect(await attempt(statement)).toBe(errno);
  });

  test.each([
    "SELECT * FROM mysql.user",
    "SELECT authentication_string FROM mysql.user",
    "UPDATE mysql.user SET User = 'root'",
    "INSERT INTO schema_migrations (file_name, checksum) VALUES ('x', 'y')",
    "DELETE FROM schema_migrations",
    "GRANT UPDATE ON journal_entries TO CURRENT_USER()",
  ])("neither sees nor writes what governs it: %s", async (statement) => {
    expect([1142, 1143, 1044, 1147]).toContain(await attempt(statement));
  });

  test("sees no other database of the server", async () => {
    const other = `${database.replace(/_\d+$/, "")}_elsewhere`;
    await migration.query("CREATE DATABASE IF NOT EXISTS ??", [other]);
    try {
      expect(await attempt(`USE ${other}`)).toBe(databaseAccessDenied);
      expect(await attempt(`CREATE TABLE ${other}.intruder (id INT)`)).toBe(tableAccessDenied);
    } finally {
      await migration.query("DROP DATABASE ??", [other]);
    }
  });
});

describe("grants", () => {
  test("are exactly those of db/grants.ts, table by table, and nothing wider", async () => {
    expect(await heldPrivileges()).toEqual(await wantedPrivileges());
    const [grants] = await application.query<RowDataPacket[]>("SHOW GRANTS");
    const wider = grants
      .map((row) => String(Object.values(row)[0]))
      .filter((grant) => !/ ON `[^`]+`\.`[^`]+` TO /.test(grant));
    expect(wider).toEqual([expect.stringMatching(/^GRANT USAGE ON \*\.\* TO /)]);
  });

  test.each([
    ["on a table", "GRANT UPDATE, DELETE ON ??.journal_entries TO ?@?"],
    ["on a table of reference data", "GRANT INSERT ON ??.currencies TO ?@?"],
    ["with the right to hand it on", "GRANT SELECT ON ??.customers TO ?@? WITH GRANT OPTION"],
    ["on one column", "GRANT UPDATE (description) ON ??.journal_entries TO ?@?"],
    ["on the whole database", "GRANT UPDATE, DELETE, DROP ON ??.* TO ?@?"],
  ])("%s that are too many are taken back by the next migration run", async (_, grant) => {
    await migration.query(grant, [database, grantee.user, grantee.host]);
    await migrateAgain();
    expect(await heldPrivileges()).toEqual(await wantedPrivileges());
    const fresh = await openApplicationConnection();
    try {
      const [grants] = await fresh.query<RowDataPacket[]>("SHOW GRANTS");
      const texts = grants.map((row) => String(Object.values(row)[0]));
      expect(texts.filter((text) => text.includes(`\`${database}\`.*`))).toEqual([]);
      expect(texts.filter((text) => text.includes("GRANT OPTION"))).toEqual([]);
      expect(await errnoOf(fresh.query("UPDATE journal_entries SET description = ''"))).toBe(
        tableAccessDenied,
      );
    } finally {
      await fresh.end();
    }
  });

  test("that are missing are given by the next migration run", async () => {
    await migration.query("REVOKE INSERT ON ??.customers FROM ?@?", [
      database,
      grantee.user,
      grantee.host,
    ]);
    await migrateAgain();
    expect(await heldPrivileges()).toEqual(await wantedPrivileges());
  });
});
