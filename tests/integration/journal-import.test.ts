import { randomUUID } from "node:crypto";

import { verifyLedger } from "../../db/verify/verify-ledger";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { today } from "../harness/database";
import { addCustomer, addRate, addSupplier } from "../harness/ledger";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface ImportBody {
  readonly id: string;
  readonly operation_id: string;
  readonly rows: number;
  readonly entries: number;
  readonly first_entry_number: number | null;
  readonly last_entry_number: number | null;
  readonly findings: readonly {
    readonly line: number;
    readonly column: string | null;
    readonly code: string;
    readonly text: string;
  }[];
}

interface ImportProblem extends ProblemBody {
  readonly line: number;
  readonly column: string | null;
  readonly row_code: string;
  readonly bad_rows: number;
}

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let customer: string;
let supplier: string;

const header = "entry,date,description,account,debit,credit,currency,customer,supplier,fx_rate";

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

beforeEach(async () => {
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  const { scope } = partner;
  const { id } = await addCustomer(scope);
  const supplierId = await addSupplier(scope);
  customer = (await codeOf("customers", id)).code;
  supplier = (await codeOf("suppliers", supplierId)).code;
  await addRate(scope, { from: "USD", to: "BDT", rate: "117.33320000", on: today() });
});

function codeOf(table: "customers" | "suppliers", id: number) {
  const { db } = partner.scope;
  return table === "customers"
    ? db
        .selectFrom("customers")
        .select("customer_code as code")
        .where("customer_id", "=", id)
        .executeTakeFirstOrThrow()
    : db
        .selectFrom("suppliers")
        .select("supplier_code as code")
        .where("supplier_id", "=", id)
        .executeTakeFirstOrThrow();
}

function importFile<Body = ImportBody>(
  rows: readonly string[],
  { dryRun = false, headers = {} }: { dryRun?: boolean; headers?: Record<string, string> } = {},
) {
  const csv = [header, ...rows].join("\n");
  const body = { kind: "journal", csv, dry_run: dryRun };
  return client.post<Body>("/v1/journal-imports", body, { Prefer: "wait=30", ...headers });
}

