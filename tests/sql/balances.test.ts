import { sql } from "kysely";

import { addToDailyBalances, addToPeriodBalances } from "../../db/balances/add-to-balances";
import { addToCustomerBalances } from "../../db/balances/add-to-party-balances";
import { foldBalances } from "../../db/balances/fold-balances";
import { findEntriesAfter } from "../../db/balances/line-sums";
import { readMovements } from "../../db/balances/read-balances";
import type { DatabaseHandle } from "../../db/pool";
import { inReadCommittedTransaction, inSnapshot, inTransaction } from "../../db/transaction";
import type { PostingLine } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { formatAmount } from "../../domain/money";
import type { DateRange } from "../../domain/statements/cover-range";
import type { Movement } from "../../domain/statements/movement";
import { openTestDatabase } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { addBranch, addRate, openLedger, post, postIn, postingOf } from "../harness/ledger";
import type { RandomSource } from "../harness/random";
import { randomSource } from "../harness/random";

let database: DatabaseHandle;

beforeAll(() => {
  database = openTestDatabase();
});

afterAll(() => database.close());

const accounts = ["1001", "1011", "1161", "4031", "4011", "5041", "2061"];
const days = ["01-01", "01-15", "01-31", "02-01", "02-14", "02-28", "03-31", "07-09", "12-31"];
const ranges: readonly DateRange[] = [
  { to: "2026-12-31" },
  { to: "2026-02-14" },
  { to: "2025-12-31" },
  { from: "2026-01-01", to: "2026-01-31" },
  { from: "2026-01-15", to: "2026-01-15" },
  { from: "2026-01-15", to: "2026-02-14" },
  { from: "2026-01-02", to: "2026-12-30" },
  { from: "2026-02-01", to: "2026-12-31" },
];

interface Books extends Ledger {
  readonly branchIds: readonly number[];
}

async function openBooks(): Promise<Books> {
  const ledger = await openLedger(database, {
    booksFrom: "2026-01-01",
    reportingCurrency: "USD",
  });
  const { scope } = ledger;
  const on = "2026-01-01";
  await addRate(scope, { from: "USD", to: "BDT", rate: "117.33320000", on });
  await addRate(scope, { from: "BDT", to: "USD", rate: "0.00852274", on });
  await addRate(scope, { from: "JPY", to: "BDT", rate: "0.78450000", on });
  await addRate(scope, { from: "JPY", to: "USD", rate: "0.00668600", on });
  const branches = await Promise.all(["DAC", "CGP"].map((code) => addBranch(scope, code)));
  return { ...ledger, branchIds: branches.map(({ id }) => id) };
}

function randomLines(random: RandomSource, { branchIds }: Books): PostingLine[] {
  const amount = {
    currency: random.pick(["BDT", "USD", "JPY"]),
    minor: BigInt(1_000 + random.integer(9_999_999)),
  };
  const dimensions = () => {
    const branchId = random.pick([...branchIds, null]);
    return branchId === null ? {} : { branchId };
  };
  return [
    debit(random.pick(accounts), amount, dimensions()),
    credit(random.pick(accounts), amount, dimensions()),
  ];
}

async function postRandom(books: Books, random: RandomSource): Promise<void> {
  const eventDate = `2026-${random.pick(days)}`;
  await post(books, postingOf(books, { eventDate, lines: randomLines(random, books) }));
}

/** The same from every line, by the database. */
async function naiveSums({ scope }: Books, { from, to }: DateRange, branchId?: number) {
  let query = scope.db
    .selectFrom("journal_entry_lines")
    .select(["account_id", "transaction_currency", "side"])
    .select(({ fn }) => [
      fn.sum<string>("transaction_amount").as("transaction"),
      fn.sum<string>("functional_amount").as("functional"),
      fn.sum<string>("reporting_amount").as("reporting"),
    ])
    .where("entry_date", "<=", to)
    .groupBy(["account_id", "transaction_currency", "side"]);
  if (from !== undefined) query = query.where("entry_date", ">=", from);
  if (branchId !== undefined) query = query.where("branch_id", "=", branchId);
  const rows = await query.execute();
  return rows
    .map((row) => ({
      key: [row.account_id, row.transaction_currency, row.side].join(),
      sums: [row.transaction, row.functional, row.reporting].map(Number),
    }))
    .toSorted(byKey);
}

function asSums(movements: readonly Movement[]) {
  return movements
    .flatMap(({ accountId, transaction, functional, reporting }) =>
      (["debit", "credit"] as const).map((side) => ({
        key: [accountId, transaction.debits.currency, side].join(),
        sums: [transaction, functional, reporting].map((turnover) =>
          Number(formatAmount(turnover?.[`${side}s`] ?? { currency: "USD", minor: 0n })),
        ),
      })),
    )
    .filter(({ sums }) => sums.some((sum) => sum !== 0))
    .toSorted(byKey);
}

