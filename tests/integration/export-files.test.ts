import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";

import { XMLParser } from "fast-xml-parser";
import { strFromU8, unzipSync } from "fflate";

import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import type { Permission } from "../../domain/permissions";
import { awaitCondition } from "../harness/await-condition";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { openMigrationConnection } from "../harness/database";
import type { ExportBody, ExportOperation } from "../harness/exports";
import { downloadDocument, exportReport, readCsv } from "../harness/exports";
import { post, postingOf, postMany } from "../harness/ledger";
import { cr, dr } from "../harness/report-books";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
});

afterAll(() => app.close());

const january = { from: "2025-01-01", to: "2025-01-31" };

async function download(books: BooksPartner, url: string): Promise<Buffer> {
  const needed: Permission[] = ["document.read.partner", "report.read.partner"];
  return downloadDocument(app, await app.createToken(books.scope, needed), url);
}

/** What an export has written so far lies in a folder that is called after its operation. */
async function listFolders({ id }: Pick<ExportOperation, "id">): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.includes(id));
}

async function postEntries(books: BooksPartner, count: number): Promise<void> {
  const batch = Array.from({ length: 2_000 }, () => postingOf(books, { eventDate: "2025-01-15" }));
  for (let posted = 0; posted < count; posted += batch.length) {
    const next = batch.slice(0, count - posted);
    await postMany(
      books,
      next.map(() => postingOf(books, { eventDate: "2025-01-15" })),
    );
  }
}

/** However long it takes, with the progress that was seen meanwhile. */
async function exportInTime(
  books: BooksPartner,
  request: object,
): Promise<{ readonly whole: ExportBody; readonly seen: readonly number[] }> {
  const begun = await books.client.post<ExportOperation>("/v1/reports/export", request, {
    Prefer: "wait=1",
  });
  const seen: number[] = [];
  const ask = async () => {
    const { body } = await books.client.get<ExportOperation & { result: ExportBody | null }>(
      `/v1/operations/${begun.body.id}`,
    );
    if (!body.done) seen.push(rowsIn(body.stage));
    return body.result ?? undefined;
  };
  return { whole: await awaitCondition("the export to end", ask, 120_000), seen };
}

const rowsIn = (stage: string) => Number(/^(\d+) rows$/.exec(stage)?.[1] ?? 0);

describe("an export of many rows", () => {
  test("is called off in the middle of a PDF: its progress stops, and no half file is left", async () => {
    const books = await createBooksPartner(app);
    await postEntries(books, 3_500);
    // With an opening and a closing row of both accounts.
    const rowCount = 7_004;
    const request = { report: "general_ledger", format: "pdf", ...january };
    const begun = await books.client.post<ExportOperation>("/v1/reports/export", request, {
      Prefer: "wait=2",
    });
    expect(begun.status).toBe(202);
    const path = `/v1/operations/${begun.body.id}`;
    await awaitCondition("5000 rows to be read, and none drawn", async () => {
      const { body } = await books.client.get<ExportOperation>(path);
      expect(body.done).toBe(false);
      return rowsIn(body.stage) >= 5_000 ? true : undefined;
    });
    const connection = await openMigrationConnection();
    try {
      // What is not read yet is read no more: however fast it draws, it waits in its middle.
      await connection.query("LOCK TABLES journal_entry_lines WRITE");
      expect(await listFolders(begun.body)).toHaveLength(1);
      const cancelled = await books.client.post<ExportOperation>(`${path}/cancel`, {
        note: "stop",
      });
      expect([cancelled.status, cancelled.body.status]).toEqual([200, "cancelled"]);
    } finally {
      await connection.end();
    }
    await awaitCondition("the half file to be gone", async () =>
      (await listFolders(begun.body)).length === 0 ? true : undefined,
    );
    const { body: list } = await books.client.get<{ data: unknown[] }>("/v1/documents");
    expect(list.data).toEqual([]);
    const { body: after } = await books.client.get<ExportOperation>(path);
    expect([after.status, after.stage]).toEqual(["cancelled", "cancelled"]);
    const { whole, seen } = await exportInTime(books, request);
    expect(whole.row_count).toBe(rowCount);
    expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    expect(new Set(seen).size).toBeGreaterThan(1);
    const pdf = (await download(books, whole.document_url)).toString("latin1");
    expect([pdf.startsWith("%PDF-1.7"), pdf.trimEnd().endsWith("%%EOF")]).toEqual([true, true]);
    // 35 rows a page, as the tree of pages counts them.
    expect(/\/Type \/Pages\s+\/Count (\d+)/.exec(pdf)?.[1]).toBe(String(Math.ceil(rowCount / 35)));
  }, 180_000);

  test("has all of its rows in the sheet, each cell in its place", async () => {
    const books = await createBooksPartner(app);
    await postEntries(books, 1_200);
    const request = { report: "account_ledger", account: "4031", format: "xlsx", ...january };
    const exported = await exportReport(books.client, request);
    const parts = unzipSync(await download(books, exported.document_url));
    const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false });
    const sheet = parser.parse(strFromU8(parts["xl/worksheets/sheet1.xml"] ?? new Uint8Array()));
    const rows: { readonly "@_r": string; readonly c: readonly Record<string, unknown>[] }[] =
      sheet.worksheet.sheetData.row;
    expect(rows).toHaveLength(exported.row_count + 1);
    expect(rows.map((row) => row["@_r"])).toEqual(rows.map((_, index) => String(index + 1)));
    expect(rows.at(-1)?.c.map((cell) => [cell["@_r"], cell["v"]])).toEqual([
      ["A1203", undefined],
      ["D1203", undefined],
      ["I1203", "-120000"],
    ]);
    for (const [name, part] of Object.entries(parts)) {
      expect([name, typeof parser.parse(strFromU8(part))]).toEqual([name, "object"]);
    }
  });
});

