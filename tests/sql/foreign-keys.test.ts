import type { Connection, RowDataPacket } from "mysql2/promise";

import { partnerTables } from "../../db/generated/database";
import type { DatabaseHandle } from "../../db/pool";
import { openMigrationConnection, openTestDatabase } from "../harness/database";
import { errnoOf } from "../harness/expect-refusal";
import { openFurnishedPartner } from "../harness/furnished-partner";
import type { Ledger } from "../harness/ledger";
import type { SchemaForeignKey } from "../harness/schema";
import { readSchema } from "../harness/schema";
import { countRows } from "../harness/table-rows";

const noReferencedRow = 1452;
/** Their triggers refuse an UPDATE before its keys are looked at: they are tried with an INSERT. */
const insertOnly = ["audit_seals", "journal_entries", "journal_entry_lines"];

let database: DatabaseHandle;
let migration: Connection;
let own: Ledger;
let other: Ledger;
let keys: (SchemaForeignKey & { readonly child: string })[];

beforeAll(async () => {
  database = openTestDatabase();
  migration = await openMigrationConnection();
  own = (await openFurnishedPartner(database)).ledger;
  other = (await openFurnishedPartner(database)).ledger;
  const { tables } = await readSchema(migration);
  keys = tables.flatMap((table) =>
    table.foreignKeys
      .filter((key) => partnerTables.has(key.table) && key.table !== "partners")
      .map((key) => ({ ...key, child: table.name })),
  );
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
    fk_daily_balances_branch: { branch_key: parent },
    fk_journal_attachments_entry: { journal_draft_id: null },
    fk_journal_drafts_entry: { status: "posted" },
    fk_journal_drafts_recurring: { draft_kind: "recurring" },
    fk_journal_drafts_reverses: { draft_kind: "reversal" },
    fk_period_balances_branch: { branch_key: parent },
  };
  return beside[name] ?? {};
}

/** Makes a child of one partner name a parent of another's. */
async function adopt(key: (typeof keys)[number]): Promise<void> {
  const [, column = ""] = key.columns;
  const parent = await foreignParent(key);
  await migration.query("UPDATE ?? SET ? WHERE partner_id = ?", [
    key.child,
    { [column]: parent, ...checkedBeside(key, parent) },
    own.scope.partnerId,
  ]);
}

/** The same with a row that is new. */
async function bear(key: (typeof keys)[number]): Promise<void> {
  const [, column = ""] = key.columns;
  const row = await anyRow(key.child, own);
  const [primaryKey = ""] = Object.keys(row);
  const { [primaryKey]: _, ...columns } = row;
  const parent = await foreignParent(key);
  const fresh = {
    ...columns,
    ...freshKeys(row),
    [column]: parent,
    ...checkedBeside(key, parent),
  };
  await migration.query("INSERT INTO ?? SET ?", [key.child, fresh]);
}

async function foreignParent(key: SchemaForeignKey): Promise<unknown> {
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

describe("composite foreign keys", () => {
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
    ["a new entry that reverses another partner's", "fk_journal_entries_reverses"],
    ["a new account under another partner's", "fk_chart_of_accounts_parent"],
  ])("refuse %s, though the key references its own table", async (_, name) => {
    const key = keys.find((candidate) => candidate.name === name);
    if (key === undefined) throw new Error(`there is no ${name}`);
    expect(await errnoOf(bear(key))).toBe(noReferencedRow);
  });
});
