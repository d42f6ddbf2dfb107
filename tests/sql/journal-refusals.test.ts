import type { Connection } from "mysql2/promise";

import { newId } from "../../db/new-id";
import type { DatabaseHandle } from "../../db/pool";
import type { PostingLine } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import type { Money } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import type { RefusalCode } from "../../domain/refusal";
import { openMigrationConnection, openTestDatabase, today } from "../harness/database";
import { refusalCodeOf, refusalOf } from "../harness/expect-refusal";
import type { Ledger, PostOptions } from "../harness/ledger";
import {
  addCustomer,
  addRate,
  addSupplier,
  openLedger,
  post,
  postingOf,
  setPeriodStatus,
} from "../harness/ledger";
import type { RowCounts } from "../harness/table-rows";
import { countRows } from "../harness/table-rows";

let database: DatabaseHandle;
let connection: Connection;
let ledger: Ledger;
let other: Ledger;

beforeAll(async () => {
  database = openTestDatabase();
  connection = await openMigrationConnection();
  other = await openLedger(database);
});

beforeEach(async () => {
  ledger = await openLedger(database);
});

afterAll(async () => {
  await connection.end();
  await database.close();
});

const bdt = (amount: string): Money => parseMoney({ amount, currency: "BDT" });
const usd = (amount: string): Money => parseMoney({ amount, currency: "USD" });
const month = today().slice(0, 7);

/** Posts the lines, expects the refusal, and that no row was written and no number taken. */
async function expectRefused(
  code: RefusalCode,
  lines: readonly PostingLine[],
  options: PostOptions & { readonly eventDate?: string } = {},
): Promise<void> {
  const before = await stateOf();
  const { eventDate, ...others } = options;
  const posting = postingOf(ledger, { lines, ...(eventDate ? { eventDate } : {}) });
  expect(await refusalCodeOf(post(ledger, posting, others))).toBe(code);
  expect(await stateOf()).toEqual(before);
}

async function stateOf(): Promise<[RowCounts, unknown]> {
  const sequences = await ledger.scope.db
    .selectFrom("sequences")
    .select(["sequence_name", "current_value"])
    .execute();
  return [await countRows(connection, ledger.scope.partnerId), sequences];
}

function receivable(amount: Money, customerId = ledger.customer.id): PostingLine {
  return debit("1101", amount, { customerId });
}

async function setAccount(
  code: string,
  change: { readonly is_active?: number; readonly is_postable?: number },
): Promise<void> {
  await ledger.scope.db
    .updateTable("chart_of_accounts")
    .set(change)
    .where("account_code", "=", code)
    .execute();
}