async function countEntries(): Promise<number> {
  const row = await partner.scope.db
    .selectFrom("journal_entries")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Dr 1101 / Cr 4031 of an entry, two rows. */
function sale(entry: string, amount = "100.00"): string[] {
  return [
    `${entry},${today()},Sale ${entry},1101,${amount},,BDT,${customer},,`,
    `${entry},${today()},Sale ${entry},4031,,${amount},BDT,,,`,
  ];
}

describe("POST /v1/journal-imports", () => {
  test("posts the entries of a file, with what they are carried at and whom they concern", async () => {
    const { status, body } = await importFile([
      ...sale("A-1"),
      `A-2,${today()},"Dollars, paid",2011,640.00,,USD,,${supplier},118`,
      `A-2,${today()},"Dollars, paid",1011,,640.00,USD,,,118`,
    ]);
    expect([status, body.rows, body.entries, body.findings]).toEqual([201, 4, 2, []]);
    expect([body.first_entry_number, body.last_entry_number]).toEqual([1, 2]);
    const entries = await partner.scope.db
      .selectFrom("journal_entries")
      .select(["posting_key", "source_type", "source_public_id", "description", "functional_total"])
      .orderBy("entry_number")
      .execute();
    expect(entries).toEqual([
      {
        posting_key: "import:A-1",
        source_type: "journal_import",
        source_public_id: body.id,
        description: "Sale A-1",
        functional_total: "100.000",
      },
      expect.objectContaining({ description: "Dollars, paid", functional_total: "75520.000" }),
    ]);
    expect((await verifyLedger(partner.scope)).flatMap(({ finding }) => finding ?? [])).toEqual([]);
  });

  test("books opening balances as one entry of their day", async () => {
    const csv = [
      "account,debit,credit,currency,functional_amount,customer,supplier",
      `1101,500.00,,BDT,,${customer},`,
      `1011,100.00,,USD,11750.00,,`,
      `2011,,2250.00,BDT,,,${supplier}`,
      "3101,,10000.00,BDT,,,",
    ].join("\n");
    const body = { kind: "opening_balances", opening_on: today(), csv };
    const answer = await client.post<ImportBody>("/v1/journal-imports", body);
    expect([answer.status, answer.body.entries, answer.body.rows]).toEqual([201, 1, 4]);
    const line = await partner.scope.db
      .selectFrom("journal_entry_lines")
      .select(["transaction_amount", "functional_amount", "fx_rate"])
      .where("transaction_currency", "=", "USD")
      .executeTakeFirstOrThrow();
    expect(line).toEqual({
      transaction_amount: "100.000",
      functional_amount: "11750.000",
      fx_rate: "117.50000000",
    });
    const again = await client.post<ImportProblem>("/v1/journal-imports", body);
    expect([again.status, again.body.row_code]).toEqual([422, "ENTRY_IMPORTED_BEFORE"]);
  });

  test("lists every bad row of a dry run by its line, and writes nothing", async () => {
    const { status, body } = await importFile(
      [
        ...sale("OK-1"),
        `B-1,${today()},No account,9999,1.00,,BDT,,,`,
        `B-1,${today()},No account,4031,,1.00,BDT,,,`,
        `B-2,2026-02-30,No such day,1011,1.00,,BDT,,,`,
        `B-3,${today()},Too fine,1011,1.001,,BDT,,,`,
        `B-3,${today()},Both,1011,1.00,1.00,BDT,,,`,
        `B-4,${today()},Nobody,1101,1.00,,BDT,NOBODY,,`,
        `B-5,${today()},No party,1101,1.00,,BDT,,,`,
        `B-6,${today()},Unbalanced,1011,2.00,,BDT,,,`,
        `B-6,${today()},Unbalanced,4031,,1.00,BDT,,,`,
        `B-7,${today()},No rate,1011,2.00,,EUR,,,`,
        `B-7,${today()},No rate,4031,,2.00,EUR,,,`,
        `B-8,${today()},"two`,
        `lines",1011,x,,BDT,,,`,
        `B-9,2019-01-31,Long closed,1011,1.00,,BDT,,,`,
        `B-9,2019-01-31,Long closed,4031,,1.00,BDT,,,`,
        `OK-1,${today()},Sale OK-1,4031,,1.00,BDT,,,`,
        `B-10,${today()},Short,1011,1.00`,
        `B-11,${today()},Strange,1011,1.00,,XXX,,,`,
        `B-12,${today()},Below zero,1011,-1.00,,BDT,,,`,
        ...sale("OK-2"),
      ],
      { dryRun: true },
    );
    expect(status).toBe(201);
    expect(body.findings.map(({ line, column, code }) => [line, column, code])).toEqual([
      [4, "account", "ACCOUNT_NOT_POSTABLE"],
      [6, "date", "DATE_INVALID"],
      [7, "debit", "AMOUNT_PRECISION"],
      [8, "debit", "AMOUNT_INVALID"],
      [9, "customer", "NOT_FOUND"],
      [10, "account", "DIMENSION_REQUIRED"],
      [11, null, "JE_UNBALANCED"],
      [13, null, "FX_RATE_MISSING"],
      [15, "description", "TEXT_INVALID"],
      [15, "debit", "AMOUNT_INVALID"],
      [17, null, "PERIOD_CLOSED"],
      [19, "entry", "ENTRY_SCATTERED"],
      [20, null, "CSV_MALFORMED"],
      [21, "debit", "CURRENCY_UNKNOWN"],
      [22, "debit", "AMOUNT_INVALID"],
    ]);
    expect(await countEntries()).toBe(0);
  });

  test.each([
    ["a column is missing", "entry,date,description,account,debit,currency", "HEADER_INVALID"],
    ["a column is unknown", `${header},colour`, "HEADER_INVALID"],
    ["a column stands there twice", `${header},entry`, "HEADER_INVALID"],
    ["a quote is never closed", `${header}\nA,"2026`, "CSV_MALFORMED"],
  ])("refuses a file in which %s", async (_, csv, code) => {
    const body = { kind: "journal", csv, dry_run: true };
    const answer = await client.post<ImportBody>("/v1/journal-imports", body);
    expect(answer.body.findings[0]).toMatchObject({ code, column: null });
  });

  test("writes nothing of 10,000 rows of which one is bad, and names it; all of them where none is", async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => sale(`N-${index + 1}`)).flat();
    const bad = rows.with(6_789, rows[6_789]?.replace(",4031,", ",4039,") ?? "");
    const refused = await importFile<ImportProblem>(bad);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: "import_invalid",
      line: 6_791,
      column: "account",
      row_code: "ACCOUNT_NOT_POSTABLE",
      bad_rows: 1,
    });
    expect(await countEntries()).toBe(0);
    const { status, body } = await importFile(rows);
    expect([status, body.entries, body.last_entry_number]).toEqual([201, 5_000, 5_000]);
    expect(await countEntries()).toBe(5_000);
  }, 120_000);

  test("imports an entry of the other program once, whatever file it comes in", async () => {
    await importFile(sale("A-1"));
    const { status, body } = await importFile<ImportProblem>([...sale("A-2"), ...sale("A-1")]);
    expect([status, body.line, body.row_code]).toEqual([422, 4, "ENTRY_IMPORTED_BEFORE"]);
    expect(await countEntries()).toBe(1);
  });

  test("answers a repeated key with the same import, and refuses it for another file", async () => {
    const headers = { "Idempotency-Key": randomUUID() };
    const first = await importFile(sale("A-1"), { headers });
    const second = await importFile(sale("A-1"), { headers });
    expect(second.body).toEqual(first.body);
    expect((await importFile(sale("A-2"), { headers })).status).toBe(422);
    expect(await countEntries()).toBe(1);
  });

  test("leaves what came of it with its operation", async () => {
    const { body } = await importFile(sale("A-1"));
    const operation = await client.get(`/v1/operations/${body.operation_id}`);
    expect(operation.body).toMatchObject({ status: "succeeded", result: body });
  });

  test("is for those who may, and takes up to 8 MiB", async () => {
    const reader = apiClient(
      app,
      await app.createToken(partner.scope, ["journal_entry.read.partner"]),
    );
    const body = { kind: "journal", csv: header };
    expect((await reader.post("/v1/journal-imports", body)).status).toBe(403);
    expect((await app.request("/v1/journal-imports", { method: "POST" })).status).toBe(401);
    const large = { kind: "journal", csv: `${header}\n${"x".repeat(8 * 1024 * 1024)}` };
    expect((await client.post("/v1/journal-imports", large)).status).toBe(413);
    expect((await client.post("/v1/journal-imports", { kind: "ledger", csv: "x" })).status).toBe(
      400,
    );
  });
});
