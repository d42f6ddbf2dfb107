import type { Connection, RowDataPacket } from "mysql2/promise";

import { foldBalances } from "../../db/balances/fold-balances";
import { readMovements } from "../../db/balances/read-balances";
import { PostingKeyInUseError } from "../../db/journal/insert-entries";
import type { DatabaseHandle } from "../../db/pool";
import { inSnapshot } from "../../db/transaction";
import { formatAmount } from "../../domain/money";
import { openApplicationConnection, openTestDatabase } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { openLedger, post, postingOf } from "../harness/ledger";
import { isLostConnection } from "../harness/lost-connection";
import type { RandomSource } from "../harness/random";
import { randomSource } from "../harness/random";

const writers = 32;
const postingsEach = 8;

let database: DatabaseHandle;
let killer: Connection;
let kills = 0;

beforeAll(async () => {
  database = openTestDatabase();
  killer = await openApplicationConnection();
});

afterAll(async () => {
  await killer.end();
  await database.close();
});

/** Any connection to this database, whatever it does: a writer's, the fold's or an idle one. */
async function killOne(random: RandomSource): Promise<void> {
  const [rows] = await killer.query<RowDataPacket[]>(
    "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()",
  );
  if (rows.length === 0) return;
  const victim = Number(random.pick(rows)["id"]);
  await killer.query("KILL CONNECTION ?", [victim]).then(
    () => (kills += 1),
    // It has gone by itself.
    () => undefined,
  );
}

/** Again and again until it stands: a lost connection may have been lost after the commit. */
async function postUntilPosted(ledger: Ledger, postingKey: string): Promise<void> {
  for (;;) {
    try {
      await post(ledger, postingOf(ledger, { postingKey }));
      return;
    } catch (error) {
      if (error instanceof PostingKeyInUseError) return;
      if (!isLostConnection(error)) throw error;
    }
  }
}

async function foldUntil(ledger: Ledger, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await foldBalances(ledger.scope).catch((error: unknown) => {
      if (!isLostConnection(error)) throw error;
    });
  }
}

async function keysAndNumbersOf({ scope }: Ledger) {
  const rows = await scope.db
    .selectFrom("journal_entries")
    .select(["entry_number", "posting_key"])
    .orderBy("entry_number")
    .execute();
  return {
    numbers: rows.map((row) => row.entry_number),
    keys: rows.map((row) => row.posting_key).toSorted(),
  };
}

async function debitsOfLines({ scope }: Ledger): Promise<string | null> {
  const row = await scope.db
    .selectFrom("journal_entry_lines")
    .select(({ fn }) => fn.sum<string | null>("functional_amount").as("sum"))
    .where("side", "=", "debit")
    .executeTakeFirstOrThrow();
  return row.sum;
}

async function debitsOfBalances({ scope }: Ledger): Promise<string[]> {
  const sums = await Promise.all(
    (["period_balances", "daily_balances"] as const).map((table) =>
      scope.db
        .selectFrom(table)
        .select(({ fn }) => fn.sum<string>("functional_debit_amount").as("sum"))
        .executeTakeFirstOrThrow(),
    ),
  );
  return sums.map(({ sum }) => sum);
}

describe("32 writers of one partner whose connections are killed at random", () => {
  test("post each event once, without a gap in the numbers, into balances that equal the lines", async () => {
    const ledger = await openLedger(database);
    const keys = Array.from({ length: writers * postingsEach }, (_, index) => `event:${index}`);
    let isOver = false;
    const writing = Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        const random = randomSource(writer + 1);
        for (const key of keys.filter((__, index) => index % writers === writer)) {
          await postUntilPosted(ledger, key);
          if (random.integer(3) === 0) await killOne(random);
        }
      }),
    ).finally(() => {
      isOver = true;
    });
    await Promise.all([writing, foldUntil(ledger, () => isOver)]);

    expect(kills).toBeGreaterThan(writers);
    const posted = await keysAndNumbersOf(ledger);
    expect(posted.keys).toEqual(keys.toSorted());
    expect(posted.numbers).toEqual(keys.map((_, index) => index + 1));
    expect(await foldBalances(ledger.scope)).toBe(keys.length);
    const total = `${keys.length * 100}.000`;
    expect(await debitsOfLines(ledger)).toBe(total);
    expect(await debitsOfBalances(ledger)).toEqual([total, total]);
    const movements = await inSnapshot(ledger.scope, (snapshot) =>
      readMovements(snapshot, { to: "9999-12-31" }),
    );
    expect(movements.map(({ functional }) => formatAmount(functional.debits)).toSorted()).toEqual([
      "0.00",
      `${keys.length * 100}.00`,
    ]);
  });
});
