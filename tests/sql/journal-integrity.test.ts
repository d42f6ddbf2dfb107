import type { Connection } from "mysql2/promise";

import type { DatabaseHandle } from "../../db/pool";
import { openMigrationConnection, openTestDatabase } from "../harness/database";
import { errnoOf } from "../harness/expect-refusal";
import type { Ledger } from "../harness/ledger";
import { openLedger, post } from "../harness/ledger";
import type { RawLine } from "../harness/raw-entry";
import { insertRawEntry, insertRawHeader, insertRawLines } from "../harness/raw-entry";

/** SIGNAL SQLSTATE '45000'. */
const refusedByTrigger = 1644;
/** A CHECK, as MariaDB and as MySQL number it. */
const refusedByCheck = [4025, 3819];
const foreignKeyBroken = 1452;
const duplicate = 1062;

let database: DatabaseHandle;
let ledger: Ledger;
let migration: Connection;

beforeAll(async () => {
  database = openTestDatabase();
  ledger = await openLedger(database);
  migration = await openMigrationConnection();
});

afterAll(async () => {
  await migration.end();
  await database.close();
});

beforeEach(() => migration.beginTransaction());
afterEach(() => migration.rollback());

const balanced: readonly RawLine[] = [
  { side: "debit", amount: "100.00", account: "1161" },
  { side: "credit", amount: "100.00" },
];

describe("the journal and the audit log", () => {
  test.each(["journal_entries", "journal_entry_lines", "audit_logs"])(
    "refuse to update or delete a row of %s, even to the migration user",
    async (table) => {
      await post(ledger);
      expect(await errnoOf(migration.query(`UPDATE ${table} SET created_at = created_at`))).toBe(
        refusedByTrigger,
      );
      expect(await errnoOf(migration.query(`DELETE FROM ${table}`))).toBe(refusedByTrigger);
      expect(
        await errnoOf(
          migration.query(
            `DELETE FROM ${table} WHERE partner_id = ${ledger.scope.partnerId} ORDER BY created_at DESC LIMIT 1`,
          ),
        ),
      ).toBe(refusedByTrigger);
    },
  );

  test("refuse a replaced line", async () => {
    const entryId = await insertRawEntry(migration, ledger, { total: "100.00", lines: balanced });
    const replace = migration.query(
      `REPLACE INTO journal_entry_lines SELECT * FROM journal_entry_lines WHERE journal_entry_id = ?`,
      [entryId],
    );
    expect([refusedByTrigger, 1020]).toContain(await errnoOf(replace));
  });
});

describe("an entry", () => {
  test("that balances is taken, in one statement or line by line", async () => {
    await insertRawEntry(migration, ledger, { total: "100.00", lines: balanced });
    const entryId = await insertRawHeader(migration, ledger, { lineCount: 2, total: "100.00" });
    const [debit, credit] = balanced;
    await insertRawLines(migration, ledger, entryId, [debit ?? { side: "debit", amount: "0" }]);
    await insertRawLines(migration, ledger, entryId, [
      { ...(credit ?? { side: "credit", amount: "0" }), number: 2 },
    ]);
  });

  test.each<[string, { total: string; lineCount?: number; lines: readonly RawLine[] }]>([
    [
      "in functional currency",
      {
        total: "100.00",
        lines: [
          { side: "debit", amount: "100.00" },
          { side: "credit", amount: "99.99" },
        ],
      },
    ],
    [
      "in functional currency, though it balances in the transaction's",
      {
        total: "11733.32",
        lines: [
          {
            side: "debit",
            amount: "100.00",
            currency: "USD",
            functional: "11733.32",
            rate: "117.3332",
          },
          {
            side: "credit",
            amount: "100.00",
            currency: "USD",
            functional: "11733.31",
            rate: "117.3331",
          },
        ],
      },
    ],
    [
      "in the transaction currency that all lines share",
      {
        total: "11733.32",
        lines: [
          {
            side: "debit",
            amount: "100.00",
            currency: "USD",
            functional: "11733.32",
            rate: "117.3332",
          },
          {
            side: "credit",
            amount: "99.00",
            currency: "USD",
            functional: "11733.32",
            rate: "118.51838384",
          },
        ],
      },
    ],
    [
      "in reporting currency",
      {
        total: "100.00",
        lines: [
          { side: "debit", amount: "100.00", reporting: "0.85" },
          { side: "credit", amount: "100.00", reporting: "0.84" },
        ],
      },
    ],
    [
      "in reporting currency, because a line has none",
      {
        total: "100.00",
        lines: [
          { side: "debit", amount: "100.00", reporting: "0.85" },
          { side: "credit", amount: "100.00" },
        ],
      },
    ],
    [
      "because its functional amounts are in two currencies",
      {
        total: "100.00",
        lines: [
          { side: "debit", amount: "100.00" },
          { side: "credit", amount: "100.00", currency: "USD", functionalCurrency: "USD" },
        ],
      },
    ],
    [
      "because it is in another functional currency than its header",
      {
        total: "100.00",
        lines: balanced.map((line) => ({
          ...line,
          currency: "USD",
          functionalCurrency: "USD",
        })),
      },
    ],
    ["with its header's total", { total: "100.01", lines: balanced }],
    [
      "because it is all debits",
      { total: "100.00", lines: balanced.map((line) => ({ ...line, side: "debit" as const })) },
    ],
  ])("that does not balance is refused: %s", async (_, entry) => {
    expect(await errnoOf(insertRawEntry(migration, ledger, entry))).toBe(refusedByTrigger);
  });

  test("is refused whose last line comes before the others", async () => {
    const lines = balanced.map((line, index) => ({ ...line, number: index === 0 ? 3 : 1 }));
    expect(
      await errnoOf(insertRawEntry(migration, ledger, { total: "100.00", lineCount: 3, lines })),
    ).toBe(refusedByTrigger);
  });

  test.each([3, 99])("that is complete takes no further line: number %i", async (number) => {
    const entryId = await insertRawEntry(migration, ledger, { total: "100.00", lines: balanced });
    expect(
      await errnoOf(
        insertRawLines(migration, ledger, entryId, [{ side: "debit", amount: "5.00", number }]),
      ),
    ).toBe(refusedByTrigger);
  });

  test.each([0, -1])(
    "that is complete takes no line before its first: number %i",
    async (number) => {
      const entryId = await insertRawEntry(migration, ledger, { total: "100.00", lines: balanced });
      const insert = insertRawLines(migration, ledger, entryId, [
        { side: "debit", amount: "5.00", number },
      ]);
      expect(refusedByCheck).toContain(await errnoOf(insert));
    },
  );

  test("has no line twice", async () => {
    const entryId = await insertRawEntry(migration, ledger, { total: "100.00", lines: balanced });
    expect(
      await errnoOf(
        insertRawLines(migration, ledger, entryId, [{ side: "debit", amount: "5.00", number: 2 }]),
      ),
    ).toBe(duplicate);
  });

  test("has at least two lines and a side for each", async () => {
    const single = insertRawHeader(migration, ledger, { lineCount: 1, total: "0.00" });
    expect(refusedByCheck).toContain(await errnoOf(single));
    const entryId = await insertRawHeader(migration, ledger, { lineCount: 2, total: "100.00" });
    const sideless = insertRawLines(migration, ledger, entryId, [
      { side: "both" as "debit", amount: "100.00" },
    ]);
    expect(refusedByCheck).toContain(await errnoOf(sideless));
  });
});

