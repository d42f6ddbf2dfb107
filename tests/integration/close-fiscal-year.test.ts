import { credit, debit } from "../../domain/journal/posting";
import type { MoneyJson } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import type { ProblemBody } from "../harness/api-client";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { addBranch, post, postingOf, setPeriodStatus } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

interface YearEnd {
  readonly profit: { readonly amount: string };
  readonly journal_entry_id: string | null;
}

const bdt = (amount: string) => parseMoney({ amount, currency: "BDT" });

/** Earned 300.00, spent 120.00 in 2025; 50.00 earned in 2026. Every period but the last closed. */
async function year(): Promise<BooksPartner> {
  const books = await createBooksPartner(app);
  for (const eventDate of ["2025-02-10", "2025-06-10", "2025-12-31"]) {
    await post(books, postingOf(books, { eventDate }));
  }
  const paid = [debit("5051", bdt("120.00"), {}), credit("1011", bdt("120.00"), {})];
  await post(books, postingOf(books, { eventDate: "2025-07-01", lines: paid }));
  const next = [
    debit("1101", bdt("50.00"), { customerId: books.customer.id }),
    credit("4031", bdt("50.00"), {}),
  ];
  await post(books, postingOf(books, { eventDate: "2026-01-02", lines: next }));
  for (let month = 1; month <= 11; month += 1) {
    const code = `2025-${String(month).padStart(2, "0")}`;
    await setPeriodStatus(books.scope, code, "closed");
  }
  return books;
}

function closeYear({ client }: BooksPartner) {
  return client.post<YearEnd & ProblemBody>("/v1/fiscal-years/2025/close");
}

async function linesOf({ client }: BooksPartner, id: string | null) {
  const { body } = await client.get<{
    entry_date: string;
    posting_key: string;
    source: { type: string };
    lines: { account: { code: string }; side: string; functional_amount: { amount: string } }[];
  }>(`/v1/journal-entries/${String(id)}`);
  return {
    ...body,
    lines: body.lines.map(
      ({ account, side, functional_amount }) =>
        `${account.code} ${side} ${functional_amount.amount}`,
    ),
  };
}

describe("POST /v1/fiscal-years/{year}/close", () => {
  test("moves income and expense to retained earnings, once", async () => {
    const books = await year();
    await setPeriodStatus(books.scope, "2025-12", "soft_closed");
    const closed = await closeYear(books);
    expect([closed.status, closed.body]).toMatchObject([201, { profit: { amount: "180.00" } }]);
    expect(await linesOf(books, closed.body.journal_entry_id)).toMatchObject({
      entry_date: "2025-12-31",
      posting_key: "year-end:2025",
      source: { type: "year_end" },
      lines: ["4031 debit 300.00", "5051 credit 120.00", "3101 credit 180.00"],
    });
    const again = await closeYear(books);
    expect(again.body).toMatchObject({ profit: { amount: "0.00" }, journal_entry_id: null });
  });

  test("moves what each branch has earned within it, so that its next year begins at zero", async () => {
    const books = await year();
    const branch = await addBranch(books.scope, "CGP");
    const dimensions = { branchId: branch.id };
    const sold = [
      debit("1011", bdt("70.00"), dimensions),
      credit("4031", bdt("70.00"), dimensions),
    ];
    await post(books, postingOf(books, { eventDate: "2025-12-30", lines: sold }));
    await setPeriodStatus(books.scope, "2025-12", "soft_closed");
    const closed = await closeYear(books);
    expect(closed.body.profit.amount).toBe("250.00");
    const report = async <Body>(path: string) =>
      (await books.client.get<Body>(`/v1/reports/${path}&branch_id=${branch.publicId}`)).body;
    const trial = await report<{
      rows: { account: { code: string }; opening_debit: MoneyJson; opening_credit: MoneyJson }[];
    }>("trial-balance?from=2026-01-01&to=2026-01-31");
    expect(
      trial.rows.map(({ account, opening_debit: dr, opening_credit: cr }) => [
        account.code,
        dr.amount,
        cr.amount,
      ]),
    ).toEqual([
      ["1011", "70.00", "0.00"],
      ["3101", "0.00", "70.00"],
      ["4031", "0.00", "0.00"],
    ]);
    const earned = await report<{ result: MoneyJson }>("profit-loss?from=2025-01-01&to=2025-12-31");
    expect(earned.result.amount).toBe("70.00");
    const sheet = await report<{
      equity: { earlier_results: MoneyJson; total: MoneyJson };
      difference: MoneyJson;
    }>("balance-sheet?as_of=2026-01-31");
    expect([sheet.equity.earlier_results, sheet.equity.total, sheet.difference]).toMatchObject([
      { amount: "0.00" },
      { amount: "70.00" },
      { amount: "0.00" },
    ]);
  });

  test("moves what was adjusted after it, by a further entry", async () => {
    const books = await year();
    await setPeriodStatus(books.scope, "2025-12", "soft_closed");
    await closeYear(books);
    const eventDate = "2025-12-15";
    await post(books, postingOf(books, { eventDate }), { maySoftClosed: true });
    const further = await closeYear(books);
    expect(await linesOf(books, further.body.journal_entry_id)).toMatchObject({
      posting_key: "year-end:2025:2",
      lines: ["4031 debit 100.00", "3101 credit 100.00"],
    });
  });

  test.each([
    ["its last period is open", "2025-12", "open"],
    ["an earlier period is soft-closed", "2025-05", "soft_closed"],
  ] as const)("refuses where %s", async (_, code, status) => {
    const books = await year();
    await setPeriodStatus(books.scope, "2025-12", "soft_closed");
    await setPeriodStatus(books.scope, code, status);
    const refused = await closeYear(books);
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: "fiscal_year_not_closable", period: code, period_status: status },
    ]);
  });

  test("comes before the last period closes", async () => {
    const books = await year();
    await setPeriodStatus(books.scope, "2025-12", "soft_closed");
    const id = await periodIdOf(books, "2025-12");
    const attestations = [
      { item: "credit_loss_updated", note: "looked at" },
      { item: "bank_reconciled", note: "statement 12 agrees" },
    ];
    const close = () => books.client.post<ProblemBody>(`/v1/periods/${id}/close`, { attestations });
    expect((await close()).body).toMatchObject({
      code: "period_checklist_failed",
      failed: "year_end_posted",
    });
    await closeYear(books);
    expect((await close()).body).toMatchObject({ status: "closed" });
  });

  test("answers 404 for a year without periods, and wants its permission", async () => {
    const books = await createBooksPartner(app);
    expect((await books.client.post("/v1/fiscal-years/1999/close")).status).toBe(404);
  });
});