describe("an audit pack of a closed period", () => {
  interface Item {
    readonly item: string;
    readonly status: string;
    readonly text: string;
  }

  interface Checklist {
    readonly period: string;
    readonly purpose: string;
    readonly is_passed: boolean;
    readonly items: readonly Item[];
  }

  async function closeJanuary(books: BooksPartner): Promise<void> {
    const id = await periodIdOf(books, "2025-01");
    const soft = await books.client.post(`/v1/periods/${id}/soft-close`);
    expect(soft.status).toBeLessThan(300);
    const attestations = [{ item: "credit_loss_updated", note: "looked at, nothing to add" }];
    const { body } = await books.client.post<{ status: string }>(`/v1/periods/${id}/close`, {
      attestations,
    });
    expect(body.status).toBe("closed");
  }

  test("has its trial balance, entries, proof, and its checklist with what was attested", async () => {
    const books = await createBooksPartner(app);
    const customerId = books.customer.id;
    const lines = [dr("1101", "115.00", { customerId }), cr("4031", "100.00"), cr("2061", "15.00")];
    await post(books, postingOf(books, { eventDate: "2025-01-15", lines }));
    await post(books, postingOf(books, { eventDate: "2025-02-01" }));
    await closeJanuary(books);
    while ((await sealAuditLogs(app.database.system)) > 0);
    const request = { report: "audit_pack", format: "zip", ...january };
    const exported = await exportReport(books.client, request);
    const files = unzipSync(await download(books, exported.document_url));
    const textOf = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    const manifest: { from: string; to: string; sha256: Record<string, string> } = JSON.parse(
      textOf("manifest.json"),
    );
    expect([manifest.from, manifest.to]).toEqual([january.from, january.to]);
    expect(Object.keys(files).toSorted()).toEqual(
      [...Object.keys(manifest.sha256), "manifest.json"].toSorted(),
    );
    for (const [name, digest] of Object.entries(manifest.sha256)) {
      expect(
        createHash("sha256")
          .update(files[name] ?? "")
          .digest("hex"),
      ).toBe(digest);
    }
    const trialBalance = readCsv(files["trial-balance.csv"] ?? new Uint8Array());
    expect(trialBalance.find(([code]) => code === "4031")?.slice(-1)).toEqual(["100.00"]);
    expect(trialBalance.at(-1)?.slice(-2)).toEqual(["115.00", "115.00"]);
    const entries = readCsv(files["entries.csv"] ?? new Uint8Array());
    expect(entries.slice(1).map((row) => [row[2], row[13], row[15], row[16]])).toEqual([
      ["2025-01-15", "1101", "115.00", ""],
      ["2025-01-15", "4031", "", "100.00"],
      ["2025-01-15", "2061", "", "15.00"],
    ]);
    const proof: { name: string; finding: unknown }[] = JSON.parse(textOf("proof.json"));
    expect(proof.length).toBeGreaterThan(3);
    expect(proof.map(({ finding }) => finding)).toEqual(proof.map(() => null));
    // The pack is of a month that is past: what was written in it is not what was written today.
    expect(readCsv(files["audit-chain.csv"] ?? new Uint8Array())).toHaveLength(1);
    const checklists: Checklist[] = JSON.parse(textOf("checklists.json"));
    expect(checklists.map(({ period, purpose }) => [period, purpose])).toEqual([
      ["2025-01", "close"],
    ]);
    const last = checklists.at(-1);
    expect(last?.is_passed).toBe(true);
    const attested = last?.items.filter(({ status }) => status === "attested") ?? [];
    expect(attested.map(({ item }) => item)).toEqual(["credit_loss_updated"]);
    expect(attested[0]?.text).toContain("looked at, nothing to add");
    const again = await exportReport(books.client, request);
    const packed = unzipSync(await download(books, again.document_url));
    const kept = ["trial-balance.csv", "entries.csv", "checklists.json"];
    expect(kept.map((name) => strFromU8(packed[name] ?? new Uint8Array()))).toEqual(
      kept.map(textOf),
    );
  });
});