function byKey(left: { readonly key: string }, right: { readonly key: string }): number {
  return left.key < right.key ? -1 : 1;
}

function read(books: Books, range: DateRange, branchId?: number): Promise<Movement[]> {
  return inSnapshot(books.scope, (snapshot) => readMovements(snapshot, range, { branchId }));
}

async function expectLines(books: Books): Promise<void> {
  for (const range of ranges) {
    for (const branchId of [undefined, ...books.branchIds]) {
      expect(asSums(await read(books, range, branchId))).toEqual(
        await naiveSums(books, range, branchId),
      );
    }
  }
}

describe("balances", () => {
  test("equal the lines for any range and branch: before the fold, in the middle of it and after", async () => {
    const books = await openBooks();
    const random = randomSource(4);
    for (let index = 0; index < 25; index += 1) await postRandom(books, random);
    await expectLines(books);
    expect(await foldBalances(books.scope)).toBe(25);
    await expectLines(books);
    for (let index = 0; index < 25; index += 1) await postRandom(books, random);
    await expectLines(books);
    expect(await foldBalances(books.scope)).toBe(50);
    await expectLines(books);
    expect((await read(books, { to: "2026-12-31" })).length).toBeGreaterThan(15);
  });

  test("balance in every snapshot while writers post and folds run at the same time", async () => {
    const books = await openBooks();
    const state = { isPosting: true };
    const posting = Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        const random = randomSource(writer + 1);
        for (let index = 0; index < 12; index += 1) await postRandom(books, random);
      }),
    ).finally(() => {
      state.isPosting = false;
    });
    const folding = [1, 2, 3].map(async () => {
      while (state.isPosting) await foldBalances(books.scope);
    });
    const seen: bigint[] = [];
    while (state.isPosting) {
      const movements = await read(books, { to: "2026-12-31" });
      const total = (side: "debits" | "credits") =>
        movements.reduce((sum, { functional }) => sum + functional[side].minor, 0n);
      expect(total("debits")).toBe(total("credits"));
      seen.push(total("debits"));
    }
    await Promise.all([posting, ...folding]);
    expect(await foldBalances(books.scope)).toBe(96);
    await expectLines(books);
    expect(seen).toEqual(seen.toSorted((left, right) => (left < right ? -1 : 1)));
    expect(new Set(seen).size).toBeGreaterThan(3);
  });

  test("are kept in one row for lines without a branch", async () => {
    const books = await openBooks();
    for (let index = 0; index < 3; index += 1) {
      await post(books);
      await foldBalances(books.scope);
    }
    for (const table of ["period_balances", "daily_balances"] as const) {
      const rows = await books.scope.db
        .selectFrom(table)
        .select(["branch_id", "functional_debit_amount as debits"])
        .select(sql<string>`functional_debit_amount + functional_credit_amount`.as("sum"))
        .orderBy("debits")
        .execute();
      expect(rows).toEqual([
        { branch_id: null, debits: "0.000", sum: "300.000" },
        { branch_id: null, debits: "300.000", sum: "300.000" },
      ]);
    }
  });
});

describe("foldBalances", () => {
  test("waits for no posting, and adds it once it is committed", async () => {
    const books = await openBooks();
    await post(books);
    await inTransaction(books.scope, async (transaction) => {
      await postIn(transaction, books, postingOf(books));
      expect(await foldBalances(books.scope)).toBe(1);
    });
    expect(await foldBalances(books.scope)).toBe(2);
    await expectLines(books);
  });

  test("is waited for by no posting", async () => {
    const books = await openBooks();
    await post(books);
    await foldBalances(books.scope);
    await post(books);
    await inReadCommittedTransaction(books.scope, async (transaction) => {
      const entries = await findEntriesAfter(transaction.db, 1);
      if (entries === undefined) throw new Error("the second entry is there");
      await transaction.db.selectFrom("ledger_folds").selectAll().forUpdate().execute();
      await addToPeriodBalances(transaction, entries);
      await addToDailyBalances(transaction, entries);
      await addToCustomerBalances(transaction, entries);
      // Everything is locked that a fold locks, and nothing is committed.
      expect(await post(books)).toMatchObject({ entryNumber: 3 });
    });
  });

  test("adds each entry once when eight run at the same time, from the first on", async () => {
    const books = await openBooks();
    const random = randomSource(9);
    for (let index = 0; index < 10; index += 1) await postRandom(books, random);
    const numbers = await Promise.all(Array.from({ length: 8 }, () => foldBalances(books.scope)));
    expect(new Set(numbers)).toEqual(new Set([10]));
    await expectLines(books);
  });

  test("touches no balance of another partner", async () => {
    const [own, other] = [await openBooks(), await openBooks()];
    await post(own);
    await post(other);
    await foldBalances(own.scope);
    const rows = await other.scope.db.selectFrom("period_balances").selectAll().execute();
    expect(rows).toEqual([]);
    expect((await read(other, { to: "2026-12-31" })).length).toBe(2);
  });
});
