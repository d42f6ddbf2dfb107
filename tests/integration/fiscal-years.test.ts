import { verifyLedger } from "../../db/verify/verify-ledger";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { post, postingOf } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
});

afterAll(() => app.close());

interface YearBody {
  readonly fiscal_year: number;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly periods: readonly { readonly id: string; readonly code: string }[];
}

const path = "/v1/fiscal-years";

function open(client: ApiClient, fiscalYear: number) {
  return client.post<YearBody & ProblemBody>(path, { fiscal_year: fiscalYear });
}

async function periodsOf({ scope }: BooksPartner) {
  const rows = await scope.db
    .selectFrom("accounting_periods")
    .select(["period_code", "fiscal_year", "starts_on", "ends_on", "status"])
    .orderBy("starts_on")
    .execute();
  return rows.map((row) => ({ ...row, following: dayAfter(row.ends_on) }));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

describe("POST /v1/fiscal-years", () => {
  test.each([
    [1, "2027-01-01", "2027-12-31"],
    // The books begin in the year that contains January 2025: from July 2024 on.
    [7, "2026-07-01", "2027-06-30"],
    [4, "2026-04-01", "2027-03-31"],
  ])("opens twelve months from month %i on, without a gap", async (month, from, to) => {
    const books = await createBooksPartner(app, { fiscalYearStartMonth: month });
    const year = Number(from.slice(0, 4));
    const { status, body } = await open(books.client, year);
    expect([status, body.starts_on, body.ends_on]).toEqual([201, from, to]);
    expect(body.periods).toHaveLength(12);
    const periods = await periodsOf(books);
    expect(periods).toHaveLength(36);
    expect(periods.slice(1).map((period) => period.starts_on)).toEqual(
      periods.slice(0, -1).map(({ following }) => following),
    );
    expect(periods.slice(24).map((period) => [period.fiscal_year, period.status])).toEqual(
      Array.from({ length: 12 }, () => [year, "open"]),
    );
    await post(books, postingOf(books, { eventDate: to }));
    expect((await verifyLedger(books.scope)).flatMap(({ finding }) => finding ?? [])).toEqual([]);
  });

  test("opens a year once, however often and by however many it is asked", async () => {
    const books = await createBooksPartner(app);
    const answers = await Promise.all(Array.from({ length: 4 }, () => open(books.client, 2027)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const bodies = new Set(answers.map(({ body }) => JSON.stringify(body)));
    expect(bodies.size).toBe(1);
    expect(await periodsOf(books)).toHaveLength(36);
    const audit = await books.scope.db
      .selectFrom("audit_logs")
      .select(["target_entity_id", "event_payload"])
      .where("event_type", "=", "fiscal_year.opened")
      .execute();
    expect(audit).toEqual([
      { target_entity_id: "2027", event_payload: '{"fiscal_year":2027,"periods":12}' },
    ]);
    const history = await books.scope.db
      .selectFrom("accounting_period_history")
      .select("change_type")
      .where("fiscal_year", "=", 2027)
      .execute();
    expect(history).toEqual(Array.from({ length: 12 }, () => ({ change_type: "INSERT" })));
  });

  test.each([2028, 2024])("refuses %i, which is not the next, and opens nothing", async (year) => {
    const books = await createBooksPartner(app);
    const answer = await open(books.client, year);
    expect([answer.status, answer.body]).toMatchObject([
      409,
      { code: "period_order_invalid", first: 2027 },
    ]);
    expect(await periodsOf(books)).toHaveLength(24);
  });

  test("takes what is dated in the new year, that was refused before", async () => {
    const books = await createBooksPartner(app);
    const posting = postingOf(books, { eventDate: "2027-01-15" });
    await expect(post(books, posting)).rejects.toMatchObject({ code: "PERIOD_CLOSED" });
    await open(books.client, 2027);
    expect((await post(books, posting)).entryDate).toBe("2027-01-15");
  });

  test("wants its permission", async () => {
    const books = await createBooksPartner(app);
    const token = await app.createToken(books.scope, ["period.read.partner"]);
    expect((await open(apiClient(app, token), 2027)).status).toBe(403);
  });
});

describe("a period's checklist", () => {
  test("fails while fewer than three periods come after it, and says where to open more", async () => {
    const books = await createBooksPartner(app);
    const october = `/v1/periods/${await periodIdOf(books, "2026-10")}`;
    const itemOf = async () => {
      const { body } = await books.client.post<{
        checklist: { items: { item: string; status: string; figure: string; link: string }[] };
      }>(`${october}/check`);
      const found = body.checklist.items.find(({ item }) => item === "later_periods_open");
      return [found?.status, found?.figure, found?.link];
    };
    expect(await itemOf()).toEqual(["failed", "2", path]);
    await open(books.client, 2027);
    expect(await itemOf()).toEqual(["passed", "14", null]);
  });
});
