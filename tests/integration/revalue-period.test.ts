import type { PostingLine } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { awaitCondition } from "../harness/await-condition";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { openMigrationConnection } from "../harness/database";
import { addRate, post, postingOf, setPeriodStatus } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

interface Revaluation {
  readonly operation_id: string;
  readonly balances: number;
  readonly gain: { readonly amount: string };
  readonly journal_entry_id: string | null;
  readonly reversal_id: string | null;
}

interface Entry {
  readonly entry_date: string;
  readonly posting_key: string;
  readonly reverses_id: string | null;
  readonly lines: readonly {
    readonly account: { readonly code: string };
    readonly side: string;
    readonly amount: { readonly amount: string; readonly currency: string };
    readonly functional_amount: { readonly amount: string };
    readonly customer_id: string | null;
  }[];
}

const usd = (amount: string) => parseMoney({ amount, currency: "USD" });

async function revalue({ client }: BooksPartner, periodId: string) {
  return client.post<Revaluation>(`/v1/periods/${periodId}/revalue`);
}

async function entryOf({ client }: BooksPartner, id: string | null): Promise<Entry> {
  return (await client.get<Entry>(`/v1/journal-entries/${String(id)}`)).body;
}

function describeLines({ lines }: Entry): string[] {
  return lines.map(
    ({ account, side, amount, functional_amount }) =>
      `${account.code} ${side} ${amount.amount} ${amount.currency} ${functional_amount.amount}`,
  );
}

/** accounting.md 5.8: 640.00 at 117.33320000, and 118.10000000 at the month's end. */
async function sell(books: BooksPartner, on = "2025-01-15"): Promise<void> {
  const lines: PostingLine[] = [
    debit("1101", usd("640.00"), { customerId: books.customer.id }),
    credit("4031", usd("640.00"), {}),
  ];
  await post(books, postingOf(books, { eventDate: on, lines }));
}

async function exporter(overrides: Parameters<typeof createBooksPartner>[1] = {}) {
  const books = await createBooksPartner(app, overrides);
  await addRate(books.scope, { from: "USD", to: "BDT", rate: "117.3332", on: "2025-01-01" });
  await addRate(books.scope, { from: "USD", to: "BDT", rate: "118.1", on: "2025-01-31" });
  return books;
}