describe("an amount", () => {
  const pair = (line: Omit<RawLine, "side">): RawLine[] => [
    { ...line, side: "debit" },
    { ...line, side: "credit" },
  ];

  test.each<[string, Omit<RawLine, "side">]>([
    ["three decimals of BDT", { amount: "100.005" }],
    [
      "one decimal of JPY",
      { amount: "100.5", currency: "JPY", minorUnits: 0, functional: "80.00", rate: "0.8" },
    ],
    [
      "three decimals of a functional amount in BDT",
      { amount: "100.00", currency: "USD", functional: "11733.325", rate: "117.33325" },
    ],
    ["three decimals of a reporting amount in USD", { amount: "100.00", reporting: "0.855" }],
  ])("with more decimals than its currency is refused by the database: %s", async (_, line) => {
    const entry = { total: line.functional ?? line.amount, lines: pair(line) };
    expect(refusedByCheck).toContain(await errnoOf(insertRawEntry(migration, ledger, entry)));
  });

  test("with as many decimals as its currency is taken: BHD has three, JPY none", async () => {
    const bhd = {
      amount: "10.125",
      currency: "BHD",
      minorUnits: 3,
      functional: "3151.00",
      rate: "311.2",
    };
    await insertRawEntry(migration, ledger, { total: "3151.00", lines: pair(bhd) });
    const jpy = { amount: "100", currency: "JPY", minorUnits: 0, functional: "80.00", rate: "0.8" };
    await insertRawEntry(migration, ledger, { total: "80.00", lines: pair(jpy) });
  });

  test("cannot claim decimals that its currency has not", async () => {
    const line = {
      amount: "100.5",
      currency: "JPY",
      minorUnits: 2,
      functional: "80.00",
      rate: "0.8",
    };
    expect(
      await errnoOf(insertRawEntry(migration, ledger, { total: "80.00", lines: pair(line) })),
    ).toBe(foreignKeyBroken);
  });

  test.each<[string, Omit<RawLine, "side">]>([
    ["zero in every currency", { amount: "0.00" }],
    ["negative", { amount: "-5.00" }],
    [
      "negative in functional currency",
      { amount: "5.00", currency: "USD", functional: "-5.00", rate: "1" },
    ],
    ["converted at no rate", { amount: "5.00", currency: "USD", functional: "5.00", rate: "0" }],
    [
      "another in functional currency, though that is its own",
      { amount: "5.00", functional: "6.00" },
    ],
  ])("that is %s is refused", async (_, line) => {
    const entry = { total: "5.00", lines: pair(line) };
    expect(refusedByCheck).toContain(await errnoOf(insertRawEntry(migration, ledger, entry)));
  });
});
