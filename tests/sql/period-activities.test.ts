import { MockActivityEnvironment } from "@temporalio/testing";
import { DefaultLogger } from "@temporalio/worker";

import { createBookingMemory } from "../../activities/booking-memory";
import { createExchangeRateActivities } from "../../activities/books/exchange-rate-activities";
import { createPeriodActivities } from "../../activities/books/period/period-activities";
import type { LedgerDependencies } from "../../activities/dependencies";
import { newId } from "../../db/new-id";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import { listPeriods } from "../../db/read/periods";
import { inTransaction } from "../../db/transaction";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { setFxRateFeed } from "../../services/fx-rate/set-fx-rate-feed";
import { systemContext } from "../../temporal/contract/payloads";
import { now, nowAsDateTime, openTestDatabase, testContext } from "../harness/database";
import type { Ledger } from "../harness/ledger";
import { addRate, openLedger, post, postingOf, setPeriodStatus } from "../harness/ledger";

let database: DatabaseHandle;
let dependencies: LedgerDependencies;
let ledger: Ledger;

beforeAll(() => {
  database = openTestDatabase();
  dependencies = {
    openPartner: createPartnerScopes(database),
    bookings: createBookingMemory(),
    observer: { onContention: () => {} },
    now,
  };
});

afterAll(() => database.close());

beforeEach(async () => {
  ledger = await openLedger(database, { booksFrom: "2025-01-01" });
  await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "117", on: "2025-01-01" });
  await addRate(ledger.scope, { from: "USD", to: "BDT", rate: "118", on: "2025-12-31" });
  const amount = parseMoney({ amount: "100.00", currency: "USD" });
  const lines = [
    debit("1101", amount, { customerId: ledger.customer.id }),
    credit("4031", amount, {}),
  ];
  await post(ledger, postingOf(ledger, { eventDate: "2025-12-10", lines }));
});

function run<Args extends unknown[], Result>(
  activity: (...args: Args) => Promise<Result>,
  ...args: Args
): Promise<Result> {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger("ERROR") });
  return environment.run<Args, Result, typeof activity>(activity, ...args);
}

/** An operation that is under way, and the period that it is about. */
async function ask(code: string) {
  const operationId = newId("operation");
  await ledger.scope.db
    .insertInto("operations")
    .values({
      public_id: operationId,
      operation_kind: "test",
      stage: "requested",
      workflow_id: operationId,
    })
    .execute();
  const period = (await listPeriods(ledger.scope)).find((each) => each.code === code);
  if (period === undefined) throw new Error(`there is no period ${code}`);
  const { partner } = ledger.scope;
  return {
    schemaVersion: 1 as const,
    partner,
    operationId,
    context: systemContext,
    periodId: period.publicId,
  };
}

/** Everything that the activities write. */
async function state() {
  const { db } = ledger.scope;
  const count = async (
    table:
      | "journal_entries"
      | "audit_logs"
      | "outbox_events"
      | "accounting_period_history"
      | "fx_rates",
  ) =>
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow()
    ).count;
  const operations = await db
    .selectFrom("operations")
    .select(["status", "result_payload"])
    .execute();
  return {
    entries: await count("journal_entries"),
    audit: await count("audit_logs"),
    events: await count("outbox_events"),
    history: await count("accounting_period_history"),
    rates: await count("fx_rates"),
    operations,
  };
}