describe("POST /v1/periods/{id}/revalue", () => {
  test("posts the difference at the closing rate, and takes it back on the next first day", async () => {
    const books = await exporter();
    await sell(books);
    const revalued = await revalue(books, await periodIdOf(books, "2025-01"));
    expect([revalued.status, revalued.body]).toMatchObject([
      201,
      { object: "revaluation", balances: 1, gain: { amount: "490.75" } },
    ]);
    const entry = await entryOf(books, revalued.body.journal_entry_id);
    expect(entry).toMatchObject({ entry_date: "2025-01-31", posting_key: "revaluation:2025-01" });
    expect(describeLines(entry)).toEqual([
      "1101 debit 0.00 USD 490.75",
      "5092 credit 0.00 USD 490.75",
    ]);
    expect(entry.lines[0]?.customer_id).toBe(books.customer.publicId);
    const reversal = await entryOf(books, revalued.body.reversal_id);
    expect(reversal).toMatchObject({
      entry_date: "2025-02-01",
      reverses_id: revalued.body.journal_entry_id,
    });
    expect(describeLines(reversal)).toEqual([
      "1101 credit 0.00 USD 490.75",
      "5092 debit 0.00 USD 490.75",
    ]);
  });

  test("posts nothing when it is asked again, and what has changed when something has", async () => {
    const books = await exporter();
    await sell(books);
    const periodId = await periodIdOf(books, "2025-01");
    await revalue(books, periodId);
    const again = await revalue(books, periodId);
    expect(again.body).toMatchObject({ journal_entry_id: null, gain: { amount: "0.00" } });
    await sell(books, "2025-01-20");
    const further = await revalue(books, periodId);
    expect(further.body).toMatchObject({ gain: { amount: "490.75" } });
    const { posting_key: key } = await entryOf(books, further.body.journal_entry_id);
    expect(key).toBe("revaluation:2025-01:2");
  });

  test("revalues each party by itself, debts against claims, and a bank's foreign money", async () => {
    const books = await exporter();
    await sell(books);
    await post(
      books,
      postingOf(books, {
        eventDate: "2025-01-16",
        lines: [
          debit("1011", usd("100.00"), {}),
          debit("5022", usd("520.00"), {}),
          credit("2012", usd("620.00"), { supplierId: books.supplierId }),
        ],
      }),
    );
    const { body } = await revalue(books, await periodIdOf(books, "2025-01"));
    expect(body).toMatchObject({ balances: 3, gain: { amount: "92.01" } });
    expect(describeLines(await entryOf(books, body.journal_entry_id))).toEqual([
      "1011 debit 0.00 USD 76.68",
      "5092 credit 0.00 USD 76.68",
      "1101 debit 0.00 USD 490.75",
      "5092 credit 0.00 USD 490.75",
      "2012 credit 0.00 USD 475.42",
      "5092 debit 0.00 USD 475.42",
    ]);
  });

  test("leaves reporting amounts as they are, where the partner has a reporting currency", async () => {
    const books = await exporter({ reportingCurrency: "EUR" });
    await addRate(books.scope, { from: "USD", to: "EUR", rate: "0.92", on: "2025-01-01" });
    await addRate(books.scope, { from: "BDT", to: "EUR", rate: "0.0078", on: "2025-01-01" });
    await sell(books);
    const { body } = await revalue(books, await periodIdOf(books, "2025-01"));
    expect(body.gain.amount).toBe("490.75");
    const lines = await books.scope.db
      .selectFrom("journal_entry_lines as line")
      .innerJoin("journal_entries as entry", "entry.journal_entry_id", "line.journal_entry_id")
      .select("line.reporting_amount")
      .where("entry.public_id", "=", String(body.journal_entry_id))
      .execute();
    expect(lines.map((line) => line.reporting_amount)).toEqual(["0.000", "0.000"]);
  });

  test.each([
    ["a closed period", "closed", 422, "period_closed"],
    ["a soft-closed one, which takes adjustments", "soft_closed", 201, undefined],
  ] as const)("%s", async (_, status, expected, code) => {
    const books = await exporter();
    await sell(books);
    await setPeriodStatus(books.scope, "2025-01", status);
    const answer = await revalue(books, await periodIdOf(books, "2025-01"));
    expect([answer.status, Reflect.get(answer.body, "code")]).toEqual([expected, code]);
  });

  test("refuses a currency without a closing rate, and a period that has not ended", async () => {
    const books = await createBooksPartner(app);
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "117", on: "2026-03-01" });
    const future = await revalue(books, await periodIdOf(books, "2026-12"));
    expect(future.body).toMatchObject({ code: "period_not_ended" });
    await sell(books, "2026-03-02");
    await books.scope.db
      .insertInto("fx_rates")
      .values({
        public_id: `fxr_${"0".repeat(26)}`,
        from_currency: "EUR",
        to_currency: "BDT",
        effective_on: "2026-05-01",
        rate: "130",
        rate_source: "test",
      })
      .execute();
    const eur = parseMoney({ amount: "10.00", currency: "EUR" });
    const lines = [
      debit("1101", eur, {
        customerId: books.customer.id,
      }),
      credit("4031", eur, {}),
    ].map((line) => ({
      ...line,
      carriedAt: { functional: parseMoney({ amount: "1300.00", currency: "BDT" }), fxRate: "130" },
    }));
    await post(books, postingOf(books, { eventDate: "2026-03-05", lines }));
    const refused = await revalue(books, await periodIdOf(books, "2026-03"));
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: "fx_rate_missing", from: "EUR", to: "BDT" },
    ]);
  });

  test("posts one entry where two ask at once", async () => {
    const books = await exporter();
    await sell(books);
    const periodId = await periodIdOf(books, "2025-01");
    const both = await Promise.all([revalue(books, periodId), revalue(books, periodId)]);
    const posted = both.flatMap(({ body }) => body.journal_entry_id ?? []);
    expect(posted).toHaveLength(1);
  });

  test("can be cancelled while it measures, and has posted nothing then", async () => {
    const books = await exporter();
    await sell(books);
    const periodId = await periodIdOf(books, "2025-01");
    const root = await openMigrationConnection();
    await root.query("LOCK TABLES journal_entry_lines WRITE");
    let cancelled;
    try {
      const waiting = await books.client.post<{ id: string }>(
        `/v1/periods/${periodId}/revalue`,
        undefined,
        { Prefer: "wait=1" },
      );
      expect(waiting.status).toBe(202);
      const path = `/v1/operations/${waiting.body.id}`;
      cancelled = books.client.post(`${path}/cancel`, { note: "the rate was wrong" });
      await awaitCondition("the cancellation", async () => {
        const handle = app.temporal.client.workflow.getHandle(
          String((await books.client.get(path)).body["workflow_id"]),
        );
        const { events } = await handle.fetchHistory();
        const accepted = events?.filter(
          (event) => event.workflowExecutionUpdateAcceptedEventAttributes,
        );
        return (accepted?.length ?? 0) > 1 ? true : undefined;
      });
    } finally {
      await root.query("UNLOCK TABLES");
      await root.end();
    }
    const answer = await cancelled;
    expect([answer.status, answer.body]).toMatchObject([200, { status: "cancelled" }]);
    const { body } = await books.client.get<{ data: unknown[] }>("/v1/journal-entries");
    expect(body.data).toHaveLength(1);
  });
});
