import { newId } from "../../db/new-id";
import type { DatabaseHandle } from "../../db/pool";
import { inTransaction } from "../../db/transaction";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { openTestDatabase, today } from "../harness/database";
import { refusalCodeOf } from "../harness/expect-refusal";
import type { Ledger } from "../harness/ledger";
import { openLedger, post, postIn, postingOf, setPeriodStatus } from "../harness/ledger";

let database: DatabaseHandle;
let ledger: Ledger;

beforeAll(() => {
  database = openTestDatabase();
});

/** Each has posted before, so that this process knows its books. */
beforeEach(async () => {
  ledger = await openLedger(database);
  await post(ledger);
});

afterAll(() => database.close());

const month = today().slice(0, 7);

function setActive(code: string, active: 0 | 1): Promise<unknown> {
  return ledger.scope.db
    .updateTable("chart_of_accounts")
    .set({ is_active: active })
    .where("account_code", "=", code)
    .execute();
}

async function entriesByPeriod() {
  return ledger.scope.db
    .selectFrom("journal_entries")
    .innerJoin(
      "accounting_periods",
      "accounting_periods.accounting_period_id",
      "journal_entries.accounting_period_id",
    )
    .select(["period_code", "entry_number"])
    .orderBy("entry_number")
    .execute();
}

describe("a posting by books that this process knows", () => {
  test("is refused by an account that was deactivated since, and taken again when it is back", async () => {
    await setActive("4031", 0);
    expect(await refusalCodeOf(post(ledger))).toBe("ACCOUNT_NOT_POSTABLE");
    await setActive("4031", 1);
    expect(await post(ledger)).toMatchObject({ entryNumber: 2 });
  });

  test("takes an account that was added since", async () => {
    const amount = parseMoney({ amount: "7.00", currency: "BDT" });
    const lines = [debit("1001", amount, {}), credit("4099", amount, {})];
    expect(await refusalCodeOf(post(ledger, postingOf(ledger, { lines })))).toBe(
      "ACCOUNT_NOT_POSTABLE",
    );
    await ledger.scope.db
      .insertInto("chart_of_accounts")
      .values({
        public_id: newId("account"),
        account_code: "4099",
        account_name: "Other income",
        account_class: "income",
      })
      .execute();
    expect(await post(ledger, postingOf(ledger, { lines }))).toMatchObject({ entryNumber: 2 });
  });

  test("is numbered as the partner settles since, and what was posted stays as it was", async () => {
    const settle = (change: { entry_number_prefix?: string; entry_number_year?: "none" }) =>
      ledger.scope.db.updateTable("partners").set(change).execute();
    await settle({ entry_number_prefix: "JE" });
    await post(ledger);
    await settle({ entry_number_year: "none" });
    await post(ledger);
    const rows = await ledger.scope.db
      .selectFrom("journal_entries")
      .select("entry_reference")
      .orderBy("entry_number")
      .execute();
    const year = today().slice(0, 4);
    expect(rows.map((row) => row.entry_reference)).toEqual([
      null,
      `JE-${year}-000001`,
      "JE-000003",
    ]);
  });

  test("goes by a change of its own transaction", async () => {
    await inTransaction(ledger.scope, async (transaction) => {
      await setPeriodStatus(transaction, month, "soft_closed");
      const { entryDate } = await postIn(transaction, ledger, postingOf(ledger));
      expect(entryDate.slice(0, 7) > month).toBe(true);
    });
  });

  test("forgets a change that was rolled back", async () => {
    class RolledBack extends Error {}
    const work = inTransaction(ledger.scope, async (transaction) => {
      await setPeriodStatus(transaction, month, "closed");
      await postIn(transaction, ledger, postingOf(ledger));
      throw new RolledBack();
    });
    await expect(work).rejects.toThrow(RolledBack);
    expect((await post(ledger)).entryDate).toBe(today());
    await setPeriodStatus(ledger.scope, month, "closed");
    expect((await post(ledger)).entryDate > today()).toBe(true);
  });

  test("is in the closed period before its close, under sixteen writers, and never after it", async () => {
    const contention: number[] = [];
    const observer = { onContention: (errno: number) => void contention.push(errno) };
    const writing = Array.from({ length: 16 }, async () => {
      for (let index = 0; index < 8; index += 1) {
        await inTransaction(
          ledger.scope,
          (transaction) => postIn(transaction, ledger, postingOf(ledger)),
          observer,
        );
      }
    });
    const closing = inTransaction(ledger.scope, (transaction) =>
      setPeriodStatus(transaction, month, "closed"),
    );
    await Promise.all([...writing, closing]);
    const periods = (await entriesByPeriod()).map((row) => row.period_code);
    expect(periods).toHaveLength(129);
    expect(periods).toEqual(periods.toSorted());
    expect(new Set(periods).size).toBe(2);
    expect(contention.length).toBeGreaterThan(0);
  });
});
