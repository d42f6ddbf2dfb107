import { sql } from "kysely";
import type { Connection } from "mysql2/promise";

import type { PartnerTransaction } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { nextInSequence } from "../../db/write/sequence";
import { openApplicationConnection, openTestDatabase } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { openLedger, postIn, postingOf } from "../harness/ledger";
import { isLostConnection } from "../harness/lost-connection";
import type { RandomSource } from "../harness/random";
import { randomSource } from "../harness/random";

const writers = 32;
const postingsEach = 6;

let database: DatabaseHandle;
let killer: Connection;

beforeAll(async () => {
  database = openTestDatabase();
  killer = await openApplicationConnection();
});

afterAll(async () => {
  await killer.end();
  await database.close();
});

class RolledBack extends Error {}

type Fate = "commits" | "rolls back" | "is killed after" | "is killed before";
const fates: readonly Fate[] = [
  "commits",
  "commits",
  "commits",
  "rolls back",
  "is killed after",
  "is killed before",
];

async function kill({ db }: PartnerTransaction): Promise<void> {
  const { id } = await db
    .selectNoFrom(sql<number>`connection_id()`.as("id"))
    .executeTakeFirstOrThrow();
  await killer.query(`KILL CONNECTION ${id}`);
}

/** Posts once, and ends as its fate says; returns the number that stands, if one does. */
async function postOnce(ledger: Ledger, fate: Fate): Promise<number | undefined> {
  try {
    return await inTransaction(ledger.scope, async (transaction) => {
      if (fate === "is killed before") await kill(transaction);
      const { entryNumber } = await postIn(transaction, ledger, postingOf(ledger));
      if (fate === "rolls back") throw new RolledBack();
      if (fate === "is killed after") await kill(transaction);
      return entryNumber;
    });
  } catch (error) {
    if (error instanceof RolledBack || isLostConnection(error)) return undefined;
    throw error;
  }
}

async function numbersOf({ scope }: Ledger): Promise<number[]> {
  const rows = await scope.db
    .selectFrom("journal_entries")
    .select("entry_number")
    .orderBy("entry_number")
    .execute();
  return rows.map((row) => row.entry_number);
}

async function write(ledger: Ledger, random: RandomSource): Promise<(number | undefined)[]> {
  const numbers: (number | undefined)[] = [];
  for (let index = 0; index < postingsEach; index += 1) {
    numbers.push(await postOnce(ledger, random.pick(fates)));
  }
  return numbers;
}

describe("entry numbers", () => {
  test("have no gap under 32 writers that commit, roll back and lose their connections", async () => {
    const ledger = await openLedger(database);
    const results = await Promise.all(
      Array.from({ length: writers }, (_, index) => write(ledger, randomSource(index + 1))),
    );
    const committed = results
      .flat()
      .filter((number) => number !== undefined)
      .toSorted((left, right) => left - right);
    const expected = Array.from({ length: committed.length }, (_, index) => index + 1);
    expect(committed).toEqual(expected);
    expect(await numbersOf(ledger)).toEqual(expected);
    expect(committed.length).toBeGreaterThan(writers);
    expect(committed.length).toBeLessThan(writers * postingsEach);
  });

  test("of one partner do not wait for another's", async () => {
    const ledgers = [await openLedger(database), await openLedger(database)];
    for (const ledger of ledgers) expect(await postOnce(ledger, "commits")).toBe(1);
    for (const [holder, other] of [ledgers, ledgers.toReversed()]) {
      if (holder === undefined || other === undefined) throw new Error("two ledgers");
      const before = await numbersOf(other);
      await inTransaction(holder.scope, async (transaction) => {
        await postIn(transaction, holder, postingOf(holder));
        // The holder's number is taken and not yet committed.
        expect(await postOnce(other, "commits")).toBe(before.length + 1);
      });
    }
    expect(await Promise.all(ledgers.map(numbersOf))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test("start at one for a partner whose row of the sequence is missing, under sixteen at once", async () => {
    const ledger = await openLedger(database);
    const taken = await Promise.all(
      Array.from({ length: 16 }, () =>
        inTransaction(ledger.scope, (transaction) => nextInSequence(transaction, "booking:1999")),
      ),
    );
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });
});