describe("postJournalEntry refuses, having written nothing,", () => {
  test("with ACCOUNT_NOT_POSTABLE an account that the partner has not", async () => {
    await expectRefused("ACCOUNT_NOT_POSTABLE", [
      receivable(bdt("100")),
      credit("9999", bdt("100"), {}),
    ]);
  });

  test("with ACCOUNT_NOT_POSTABLE an inactive account", async () => {
    await setAccount("4031", { is_active: 0 });
    await expectRefused("ACCOUNT_NOT_POSTABLE", [
      receivable(bdt("100")),
      credit("4031", bdt("100"), {}),
    ]);
  });

  test("with ACCOUNT_NOT_POSTABLE a header account", async () => {
    await setAccount("4031", { is_postable: 0 });
    await expectRefused("ACCOUNT_NOT_POSTABLE", [
      receivable(bdt("100")),
      credit("4031", bdt("100"), {}),
    ]);
  });

  test("with ACCOUNT_NOT_POSTABLE an inactive 5099 that rounding needs", async () => {
    await setAccount("5099", { is_active: 0 });
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
    await expectRefused("ACCOUNT_NOT_POSTABLE", issuanceInUsd());
  });

  test("names the account that it refuses", async () => {
    const lines = [receivable(bdt("100")), credit("9999", bdt("100"), {})];
    const refusal = await refusalOf(post(ledger, postingOf(ledger, { lines })));
    expect(refusal.details).toEqual({ account: "9999" });
  });

  test.each(["1101", "2021", "2022"])(
    "with DIMENSION_REQUIRED a line on %s without its customer",
    async (account) => {
      await expectRefused("DIMENSION_REQUIRED", [
        debit(account, bdt("100"), { supplierId: ledger.supplierId }),
        credit("4031", bdt("100"), {}),
      ]);
    },
  );

  test.each(["1109", "1301", "1901", "2011", "2012", "2051"])(
    "with DIMENSION_REQUIRED a line on %s without its supplier",
    async (account) => {
      await expectRefused("DIMENSION_REQUIRED", [
        debit(account, bdt("100"), { customerId: ledger.customer.id }),
        credit("4031", bdt("100"), {}),
      ]);
    },
  );

  test("with PERIOD_CLOSED an event after which no period is open", async () => {
    await ledger.scope.db.updateTable("accounting_periods").set({ status: "closed" }).execute();
    await expectRefused("PERIOD_CLOSED", postingOf(ledger).lines);
  });

  test("with PERIOD_CLOSED an event later than the last period", async () => {
    await expectRefused("PERIOD_CLOSED", postingOf(ledger).lines, { eventDate: "2099-01-01" });
  });

  test.each(["closed", "locked"] as const)(
    "with PERIOD_CLOSED a %s period, even to those who may adjust a soft-closed one",
    async (status) => {
      await ledger.scope.db.updateTable("accounting_periods").set({ status }).execute();
      await expectRefused("PERIOD_CLOSED", postingOf(ledger).lines, { maySoftClosed: true });
    },
  );

  test("with PERIOD_CLOSED a soft-closed period to those who may not adjust", async () => {
    await ledger.scope.db
      .updateTable("accounting_periods")
      .set({ status: "soft_closed" })
      .execute();
    await expectRefused("PERIOD_CLOSED", postingOf(ledger).lines);
  });

  test("with FX_RATE_MISSING a currency without a rate", async () => {
    await expectRefused("FX_RATE_MISSING", [
      receivable(usd("100")),
      credit("4031", usd("100"), {}),
    ]);
  });

  test("with FX_RATE_MISSING a currency whose first rate is later than the entry", async () => {
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117", on: "2099-01-01" });
    await expectRefused("FX_RATE_MISSING", [
      receivable(usd("100")),
      credit("4031", usd("100"), {}),
    ]);
  });

  test("with FX_RATE_MISSING a reporting currency without a rate", async () => {
    ledger = await openLedger(database, { reportingCurrency: "EUR" });
    await expectRefused("FX_RATE_MISSING", postingOf(ledger).lines);
  });

  test("with FX_RATE_MISSING a rate that only another partner has", async () => {
    await addRate(other.scope, { from: "USD", to: "BDT", rate: "117", on: today() }).catch(
      () => {},
    );
    await expectRefused("FX_RATE_MISSING", [
      receivable(usd("100")),
      credit("4031", usd("100"), {}),
    ]);
  });

  test("with TENANT_MISMATCH another partner's customer, supplier or booking", async () => {
    const foreignCustomer = await addCustomer(other.scope);
    const foreignSupplier = await addSupplier(other.scope);
    await expectRefused("TENANT_MISMATCH", [
      receivable(bdt("100"), foreignCustomer.id),
      credit("4031", bdt("100"), {}),
    ]);
    await expectRefused("TENANT_MISMATCH", [
      debit("1109", bdt("100"), { supplierId: foreignSupplier }),
      credit("2031", bdt("100"), {}),
    ]);
    await expectRefused("TENANT_MISMATCH", [
      receivable(bdt("100")),
      credit("4031", bdt("100"), { bookingId: 987_654_321 }),
    ]);
  });

  test.each(["0.00", "-5.00"])("with AMOUNT_INVALID an amount of %s", async (amount) => {
    await expectRefused("AMOUNT_INVALID", [
      receivable(bdt(amount)),
      credit("4031", bdt(amount), {}),
    ]);
  });

  test("with AMOUNT_INVALID an amount that no column can hold", async () => {
    const huge: Money = { currency: "BDT", minor: 10n ** 17n };
    await expectRefused("AMOUNT_INVALID", [receivable(huge), credit("4031", huge, {})]);
  });

  test("with JE_UNBALANCED debits that are not the credits", async () => {
    await expectRefused("JE_UNBALANCED", [
      receivable(bdt("100.00")),
      credit("4031", bdt("99.99"), {}),
    ]);
  });

  test("with JE_UNBALANCED one line alone, and none", async () => {
    await expectRefused("JE_UNBALANCED", [receivable(bdt("100"))]);
    await expectRefused("JE_UNBALANCED", []);
  });

  test("with JE_UNBALANCED a difference between currencies that rounding does not explain", async () => {
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
    await expectRefused("JE_UNBALANCED", [
      receivable(usd("100.00")),
      credit("4031", bdt("11733.40"), {}),
    ]);
  });
});

describe("parseMoney", () => {
  test.each([
    ["100.005", "BDT"],
    ["100.5", "JPY"],
    ["1.2345", "BHD"],
  ])("refuses %s %s with AMOUNT_PRECISION: it never gets to be a posting", (amount, currency) => {
    expect(() => parseMoney({ amount, currency })).toThrow(
      expect.objectContaining({ code: "AMOUNT_PRECISION" }),
    );
  });
});

