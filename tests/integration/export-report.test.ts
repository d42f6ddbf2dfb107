import { createHash } from "node:crypto";

import { strFromU8, unzipSync } from "fflate";

import { chainHash, chainStart } from "../../db/audit/chain";
import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { openMigrationConnection } from "../harness/database";
import type { ExportBody, ExportOperation } from "../harness/exports";
import { downloadDocument, exportReport as exportFile, readCsv } from "../harness/exports";
import { postingOf, postMany } from "../harness/ledger";
import type { ReportBooks } from "../harness/report-books";
import { cr, dr, enter, openReportBooks } from "../harness/report-books";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

const openBooks = (overrides: Parameters<typeof openReportBooks>[1] = {}) =>
  openReportBooks(app, overrides, [
    "report.export.partner",
    "document.read.partner",
    "operation.read.partner",
    "operation.cancel.partner",
  ]);

const exportReport = (books: ReportBooks, body: object) => exportFile(books.client, body);

async function download(books: ReportBooks, { document_url: url }: ExportBody): Promise<Buffer> {
  const token = await app.createToken(books.scope, [
    "document.read.partner",
    "report.read.partner",
  ]);
  return downloadDocument(app, token, url);
}

async function enterExample(books: ReportBooks): Promise<void> {
  const { id: customerId } = books.customer;
  const { supplierId } = books;
  await enter(books, "2026-02-10", [
    dr("1101", "49650.00", { customerId }),
    dr("1109", "2800.00", { supplierId }),
    cr("2011", "48500.00", { supplierId }),
    cr("2031", "2800.00"),
    cr("4031", "1000.00"),
    cr("2061", "150.00"),
  ]);
  await enter(books, "2026-02-28", [dr("2031", "2800.00"), cr("4011", "2800.00")]);
}

const february = { from: "2026-02-01", to: "2026-02-28" };

