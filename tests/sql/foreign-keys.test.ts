import type { Connection, RowDataPacket } from "mysql2/promise";

import { partnerTables } from "../../db/generated/database";
import type { DatabaseHandle } from "../../db/pool";
import { nowAsDateTime, openMigrationConnection, openTestDatabase } from "../harness/database";
import { errnoOf } from "../harness/expect-refusal";
import { openFurnishedPartner } from "../harness/furnished-partner";
import type { Ledger } from "../harness/ledger";
import type { SchemaForeignKey, SchemaTable } from "../harness/schema";
import { readSchema } from "../harness/schema";
import { countRows } from "../harness/table-rows";

const noReferencedRow = 1452;
/** Their triggers refuse an UPDATE before its keys are looked at: they are tried with an INSERT. */
const insertOnly = ["audit_seals", "journal_entries", "journal_entry_lines"];

interface ChildKey extends SchemaForeignKey {
  readonly child: string;
  /** The one that tells the parent of its partner's others, with its type. */
  readonly column: string;
  readonly type: string;
  /** Columns that may be NULL behind the key's own in an index that could serve it. */
  readonly behind: readonly string[];
}

let database: DatabaseHandle;
let migration: Connection;
let own: Ledger;
let other: Ledger;
/** Of every table in which rows of partners are. */
let all: ChildKey[];
/** Those whose parent belongs to a partner too. */
let keys: ChildKey[];

beforeAll(async () => {
  database = openTestDatabase();
  migration = await openMigrationConnection();
  own = (await openFurnishedPartner(database)).ledger;
  other = (await openFurnishedPartner(database)).ledger;
  const { tables } = await readSchema(migration);
  all = tables
    .filter(({ name }) => partnerTables.has(name) && name !== "partners")
    .flatMap((table) =>
      table.foreignKeys.map((key) => {
        const column = key.columns.find((name) => name !== "partner_id") ?? "partner_id";
        const type = table.columns.find(({ name }) => name === column)?.type ?? "";
        return { ...key, child: table.name, column, type, behind: nullableBehind(key, table) };
      }),
    );
  keys = all.filter((key) => partnerTables.has(key.table) && key.table !== "partners");
});

afterAll(async () => {
  await migration.end();
  await database.close();
});

beforeEach(() => migration.beginTransaction());
afterEach(() => migration.rollback());

async function anyRow(table: string, { scope }: Ledger): Promise<RowDataPacket> {
  const [rows] = await migration.query<RowDataPacket[]>(
    "SELECT * FROM ?? WHERE partner_id = ? LIMIT 1",
    [table, scope.partnerId],
  );
  if (rows[0] === undefined) throw new Error(`no row of ${table} to try`);
  return rows[0];
}

/** What a CHECK ties to the column that is tried, so that the key alone can refuse it. */
function checkedBeside({ name }: SchemaForeignKey, parent: unknown): Record<string, unknown> {
  const beside: Record<string, Record<string, unknown>> = {
    fk_customers_credit_limit_currency: { credit_limit_amount: 1 },
    fk_daily_balances_branch: { branch_key: parent },
    fk_daily_balances_reporting_currency: { reporting_key: parent },
    fk_journal_attachments_entry: { journal_draft_id: null },
    fk_journal_drafts_entry: { status: "posted" },
    fk_journal_drafts_recurring: { draft_kind: "recurring" },
    fk_journal_drafts_reverses: { draft_kind: "reversal" },
    fk_journal_entry_lines_reporting_currency: {
      reporting_amount: 1,
      reporting_minor_units: 2,
      reporting_fx_rate: 1,
    },
    fk_period_balances_branch: { branch_key: parent },
    fk_period_balances_reporting_currency: { reporting_key: parent },
  };
  return beside[name] ?? {};
}

function nullableBehind(key: SchemaForeignKey, table: SchemaTable): string[] {
  const nullable = new Set(table.columns.flatMap((one) => (one.nullable ? [one.name] : [])));
  const serving = table.indexes.filter(({ columns }) =>
    key.columns.every((column, index) => columns[index] === column),
  );
  const behind = serving.flatMap(({ columns }) => columns.slice(key.columns.length));
  return [...new Set(behind)].filter((column) => nullable.has(column));
}

/** What a CHECK wants of a row whose columns behind the key are NULL. */
function checkedBesideNull(child: string): Record<string, unknown> {
  const beside: Record<string, Record<string, unknown>> = {
    approvals: { status: "withdrawn", decided_at: nowAsDateTime() },
    user_branches: { revoked_at: nowAsDateTime() },
    user_roles: { revoked_at: nowAsDateTime() },
  };
  return beside[child] ?? {};
}

