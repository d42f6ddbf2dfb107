import { sql } from "kysely";

import { foldBalances } from "../../db/balances/fold-balances";
import type { DatabaseHandle } from "../../db/pool";
import type { PostingLine } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { openTestDatabase, today } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { addCustomer, addRate, addSupplier, openLedger, post, postingOf } from "../harness/ledger";
import type { RandomSource } from "../harness/random";
import { randomSource } from "../harness/random";

let database: DatabaseHandle;

beforeAll(() => {
  database = openTestDatabase();
});

afterAll(() => database.close());

const customerAccounts = ["1101", "2021", "2022"];
const supplierAccounts = ["1109", "1301", "2011", "2012"];
const otherAccounts = ["4011", "4031", "2061", "5041"];
const decimals: Readonly<Record<string, number>> = { BDT: 2, USD: 2, JPY: 0, BHD: 3 };

interface Parties {
  readonly customers: readonly number[];
  readonly suppliers: readonly number[];
}

/** Two to six lines in one currency that balance, on accounts of every kind. */
function randomLines(random: RandomSource, { customers, suppliers }: Parties): PostingLine[] {
  const currency = random.pick(Object.keys(decimals));
  const amounts = Array.from({ length: 1 + random.integer(3) }, () => 1 + random.integer(999_999));
  const line = (side: typeof debit, minor: number): PostingLine => {
    const amount = { currency, minor: BigInt(minor) };
    const account = random.pick([...customerAccounts, ...supplierAccounts, ...otherAccounts]);
    return side(account, amount, {
      customerId: random.pick(customers),
      supplierId: random.pick(suppliers),
    });
  };
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const [one, many] = random.integer(2) === 0 ? [debit, credit] : [credit, debit];
  return [line(one, total), ...amounts.map((amount) => line(many, amount))];
}

/** The same sums from the lines themselves, by the database. */
async function balancesFromLines({ scope }: Ledger, party: "customer" | "supplier") {
  const rows = await scope.db
    .selectFrom("journal_entry_lines")
    .innerJoin(
      "chart_of_accounts",
      "chart_of_accounts.account_id",
      "journal_entry_lines.account_id",
    )
    .select([
      `journal_entry_lines.${party}_id as party`,
      "journal_entry_lines.account_id as account",
      "transaction_currency as currency",
    ])
    .select(
      sql<string>`SUM(IF(side = ${"debit"}, transaction_amount, -transaction_amount))`.as(
        "balance",
      ),
    )
    .select(
      sql<string>`SUM(IF(side = ${"debit"}, functional_amount, -functional_amount))`.as(
        "functional",
      ),
    )
    .where("control_dimension", "=", party)
    .groupBy(["party", "account", "currency"])
    .orderBy("party")
    .orderBy("account")
    .orderBy("currency")
    .execute();
  return rows;
}

/** Once everything that was posted is folded into them. */
async function storedBalances({ scope }: Ledger, party: "customer" | "supplier") {
  await foldBalances(scope);
  return party === "customer"
    ? scope.db
        .selectFrom("customer_balances")
        .select([
          "customer_id as party",
          "account_id as account",
          "currency",
          "balance_amount as balance",
          "functional_balance_amount as functional",
        ])
        .orderBy("party")
        .orderBy("account")
        .orderBy("currency")
        .execute()
    : scope.db
        .selectFrom("supplier_balances")
        .select([
          "supplier_id as party",
          "account_id as account",
          "currency",
          "balance_amount as balance",
          "functional_balance_amount as functional",
        ])
        .orderBy("party")
        .orderBy("account")
        .orderBy("currency")
        .execute();
}

async function openWorldlyLedger(): Promise<{ ledger: Ledger; parties: Parties }> {
  const ledger = await openLedger(database);
  const { scope } = ledger;
  for (const [from, rate] of Object.entries({
    USD: "117.33320000",
    JPY: "0.78450000",
    BHD: "311.21000000",
  })) {
    await addRate(scope, { from, to: "BDT", rate, on: today() });
  }
  const customers = [
    ledger.customer.id,
    (await addCustomer(scope)).id,
    (await addCustomer(scope)).id,
  ];
  const suppliers = [ledger.supplierId, await addSupplier(scope)];
  return { ledger, parties: { customers, suppliers } };
}

describe("customer and supplier balances", () => {
  test("equal the sums over the lines after random postings of many writers", async () => {
    const { ledger, parties } = await openWorldlyLedger();
    await Promise.all(
      Array.from({ length: 12 }, async (_, writer) => {
        const random = randomSource(100 + writer);
        for (let index = 0; index < 8; index += 1) {
          await post(ledger, postingOf(ledger, { lines: randomLines(random, parties) }));
        }
      }),
    );
    for (const party of ["customer", "supplier"] as const) {
      const stored = await storedBalances(ledger, party);
      expect(stored).toEqual(await balancesFromLines(ledger, party));
      expect(stored.length).toBeGreaterThan(10);
    }
  });

  test("add large amounts to the last minor unit", async () => {
    const { ledger } = await openWorldlyLedger();
    const amounts = ["99999999999999.99", "99999999999999.98", "0.01"];
    for (const amount of amounts) {
      const money = parseMoney({ amount, currency: "BDT" });
      const lines = [
        debit("1101", money, { customerId: ledger.customer.id }),
        credit("4031", money, {}),
      ];
      await post(ledger, postingOf(ledger, { lines }));
    }
    const [stored] = await storedBalances(ledger, "customer");
    expect(stored).toMatchObject({
      balance: "199999999999999.980",
      functional: "199999999999999.980",
    });
  });

  test("are untouched by a posting that is rolled back", async () => {
    const { ledger } = await openWorldlyLedger();
    await post(ledger);
    const before = await storedBalances(ledger, "customer");
    const lines = [
      debit("1101", parseMoney({ amount: "5.00", currency: "BDT" }), {
        customerId: ledger.customer.id,
      }),
      credit("4031", parseMoney({ amount: "5.00", currency: "BDT" }), { bookingId: 999_999_999 }),
    ];
    await expect(post(ledger, postingOf(ledger, { lines }))).rejects.toThrow(
      /not the partner's own/,
    );
    expect(await storedBalances(ledger, "customer")).toEqual(before);
  });

  test("name a party on control accounts only", async () => {
    const { ledger } = await openWorldlyLedger();
    await post(ledger);
    await foldBalances(ledger.scope);
    const accounts = await ledger.scope.db
      .selectFrom("customer_balances")
      .innerJoin(
        "chart_of_accounts",
        "chart_of_accounts.account_id",
        "customer_balances.account_id",
      )
      .select(["account_code", "balance_amount", "functional_balance_amount"])
      .execute();
    expect(accounts).toEqual([
      { account_code: "1101", balance_amount: "100.000", functional_balance_amount: "100.000" },
    ]);
  });
});