describe("POST /v1/reports/export", () => {
  test("makes a document of a trial balance, and of the operation's result", async () => {
    const books = await openBooks();
    await enterExample(books);
    const exported = await exportReport(books, {
      report: "trial_balance",
      format: "csv",
      ...february,
    });
    expect(exported.file_name).toBe("trial-balance-2026-02-01-2026-02-28.csv");
    const [header, ...rows] = readCsv(await download(books, exported));
    expect(header?.slice(0, 4)).toEqual(["Account", "Name", "Type", "Opening debit (BDT)"]);
    expect(rows).toHaveLength(exported.row_count);
    expect(rows.find(([code]) => code === "2011")).toEqual([
      "2011",
      "BSP payable",
      "liability",
      "0.00",
      "0.00",
      "0.00",
      "48500.00",
      "0.00",
      "48500.00",
    ]);
    expect(rows.at(-1)?.slice(-2)).toEqual(["52450.00", "52450.00"]);
    const { body } = await books.client.get<ExportOperation>(
      `/v1/operations/${exported.operation_id}`,
    );
    expect(body).toMatchObject({
      status: "succeeded",
      stage: "exported",
      resource: { type: "document", id: exported.document_id },
      result: { document_id: exported.document_id },
    });
    const audit = await books.scope.db
      .selectFrom("audit_logs")
      .select("event_type")
      .where("target_entity_id", "=", exported.document_id)
      .execute();
    expect(audit).toEqual([{ event_type: "report.exported" }]);
  });

  test("runs what a spreadsheet would take for a formula as text, and no amount so", async () => {
    const books = await openBooks();
    const description = '=HYPERLINK("http://example.com","pay")';
    await enter(books, "2026-02-01", [dr("1001", "7.00"), cr("4031", "7.00")], { description });
    await enter(books, "2026-02-02", [dr("4031", "9.00"), cr("1001", "9.00")]);
    const request = { report: "account_ledger", account: "1001", ...february };
    const csv = await exportReport(books, { ...request, format: "csv" });
    const rows = readCsv(await download(books, csv)).slice(1);
    expect(rows.map((row) => [row[3], row[8]])).toEqual([
      ["Opening balance", "0.00"],
      [`'${description}`, "7.00"],
      ["A posting of the tests", "-2.00"],
      ["Closing balance", "-2.00"],
    ]);
    const xlsx = await exportReport(books, { ...request, format: "xlsx" });
    const parts = unzipSync(await download(books, xlsx));
    const sheet = strFromU8(parts["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
    const strings = strFromU8(parts["xl/sharedStrings.xml"] ?? new Uint8Array());
    expect(sheet + strings).toContain("&apos;=HYPERLINK".replace("&apos;", "'"));
    expect(sheet).not.toContain("<f>");
    expect(sheet).toContain("<v>-2</v>");
  });

  test.each([
    ["KWD", "1.234"],
    ["JPY", "1234"],
  ])("writes amounts of %s in its scale", async (currency, amount) => {
    const books = await openBooks({ functionalCurrency: currency });
    const minor = BigInt(amount.replace(".", ""));
    await enter(books, "2026-02-01", [
      { account: "1001", side: "debit", amount: { currency, minor }, dimensions: {} },
      { account: "4031", side: "credit", amount: { currency, minor }, dimensions: {} },
    ]);
    const request = { report: "profit_loss", ...february };
    const csv = await exportReport(books, { ...request, format: "csv" });
    expect(readCsv(await download(books, csv)).at(-1)).toEqual(["Result", "", "Total", amount]);
    const xlsx = await exportReport(books, { ...request, format: "xlsx" });
    const parts = unzipSync(await download(books, xlsx));
    const style = strFromU8(parts["xl/styles.xml"] ?? new Uint8Array());
    expect(style).toContain(currency === "JPY" ? '"#,##0"' : '"#,##0.000"');
  });

  const everyReport = [
    ["trial_balance", {}],
    ["general_ledger", {}],
    ["account_ledger", { account: "1101" }],
    ["profit_loss", {}],
    ["balance_sheet", {}],
    ["changes_in_equity", {}],
    ["cash_flow", {}],
    ["receivables", { buckets: [15, 45] }],
    ["payables", {}],
    ["customer_statement", {}],
    ["supplier_statement", {}],
    ["deferred_revenue", {}],
    ["revenue_roll_forward", {}],
    ["remaining_obligations", {}],
    ["tax_summary", {}],
  ] as const;

  test("exports every report in every format, with the same rows in each", async () => {
    const books = await openBooks();
    await enterExample(books);
    const { public_id: supplierId } = await books.scope.db
      .selectFrom("suppliers")
      .select("public_id")
      .where("supplier_id", "=", books.supplierId)
      .executeTakeFirstOrThrow();
    for (const [report, more] of everyReport) {
      const party =
        report === "customer_statement"
          ? { customer_id: books.customer.publicId }
          : report === "supplier_statement"
            ? { supplier_id: supplierId }
            : {};
      const counts: number[] = [];
      for (const format of ["csv", "xlsx", "pdf"]) {
        const exported = await exportReport(books, {
          report,
          format,
          ...february,
          ...more,
          ...party,
        });
        const bytes = await download(books, exported);
        const begin = bytes.subarray(0, 4).toString("latin1");
        expect({ csv: "\u00ef\u00bb\u00bf", xlsx: "PK\u0003\u0004", pdf: "%PDF" }[format]).toBe(
          format === "csv" ? begin.slice(0, 3) : begin,
        );
        counts.push(exported.row_count);
      }
      expect([report, new Set(counts).size, (counts[0] ?? 0) > 0]).toEqual([report, 1, true]);
    }
  });

  test("tells how far a long one is, and writes each of its lines once", async () => {
    const books = await openBooks();
    const posted = 1_300;
    await postMany(
      books,
      Array.from({ length: posted }, () => postingOf(books, { eventDate: "2026-02-03" })),
    );
    const request = { report: "general_ledger", format: "csv", ...february };
    const exported = await exportReport(books, request);
    const rows = readCsv(await download(books, exported)).slice(1);
    const lines = rows.filter(([, date]) => date !== "");
    expect(lines).toHaveLength(posted * 2);
    expect(new Set(lines.map(([account, , entry]) => `${account} ${entry}`)).size).toBe(posted * 2);
    expect(rows.filter(([, , , text]) => text === "Closing balance").map((row) => row[8])).toEqual([
      "130000.00",
      "-130000.00",
    ]);
    const { version } = await books.scope.db
      .selectFrom("operations")
      .select("version")
      .where("public_id", "=", exported.operation_id)
      .executeTakeFirstOrThrow();
    // Begun, told of, ended.
    expect(version).toBeGreaterThanOrEqual(3);
  });

  test("is the same document for the same key", async () => {
    const books = await openBooks();
    const key = { "Idempotency-Key": "export-once" };
    const body = { report: "trial_balance", format: "pdf", ...february };
    const [first, second] = [
      await books.client.post<ExportBody>("/v1/reports/export", body, key),
      await books.client.post<ExportBody>("/v1/reports/export", body, key),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.document_id).toBe(first.body.document_id);
    const { body: list } = await books.client.get<{ data: unknown[] }>("/v1/documents");
    expect(list.data).toHaveLength(1);
  });

  test("refuses in the operation what the report refuses", async () => {
    const books = await openBooks();
    const answer = await books.client.post<ProblemBody & { operation_id: string }>(
      "/v1/reports/export",
      { report: "account_ledger", account: "9999", format: "csv", ...february },
    );
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    const { body } = await books.client.get<ExportOperation>(
      `/v1/operations/${answer.body.operation_id}`,
    );
    expect(body.status).toBe("failed");
  });

  test.each([
    [{ report: "audit_pack", format: "csv", from: "2026-01-01" }, "format"],
    [{ report: "trial_balance", format: "zip" }, "format"],
    [{ report: "audit_pack", format: "zip" }, "from"],
    [{ report: "account_ledger", format: "csv" }, "account"],
    [{ report: "trial_balance", format: "csv", account: "1101" }, "account"],
    [{ report: "customer_statement", format: "csv" }, "customer_id"],
    [{ report: "trial_balance", format: "csv", from: "2026-02-01", to: "2026-01-01" }, "from"],
    [{ report: "receivables", format: "csv", buckets: [30, 30] }, "buckets"],
    [{ report: "everything", format: "csv" }, "report"],
  ])("says what is wrong with %j", async (body, field) => {
    const books = await openBooks();
    const answer = await books.client.post<ProblemBody & { errors: { pointer: string }[] }>(
      "/v1/reports/export",
      body,
    );
    expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
    expect(JSON.stringify(answer.body.errors)).toContain(field);
  });

  test("needs its permission, and the file the one to read reports", async () => {
    const books = await openBooks();
    const body = { report: "trial_balance", format: "csv", ...february };
    const reader = apiClient(app, await app.createToken(books.scope, ["report.read.partner"]));
    expect((await reader.post("/v1/reports/export", body)).status).toBe(403);
    const exported = await exportReport(books, body);
    const clerk = apiClient(app, await app.createToken(books.scope, ["document.read.partner"]));
    expect((await clerk.get(`${exported.document_url}/content`)).status).toBe(403);
    const other = await openBooks();
    expect((await other.client.get(exported.document_url)).status).toBe(404);
    expect((await other.client.get(`${exported.document_url}/content`)).status).toBe(404);
  });
});

describe("an export that is called off", () => {
  /** A report that is being read for as long as the work takes. */
  async function whileReading<T>(
    books: ReportBooks,
    work: (operation: ExportOperation) => Promise<T>,
  ): Promise<T> {
    const connection = await openMigrationConnection();
    try {
      await connection.query("LOCK TABLES accounting_periods WRITE");
      const { status, body } = await books.client.post<ExportOperation>(
        "/v1/reports/export",
        { report: "trial_balance", format: "csv", ...february },
        { Prefer: "wait=3" },
      );
      expect(status).toBe(202);
      return await work(body);
    } finally {
      await connection.end();
    }
  }

  test("ends as cancelled, without a document, and says by whom in the audit", async () => {
    const books = await openBooks();
    const id = await whileReading(books, async (operation) => {
      const path = `/v1/operations/${operation.id}/cancel`;
      const cancelled = await books.client.post<ExportOperation>(path, { note: "the wrong month" });
      expect([cancelled.status, cancelled.body.status]).toEqual([200, "cancelled"]);
      const again = await books.client.post<ProblemBody>(path, { note: "once more" });
      expect([again.status, again.body.code]).toEqual([409, "operation_not_resolvable"]);
      return operation.id;
    });
    const documents = await books.client.get<{ data: unknown[] }>("/v1/documents");
    expect(documents.body.data).toEqual([]);
    const audit = await books.scope.db
      .selectFrom("audit_logs")
      .select("event_type")
      .where("target_entity_id", "=", id)
      .where("event_type", "=", "report.export_cancelled")
      .execute();
    expect(audit).toHaveLength(1);
  });

  test("ends so too where it is cancelled in Temporal itself", async () => {
    const books = await openBooks();
    await whileReading(books, async ({ id, workflow_id: workflowId }) => {
      await app.temporal.client.workflow.getHandle(workflowId).cancel();
      const ended = await awaitCondition("the operation to end", async () => {
        const { body } = await books.client.get<ExportOperation>(`/v1/operations/${id}`);
        return body.done ? body.status : undefined;
      });
      expect(ended).toBe("cancelled");
    });
  });
});

describe("an audit pack", () => {
  test("has the range's trial balance, entries, links of the chain, proof, checklists", async () => {
    const books = await openBooks();
    await enterExample(books);
    await enter(books, "2026-03-01", [dr("1001", "1.00"), cr("4031", "1.00")]);
    while ((await sealAuditLogs(app.database.system)) > 0);
    const exported = await exportReport(books, {
      report: "audit_pack",
      format: "zip",
      from: "2026-02-01",
      to: "2026-12-31",
    });
    const files = unzipSync(await download(books, exported));
    const read = (name: string) => files[name] ?? new Uint8Array();
    const manifest: { sha256: Record<string, string> } = JSON.parse(
      strFromU8(read("manifest.json")),
    );
    expect(Object.keys(manifest.sha256)).toEqual([
      "trial-balance.csv",
      "entries.csv",
      "audit-chain.csv",
      "proof.json",
      "checklists.json",
    ]);
    for (const [name, digest] of Object.entries(manifest.sha256)) {
      expect(createHash("sha256").update(read(name)).digest("hex")).toBe(digest);
    }
    const entries = readCsv(read("entries.csv"));
    expect(entries).toHaveLength(1 + exported.row_count);
    expect(exported.row_count).toBe(10);
    const proof: { name: string; finding: unknown }[] = JSON.parse(strFromU8(read("proof.json")));
    expect(proof.map(({ finding }) => finding)).toEqual(proof.map(() => null));
    expect(proof.map(({ name }) => name)).toContain("audit chain is whole");
    expect(JSON.parse(strFromU8(read("checklists.json")))).toEqual([]);
    const links = readCsv(read("audit-chain.csv")).slice(1);
    expect(links.length).toBeGreaterThanOrEqual(3);
    let previous = chainStart;
    for (const [sequence, auditLogId, , , , , , contentHash = "", previousHash, hash] of links) {
      expect(previousHash).toBe(previous);
      previous = chainHash({
        partner: books.scope.partner,
        sequence: Number(sequence),
        auditLogId: Number(auditLogId),
        contentHash,
        previousHash: previous,
      });
      expect(hash).toBe(previous);
    }
    const other = await openBooks();
    await enterExample(other);
    const foreign = unzipSync(
      await download(
        other,
        await exportReport(other, { report: "audit_pack", format: "zip", ...february }),
      ),
    );
    expect(strFromU8(foreign["entries.csv"] ?? new Uint8Array())).not.toContain(
      entries[1]?.[1] ?? "",
    );
  });
});
