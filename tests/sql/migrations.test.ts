import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Connection, RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import type { DatabaseAddress } from "../../db/config";
import { parseDatabaseUrl } from "../../db/config";
import { listPendingMigrations, migrate } from "../../db/migrator";
import { connectionOptions } from "../../db/pool";
import { isPublicId } from "../../domain/ids";
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

describe("202611211420_default_chart_of_existing_partners.sql", () => {
  const file = "202611211420_default_chart_of_existing_partners.sql";

  async function query(statement: string): Promise<RowDataPacket[]> {
    const [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows;
  }

  /** The schema as it was before, with two partners: one has a 1191 of its own making. */
  async function beforeIt(): Promise<void> {
    const later = (await migrationFiles()).filter((name) => name >= file);
    for (const name of later) await rm(join(directory, name));
    await run();
    await connection.query("USE ??", [address.database]);
    await connection.query(
      `INSERT INTO currencies (currency_code, currency_name, minor_units) VALUES ("BDT", "Taka", 2)`,
    );
    await connection.query(
      `INSERT INTO countries (country_code, country_code_alpha3, numeric_code, country_name)
       VALUES ("BD", "BGD", "050", "Bangladesh")`,
    );
    for (const id of [1, 2]) {
      await connection.query(
        `INSERT INTO partners (partner_id, public_id, partner_code, partner_name, environment, country_code, time_zone, functional_currency)
         VALUES (?, ?, ?, "Nova Travel", "test", "BD", "Asia/Dhaka", "BDT")`,
        [id, `ptn_${id}`, `P${id}`],
      );
      await connection.query(
        `INSERT INTO sequences (partner_id, sequence_name, books_version) VALUES (?, "journal_entry", "before")`,
        [id],
      );
      await connection.query(
        `INSERT INTO chart_of_accounts (partner_id, public_id, account_code, account_name, account_class, control_dimension)
         VALUES (?, ?, "1901", "BSP differences in suspense", "asset", "supplier"),
                (?, ?, "2051", "Provision for memos and disputes (IAS 37)", "liability", "supplier"),
                (?, ?, "1401", "Deferred cost of travel", "asset", NULL)`,
        [id, `acc_${id}a`, id, `acc_${id}b`, id, `acc_${id}c`],
      );
    }
    await connection.query(
      `INSERT INTO chart_of_accounts (partner_id, public_id, account_code, account_name, account_class)
       VALUES (2, "acc_2d", "1191", "Doubtful debts", "asset")`,
    );
    await cp(join(process.cwd(), "db/migrations"), directory, { recursive: true });
  }

  test("gives partners that were there the accounts and flags of new ones, with history", async () => {
    await beforeIt();
    await run();
    const accounts = await query(
      `SELECT partner_id, account_code, account_name, is_monetary, version FROM chart_of_accounts
       ORDER BY partner_id, account_code`,
    );
    const rows = accounts.map((row) => Object.values(row));
    const flagged = (partner: number) => [
      [partner, "1401", "Deferred cost of travel", 0, 1],
      [partner, "1901", "BSP differences in suspense", 1, 2],
      [partner, "2051", "Provision for memos and disputes (IAS 37)", 1, 2],
    ];
    expect(rows).toEqual([
      [1, "1191", "Allowance for expected credit loss", 0, 1],
      ...flagged(1),
      [2, "1191", "Doubtful debts", 0, 1],
      ...flagged(2),
    ]);
    const [added] = await query(
      "SELECT public_id FROM chart_of_accounts WHERE partner_id = 1 AND account_code = '1191'",
    );
    expect(isPublicId("account", String(added?.["public_id"]))).toBe(true);
    const history = await query(
      `SELECT partner_id, account_code, change_type, diff_json, is_monetary, version
       FROM chart_of_account_history ORDER BY partner_id, account_code`,
    );
    const update = ["UPDATE", '{"is_monetary":[0,1]}', 1, 2];
    expect(history.map((row) => Object.values(row))).toEqual([
      [1, "1191", "INSERT", "{}", 0, 1],
      [1, "1901", ...update],
      [1, "2051", ...update],
      [2, "1901", ...update],
      [2, "2051", ...update],
    ]);
  });

  test("tells postings that the chart has changed", async () => {
    await beforeIt();
    await run();
    const versions = await query("SELECT books_version FROM sequences ORDER BY partner_id");
    expect(versions.map((row) => row["books_version"])).not.toContain("before");
    expect(versions).toHaveLength(2);
  });
});

async function migrationFiles(): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
}
