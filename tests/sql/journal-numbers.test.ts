import { sql } from "kysely";
import type { Connection } from "mysql2/promise";

import type { PartnerTransaction } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { checkReferences } from "../../db/verify/references";
import { takeFromSequence } from "../../db/write/sequence";
import { openApplicationConnection, openTestDatabase, today } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { openLedger, postIn, postingOf, postMany } from "../harness/ledger";
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
async function postOnce(
  ledger: Ledger,
  fate: Fate,
  eventDate = today(),
): Promise<number | undefined> {
  try {
    return await inTransaction(ledger.scope, async (transaction) => {
      if (fate === "is killed before") await kill(transaction);
      const { entryNumber } = await postIn(transaction, ledger, postingOf(ledger, { eventDate }));
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
        inTransaction(ledger.scope, (transaction) => takeFromSequence(transaction, "booking:1999")),
      ),
    );
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });
});

describe("entry numbers as a partner writes them", () => {
  const thisYear = Number(today().slice(0, 4));
  const days = [today(), `${thisYear - 1}-07-01`];

  /** Each entry in the order of posting, with its fiscal year. */
  const writtenOf = ({ scope }: Ledger) =>
    scope.db
      .selectFrom("journal_entries as entry")
      .innerJoin(
        "accounting_periods as period",
        "period.accounting_period_id",
        "entry.accounting_period_id",
      )
      .select(["entry_number", "entry_reference", "year_number", "period.fiscal_year"])
      .orderBy("entry_number")
      .execute();

  test("have no gap in either fiscal year under 16 writers, while the format changes", async () => {
    const ledger = await openLedger(database, { booksFrom: `${thisYear - 1}-07-01` });
    const settle = (prefix: string | null, year: "full" | "none") =>
      inTransaction(ledger.scope, ({ db }) =>
        db
          .updateTable("partners")
          .set({ entry_number_prefix: prefix, entry_number_year: year })
          .execute(),
      );
    await settle("JE", "full");
    const writing = Array.from({ length: 16 }, async (_, writer) => {
      const random = randomSource(writer + 100);
      for (let index = 0; index < postingsEach; index += 1) {
        await postOnce(ledger, random.pick(fates), random.pick(days));
      }
    });
    const changing = (async () => {
      await settle(null, "full");
      await settle("GL", "none");
      await settle("JE", "full");
    })();
    await Promise.all([...writing, changing]);
    await postMany(
      ledger,
      [...days, ...days].map((eventDate) => postingOf(ledger, { eventDate })),
    );

    const written = await writtenOf(ledger);
    expect(written.map((row) => row.entry_number)).toEqual(written.map((_, index) => index + 1));
    const plain = written.filter((row) => row.year_number === null);
    expect(
      plain.every(({ entry_number: number, entry_reference: reference }) =>
        [null, `GL-${`${number}`.padStart(6, "0")}`].includes(reference),
      ),
    ).toBe(true);
    for (const year of [thisYear - 1, thisYear]) {
      const yearly = written.filter((row) => row.year_number !== null && row.fiscal_year === year);
      expect(yearly.map((row) => [row.year_number, row.entry_reference])).toEqual(
        yearly.map((_, index) => [index + 1, `JE-${year}-${`${index + 1}`.padStart(6, "0")}`]),
      );
      expect(yearly.length).toBeGreaterThan(1);
    }
    expect((await checkReferences(ledger.scope)).finding).toBeNull();
  });
});