describe("an activity whose answer was lost leaves the same when it is run again", () => {
  test("revaluePeriod", async () => {
    const { revaluePeriod } = createPeriodActivities(dependencies);
    const input = await ask("2025-12");
    const first = await run(revaluePeriod, input);
    const after = await state();
    expect(first).toMatchObject({ balances: 1, gain: { amount: "100.00", currency: "BDT" } });
    expect(await run(revaluePeriod, input)).toEqual(first);
    expect(await state()).toEqual(after);
    expect(after.entries).toBe(3);
  });

  test("closeFiscalYear", async () => {
    const { closeFiscalYear } = createPeriodActivities(dependencies);
    for (const { code } of await listPeriods(ledger.scope, { fiscalYear: 2025 })) {
      await setPeriodStatus(ledger.scope, code, code === "2025-12" ? "soft_closed" : "closed");
    }
    const { periodId: _periodId, ...asked } = await ask("2025-12");
    const input = { ...asked, fiscalYear: 2025 };
    const first = await run(closeFiscalYear, input);
    const after = await state();
    expect(first).toMatchObject({ profit: { amount: "11700.00", currency: "BDT" } });
    expect(await run(closeFiscalYear, input)).toEqual(first);
    expect(await state()).toEqual(after);
    expect(after.entries).toBe(2);
  });

  test("changePeriod", async () => {
    const { changePeriod } = createPeriodActivities(dependencies);
    const asked = await ask("2025-01");
    const input = { ...asked, action: "soft_close" as const, attestations: [], approval: null };
    const before = await state();
    const first = await run(changePeriod, input, null);
    const after = await state();
    expect(first).toMatchObject({ status: "soft_closed" });
    expect(await run(changePeriod, input, null)).toEqual(first);
    expect(await state()).toEqual(after);
    expect(after.history).toBe(before.history + 1);
  });

  test("runPeriodChecklist", async () => {
    const { runPeriodChecklist } = createPeriodActivities(dependencies);
    const asked = await ask("2025-12");
    const input = { ...asked, action: "check" as const, attestations: [], approval: null };
    const first = await run(runPeriodChecklist, input, 1);
    expect(await run(runPeriodChecklist, input, 1)).toEqual(first);
    const kept = await ledger.scope.db.selectFrom("period_checklists").selectAll().execute();
    expect(kept).toHaveLength(1);
  });

  test("storeFeedRates", async () => {
    const { storeFeedRates } = createExchangeRateActivities({
      ...dependencies,
      feeds: { ecb: { fetchDaily: () => Promise.reject(new Error("it is not asked")) } },
      listPartners: () => Promise.resolve([]),
    });
    await inTransaction(ledger.scope, (transaction) =>
      setFxRateFeed(
        transaction,
        "ecb",
        { isActive: true, isCrossed: false },
        { context: testContext, at: nowAsDateTime() },
      ),
    );
    const rates = {
      base: "EUR",
      effectiveOn: "2026-11-20",
      rates: [{ currency: "USD", rate: "1.08500000" }],
    };
    const task = { partner: ledger.scope.partner, feed: "ecb" as const, rates, context: null };
    expect(await run(storeFeedRates, task)).toMatchObject({ recorded: 1 });
    const after = await state();
    expect(await run(storeFeedRates, task)).toMatchObject({ recorded: 0, unchanged: 1 });
    expect(await state()).toEqual(after);
  });
});

describe("postings and the balances that a close is made of", () => {
  test("a posting that is under way when a period closes is in it, or in the next", async () => {
    const { changePeriod } = createPeriodActivities(dependencies);
    const asked = await ask("2025-01");
    const input = { ...asked, action: "soft_close" as const, attestations: [], approval: null };
    const posted = Array.from({ length: 20 }, () =>
      post(ledger, postingOf(ledger, { eventDate: "2025-01-20" })),
    );
    const [entries] = await Promise.all([Promise.all(posted), run(changePeriod, input, null)]);
    const late = await post(ledger, postingOf(ledger, { eventDate: "2025-01-20" }));
    expect(late.entryDate).toBe("2025-02-01");
    const lastBefore = Math.max(
      0,
      ...entries
        .filter(({ entryDate }) => entryDate === "2025-01-20")
        .map(({ entryNumber }) => entryNumber),
    );
    expect(
      entries.filter(
        ({ entryDate, entryNumber }) => entryDate === "2025-02-01" && entryNumber < lastBefore,
      ),
    ).toEqual([]);
  });

  test("close while entries keep being posted: neither stands in the other's way for good", async () => {
    const contended: number[] = [];
    const { changePeriod } = createPeriodActivities({
      ...dependencies,
      observer: { onContention: (errno) => contended.push(errno) },
    });
    const closing = new AbortController();
    const writing = Array.from({ length: 8 }, async () => {
      while (!closing.signal.aborted) {
        await post(ledger, postingOf(ledger, { eventDate: "2025-01-20" }));
      }
    });
    try {
      for (const code of ["2025-01", "2025-02", "2025-03", "2025-04"]) {
        const asked = await ask(code);
        const input = { ...asked, action: "soft_close" as const, attestations: [], approval: null };
        await run(changePeriod, input, null);
      }
    } finally {
      closing.abort();
      await Promise.all(writing);
    }
    expect(contended).toEqual([]);
  });

  test("a revaluation and its postings at once leave nothing unrevalued twice or not at all", async () => {
    const { revaluePeriod, measureRevaluation } = createPeriodActivities(dependencies);
    const amount = parseMoney({ amount: "10.00", currency: "USD" });
    const lines = [
      debit("1101", amount, { customerId: ledger.customer.id }),
      credit("4031", amount, {}),
    ];
    const writing = Promise.all(
      Array.from({ length: 15 }, () =>
        post(ledger, postingOf(ledger, { eventDate: "2025-12-12", lines })),
      ),
    );
    await Promise.all([writing, run(revaluePeriod, await ask("2025-12"))]);
    await run(revaluePeriod, await ask("2025-12"));
    const asked = await ask("2025-12");
    expect(await run(measureRevaluation, asked)).toEqual({ balances: 1, lines: 0 });
    const row = await ledger.scope.db
      .selectFrom("journal_entry_lines as line")
      .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
      .select(({ fn }) => fn.sum<string>("line.functional_amount").as("gain"))
      .where("account.account_code", "=", "5092")
      .where("line.entry_date", "=", "2025-12-31")
      .executeTakeFirstOrThrow();
    // 250.00 USD from 117 to 118, once.
    expect(row.gain).toBe("250.000");
  });
});
