import { strFromU8, unzipSync } from "fflate";

import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { Bookkeepers } from "../harness/bookkeepers";
import { expectStatus, openBookkeepers } from "../harness/bookkeepers";
import type { BspFileBody, PlannedTransaction } from "../harness/bsp-files";
import {
  agencies,
  altered,
  hotLines,
  importBspFile,
  numberOf,
  saleOf,
  sellForBsp,
  toBytes,
} from "../harness/bsp-files";
import { today } from "../harness/database";
import { downloadDocument, exportReport, readCsv } from "../harness/exports";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let file: BspFileBody;
let sales: PlannedTransaction[];

/** One file with two that differ and one that nobody knows, for all that read. */
beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
  await people.scope.db
    .updateTable("partners")
    .set({ iata_number: agencies.own, bsp_billing_cycle: "weekly" })
    .execute();
  sales = await sellForBsp(app.database, people.scope, 3);
  const [equal, dearer, paidLess] = sales;
  if (!equal || !dearer || !paidLess) throw new Error("few");
  const lines = hotLines([
    equal,
    altered(dearer, { fare: dearer.fare + 1_000n }),
    altered(paidLess, { commission: paidLess.commission + 12_500n }),
    saleOf({ number: "9979999999999" }),
  ]);
  file = expectStatus(201, await importBspFile(people.maker, toBytes(lines)));
});

afterAll(() => app.close());

async function exported(body: object): Promise<Buffer> {
  const { document_url: url } = await exportReport(people.maker, body);
  return downloadDocument(app, people.tokens.maker, url);
}

describe("POST /v1/reports/export of BSP files", () => {
  test("writes the work list as it is narrowed, as CSV and as Excel", async () => {
    const bsp = { file_id: file.id, state: "open", kinds: ["amount", "commission"] };
    const request = { report: "bsp_exceptions", bsp };
    const [header, ...rows] = readCsv(await exported({ ...request, format: "csv" }));
    const at = (row: readonly string[] | undefined, label: string) =>
      row?.[header?.indexOf(label) ?? -1];
    const shown = rows.map((row) =>
      ["Document", "Kind", "Figure", "Currency", "Difference", "Suggested"].map((label) =>
        at(row, label),
      ),
    );
    expect(shown).toEqual([
      [
        numberOf(sales[2] ?? saleOf({ number: "" })),
        "commission",
        "commission",
        "BDT",
        "125.00",
        "claim",
      ],
      [numberOf(sales[1] ?? saleOf({ number: "" })), "amount", "fare", "BDT", "10.00", "dispute"],
    ]);
    const sheets = unzipSync(await exported({ ...request, format: "xlsx" }));
    const sheet = strFromU8(sheets["xl/worksheets/sheet1.xml"] ?? new Uint8Array());
    expect(sheet.match(/<row /g)).toHaveLength(3);
    expect(sheet).toContain("<v>125</v>");
    const earlier = { ...request, format: "csv", to: "2026-01-01", from: "2026-01-01" };
    expect(readCsv(await exported(earlier))).toHaveLength(1);
  });

  test("writes the list of files with what matched and their totals", async () => {
    const bsp = { file_states: ["imported"], billing_ends_on: today() };
    const [header, ...rows] = readCsv(await exported({ report: "bsp_files", format: "csv", bsp }));
    const [row] = rows;
    const shown = Object.fromEntries((header ?? []).map((label, index) => [label, row?.[index]]));
    expect([rows.length, shown]).toEqual([
      1,
      expect.objectContaining({
        Id: file.id,
        State: "imported",
        Transactions: "4",
        Matched: "1",
        Different: "2",
        "Missing in books": "1",
        Currency: "BDT",
        Remittance: file.totals[0]?.remittance,
      }),
    ]);
  });

  test("sums up by airline what its route says", async () => {
    const { body } = await people.maker.get<{ rows: unknown[] }>(
      `/v1/bsp-exception-summary?file_id=${file.id}`,
    );
    const own = { airline: "997", state: "open", resolution: null, exceptions: 1 };
    expect(body.rows).toEqual([
      { ...own, kind: "amount", difference: { amount: "10.00", currency: "BDT" } },
      { ...own, kind: "commission", difference: { amount: "125.00", currency: "BDT" } },
      { ...own, kind: "missing_in_books", difference: { amount: "45700.00", currency: "BDT" } },
    ]);
    const ofPeriod = await people.maker.get(`/v1/bsp-exception-summary?billing_ends_on=${today()}`);
    expect(ofPeriod.body).toEqual(body);
    expect((await people.maker.get("/v1/bsp-exception-summary")).body).toEqual(body);
    const bsp = { billing_ends_on: today() };
    const request = { report: "bsp_exception_summary", format: "csv", bsp };
    expect(readCsv(await exported(request)).slice(1)).toEqual([
      ["997", "amount", "open", "", "1", "BDT", "10.00"],
      ["997", "commission", "open", "", "1", "BDT", "125.00"],
      ["997", "missing_in_books", "open", "", "1", "BDT", "45700.00"],
    ]);
  });

  test("refuses filters of another report, and who may not read the list", async () => {
    const path = "/v1/reports/export";
    const bsp = { file_states: ["imported"] };
    for (const report of ["bsp_exceptions", "trial_balance"]) {
      expect((await people.maker.post(path, { report, format: "csv", bsp })).status).toBe(400);
    }
    const token = await app.createToken(people.scope, ["report.export.partner"]);
    const asked = { report: "bsp_files", format: "csv" };
    const refused = await apiClient(app, token).post<ProblemBody>(path, asked);
    expect([refused.status, refused.body.code]).toEqual([403, "permission_not_held"]);
  });
});