/** A value of the key's column that no parent has. */
function nobody(key: ChildKey): unknown {
  const length = /char\((\d+)\)/.exec(key.type)?.[1];
  return length === undefined ? 9_000_000_000 : "Z".repeat(Math.min(Number(length), 3));
}

/** Makes a child name a parent that does not exist, of any table. */
async function orphan(key: ChildKey, beside: Record<string, unknown>): Promise<void> {
  const parent = nobody(key);
  const changes = { [key.column]: parent, ...checkedBeside(key, parent), ...beside };
  if (key.table === "partners" || insertOnly.includes(key.child)) {
    await insertLike(await anyRow(key.child, own), key.child, changes);
  } else {
    await migration.query("UPDATE ?? SET ? WHERE partner_id = ? LIMIT 1", [
      key.child,
      changes,
      own.scope.partnerId,
    ]);
  }
}

/** Makes a child of one partner name a parent of another's. */
async function adopt(key: ChildKey): Promise<void> {
  const parent = await foreignParent(key);
  await migration.query("UPDATE ?? SET ? WHERE partner_id = ?", [
    key.child,
    { [key.column]: parent, ...checkedBeside(key, parent) },
    own.scope.partnerId,
  ]);
}

/** The same with a row that is new. */
async function bear(key: ChildKey): Promise<void> {
  const parent = await foreignParent(key);
  const changes = { [key.column]: parent, ...checkedBeside(key, parent) };
  await insertLike(await anyRow(key.child, own), key.child, changes);
}

async function insertLike(
  row: RowDataPacket,
  table: string,
  changes: Record<string, unknown>,
): Promise<void> {
  const [primaryKey = ""] = Object.keys(row);
  const { [primaryKey]: _, ...columns } = row;
  await migration.query("INSERT INTO ?? SET ?", [
    table,
    { ...columns, ...freshKeys(row), ...changes },
  ]);
}

async function foreignParent(key: ChildKey): Promise<unknown> {
  const [, referenced = ""] = key.referenced;
  return (await anyRow(key.table, other))[referenced];
}

/** What must be unique in the tables that rows are inserted into. */
function freshKeys(row: RowDataPacket): Record<string, unknown> {
  const fresh = {
    public_id: "fresh",
    entry_number: 9_999_999,
    posting_key: "fresh",
    line_number: 500,
    sequence: 9_999_999,
    account_code: "fresh",
  };
  return Object.fromEntries(Object.entries(fresh).filter(([name]) => name in row));
}

describe("foreign keys", () => {
  test("have a row of each partner to be tried with, in every table", async () => {
    const counts = await countRows(migration, own.scope.partnerId);
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  });

  test("refuse a child that names a parent of another partner, each of them", async () => {
    const answers: [string, number][] = [];
    for (const key of keys) {
      const attempt = insertOnly.includes(key.child) ? bear : adopt;
      answers.push([key.name, await errnoOf(attempt(key)).catch(() => 0)]);
    }
    expect(answers).toEqual(keys.map(({ name }) => [name, noReferencedRow]));
    expect(keys.length).toBeGreaterThan(35);
  });

  test.each([
    ["as it stands", () => ({})],
    [
      "where NULL stands behind the key in an index that could serve it",
      ({ child, behind }: ChildKey) => ({
        ...Object.fromEntries(behind.map((name) => [name, null])),
        ...(behind.length > 0 ? checkedBesideNull(child) : {}),
      }),
    ],
  ])("refuse a parent that does not exist, each of them, %s", async (_, besideOf) => {
    const others: [string, number][] = [];
    for (const key of all) {
      const errno = await errnoOf(orphan(key, besideOf(key))).catch(() => 0);
      if (errno !== noReferencedRow) others.push([key.name, errno]);
      await migration.rollback();
      await migration.beginTransaction();
    }
    expect(others).toEqual([]);
    expect(all.length).toBeGreaterThan(130);
  });

  test.each([
    ["a new entry that reverses another partner's", "fk_journal_entries_reverses"],
    ["a new account under another partner's", "fk_chart_of_accounts_parent"],
  ])("refuse %s, though the key references its own table", async (_, name) => {
    const key = keys.find((candidate) => candidate.name === name);
    if (key === undefined) throw new Error(`there is no ${name}`);
    expect(await errnoOf(bear(key))).toBe(noReferencedRow);
  });
});