describe("postJournalEntry posts", () => {
  test("in a soft-closed period for those who may adjust it", async () => {
    await setPeriodStatus(ledger.scope, month, "soft_closed");
    const entry = await post(ledger, postingOf(ledger), { maySoftClosed: true });
    expect(entry.entryDate).toBe(today());
  });

  test.each(["soft_closed", "closed", "locked"] as const)(
    "an event of a %s period on the first day of the next open one, and keeps its date",
    async (status) => {
      const { first, second } = await closeUntilSecondNext(status);
      const entry = await post(ledger);
      expect(entry.entryDate).toBe(second.starts_on);
      const row = await ledger.scope.db
        .selectFrom("journal_entries")
        .innerJoin(
          "accounting_periods",
          "accounting_periods.accounting_period_id",
          "journal_entries.accounting_period_id",
        )
        .select(["entry_date", "event_date", "period_code"])
        .executeTakeFirstOrThrow();
      expect(row).toEqual({
        entry_date: second.starts_on,
        event_date: today(),
        period_code: second.period_code,
      });
      expect(first.starts_on < second.starts_on).toBe(true);
      const lines = await ledger.scope.db
        .selectFrom("journal_entry_lines")
        .select("entry_date")
        .execute();
      expect(lines.map((line) => line.entry_date)).toEqual([second.starts_on, second.starts_on]);
    },
  );

  test("an event of a closed period at the rate of its own day (IAS 21.21)", async () => {
    const { second } = await closeUntilSecondNext("closed");
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
    await addRate(ledger.scope, {
      from: "USD",
      to: "BDT",
      rate: "130.00000000",
      on: second.starts_on,
    });
    const entry = await post(ledger, postingOf(ledger, { lines: issuanceInUsd() }));
    const rates = entry.lines.flatMap(({ transaction, fxRate }) =>
      transaction.currency === "USD" && transaction.minor > 0n ? fxRate : [],
    );
    expect([entry.entryDate, new Set(rates)]).toEqual([
      second.starts_on,
      new Set(["117.33320000"]),
    ]);
  });

  test("at the newest rate of the day of the entry or before it, and keeps it", async () => {
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "110.00000000", on: "2020-01-01" });
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
    await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "130.00000000", on: "2099-01-01" });
    await post(ledger, postingOf(ledger, { lines: issuanceInUsd() }));
    const rows = await ledger.scope.db
      .selectFrom("journal_entry_lines")
      .innerJoin(
        "chart_of_accounts",
        "chart_of_accounts.account_id",
        "journal_entry_lines.account_id",
      )
      .select(["account_code", "side", "transaction_amount", "functional_amount", "fx_rate"])
      .orderBy("line_number")
      .execute();
    // accounting.md 5.8, worked by hand.
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["1101", "debit", "640.000", "75093.250", "117.33320000"],
      ["1109", "debit", "35.000", "4106.660", "117.33320000"],
      ["2011", "credit", "620.000", "72746.580", "117.33320000"],
      ["4031", "credit", "20.000", "2346.660", "117.33320000"],
      ["2031", "credit", "35.000", "4106.660", "117.33320000"],
      ["5099", "credit", "0.000", "0.010", "117.33320000"],
    ]);
  });

  test("in reporting currency too, balanced, where the partner has one", async () => {
    ledger = await openLedger(database, { reportingCurrency: "USD" });
    await addRate(ledger.scope, { from: "BDT", to: "USD", rate: "0.00852272", on: today() });
    await post(ledger);
    const rows = await ledger.scope.db
      .selectFrom("journal_entry_lines")
      .select(["side", "reporting_currency", "reporting_amount", "reporting_fx_rate"])
      .orderBy("line_number")
      .execute();
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["debit", "USD", "0.850", "0.00852272"],
      ["credit", "USD", "0.850", "0.00852272"],
    ]);
  });
});

describe("a posting key", () => {
  test("posts once: the second time nothing is written and no number is lost", async () => {
    const posting = postingOf(ledger);
    await post(ledger, posting);
    const before = await stateOf();
    await expect(post(ledger, posting)).rejects.toMatchObject({ errno: 1062 });
    expect(await stateOf()).toEqual(before);
    expect((await post(ledger)).entryNumber).toBe(2);
  });

  test("posts once under sixteen writers at the same time", async () => {
    const posting = postingOf(ledger);
    const results = await Promise.allSettled(
      Array.from({ length: 16 }, () => post(ledger, posting)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refused = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason as { errno?: number }] : [],
    );
    expect(refused.map(({ errno }) => errno)).toEqual(refused.map(() => 1062));
    expect((await stateOf())[0]["journal_entries"]).toBe(1);
  });

  test("is another partner's own: both post under the same key", async () => {
    const posting = postingOf(ledger, { postingKey: `shared:${newId("event")}` });
    await post(ledger, posting);
    await expect(
      post(other, { ...postingOf(other), postingKey: posting.postingKey }),
    ).resolves.toBeDefined();
  });
});

/** accounting.md 5.8: a booking in USD for a partner whose books are in BDT. */
function issuanceInUsd(): PostingLine[] {
  const supplierId = ledger.supplierId;
  return [
    receivable(usd("640.00")),
    debit("1109", usd("35.00"), { supplierId }),
    credit("2011", usd("620.00"), { supplierId }),
    credit("4031", usd("20.00"), {}),
    credit("2031", usd("35.00"), {}),
  ];
}

async function closeUntilSecondNext(status: "soft_closed" | "closed" | "locked") {
  const periods = await ledger.scope.db
    .selectFrom("accounting_periods")
    .select(["period_code", "starts_on"])
    .where("ends_on", ">=", today())
    .orderBy("starts_on")
    .limit(3)
    .execute();
  const [current, first, second] = periods;
  if (!current || !first || !second) throw new Error("the partner has periods to come");
  await setPeriodStatus(ledger.scope, current.period_code, status);
  await setPeriodStatus(ledger.scope, first.period_code, "closed");
  return { first, second };
}
