import { getPartner } from "../../db/read/get-partner";
import { dayIn } from "../../domain/calendar";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { now, today } from "../harness/database";
import type { ExportBody } from "../harness/exports";
import { downloadDocument, exportReport, readCsv } from "../harness/exports";
import type { ReportBooks } from "../harness/report-books";
import { cr, dr, enter, openReportBooks } from "../harness/report-books";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
});

afterAll(() => app.close());

interface DefinitionBody {
  readonly id: string;
  readonly code: string;
  readonly span: string;
  readonly request: Readonly<Record<string, unknown>>;
}

const path = "/v1/reports/definitions";
const monthly = {
  code: "MONTHLY-TB",
  name: "What the board sees",
  span: "this_year",
  report: "trial_balance",
  format: "csv",
  columns: ["Name", "Account", "Closing debit", "Closing credit"],
};

const openBooks = () =>
  openReportBooks(app, {}, [
    "report_definition.create.partner",
    "report_definition.read.partner",
    "report.export.partner",
    "document.read.partner",
  ]);

async function create(books: ReportBooks, body: object = monthly): Promise<DefinitionBody> {
  const answer = await books.client.post<DefinitionBody>(path, body);
  if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function readFile(books: ReportBooks, { document_url: url }: ExportBody) {
  const token = await app.createToken(books.scope, [
    "document.read.partner",
    "report.read.partner",
  ]);
  return readCsv(await downloadDocument(app, token, url));
}

describe("a report definition", () => {
  test("is kept, audited, found again, and run as of today, in its columns and their order", async () => {
    const books = await openBooks();
    await enter(books, today(), [dr("1001", "7.00"), cr("4031", "7.00")]);
    const { id } = await create(books);
    const { body } = await books.client.get<DefinitionBody>(`${path}/${id}`);
    const { report, format, columns } = monthly;
    expect(body).toMatchObject({ id, code: monthly.code, span: monthly.span });
    expect(body.request).toMatchObject({ report, format, columns, currency: "functional" });
    const audit = await books.scope.db
      .selectFrom("audit_logs")
      .select("event_type")
      .where("target_entity_id", "=", id)
      .execute();
    expect(audit).toEqual([{ event_type: "report_definition.created" }]);
    const run = await books.client.post<ExportBody>(`${path}/${id}/run`);
    expect(run.status).toBe(201);
    const { timeZone } = await getPartner(books.scope);
    const day = dayIn(timeZone, now());
    expect(run.body.file_name).toBe(`trial-balance-${day.slice(0, 4)}-01-01-${day}.csv`);
    expect(await readFile(books, run.body)).toEqual([
      ["Name", "Account", "Closing debit (BDT)", "Closing credit (BDT)"],
      ["Cash", "1001", "7.00", "0.00"],
      ["Service fee revenue", "4031", "0.00", "7.00"],
      ["Total", "", "7.00", "7.00"],
    ]);
  });

  test("is listed page by page, newest first", async () => {
    const books = await openBooks();
    for (const code of ["A", "B", "C"]) await create(books, { ...monthly, code });
    const first = await books.client.get<{ data: DefinitionBody[]; next_cursor: string }>(
      `${path}?limit=2`,
    );
    const second = await books.client.get<{ data: DefinitionBody[]; next_cursor: null }>(
      `${path}?limit=2&cursor=${first.body.next_cursor}`,
    );
    const codes = [...first.body.data, ...second.body.data].map(({ code }) => code);
    expect([codes, second.body.next_cursor]).toEqual([["C", "B", "A"], null]);
  });

  test("has a code of its own, and is the same for the same key", async () => {
    const books = await openBooks();
    const key = { "Idempotency-Key": "keep-it" };
    const [one, two] = [
      await books.client.post<DefinitionBody>(path, monthly, key),
      await books.client.post<DefinitionBody>(path, monthly, key),
    ];
    expect([one.status, two.body.id]).toEqual([201, one.body.id]);
    const again = await books.client.post<ProblemBody>(path, monthly);
    expect([again.status, again.body.code]).toEqual([409, "duplicate_code"]);
  });

  test.each([
    [{ report: "account_ledger" }, "account"],
    [{ report: "audit_pack", format: "zip", columns: undefined, span: "up_to_today" }, "span"],
    [{ report: "audit_pack", format: "zip" }, "columns"],
    [{ span: "yesterday" }, "span"],
    [{ columns: [] }, "columns"],
  ])("says what is wrong with %j", async (fields, field) => {
    const books = await openBooks();
    const answer = await books.client.post<ProblemBody & { errors: unknown }>(path, {
      ...monthly,
      ...fields,
    });
    expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
    expect(JSON.stringify(answer.body.errors)).toContain(field);
  });

  test("is refused when it is run with a column that the report has not", async () => {
    const books = await openBooks();
    const { id } = await create(books, { ...monthly, columns: ["Account", "Mood"] });
    const { status, body } = await books.client.post<ProblemBody>(`${path}/${id}/run`);
    expect([status, body.code]).toEqual([422, "report_column_unknown"]);
    await expect(
      exportReport(books.client, { report: "cash_flow", format: "csv", columns: ["Amount"] }),
    ).resolves.toMatchObject({ row_count: expect.any(Number) });
  });

  test("needs its permissions, and is nobody else's", async () => {
    const books = await openBooks();
    const { id } = await create(books);
    const reader = apiClient(
      app,
      await app.createToken(books.scope, ["report_definition.read.partner"]),
    );
    expect((await reader.get(`${path}/${id}`)).status).toBe(200);
    expect((await reader.post(path, monthly)).status).toBe(403);
    expect((await reader.post(`${path}/${id}/run`)).status).toBe(403);
    const other = await openBooks();
    expect((await other.client.get(`${path}/${id}`)).status).toBe(404);
    expect((await other.client.post(`${path}/${id}/run`)).status).toBe(404);
  });
});
