import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

import { newId } from "../../db/new-id";
import { getPartner } from "../../db/read/get-partner";
import { inTransaction } from "../../db/transaction";
import { createBranch } from "../../services/branch/create-branch";
import { takeUpBspFile } from "../../services/bsp/take-up-bsp-file";
import { insertOperation } from "../../services/operation/begin-operation";
import type { ImportBspFileInput } from "../../temporal/contract/import-bsp-file";
import { importBspFileType } from "../../temporal/contract/import-bsp-file";
import { systemContext } from "../../temporal/contract/payloads";
import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { BspFileBody, PlannedTransaction } from "../harness/bsp-files";
import {
  agencies,
  altered,
  hotLines,
  importBspFile,
  numberOf,
  saleOf,
  salesOf,
  sellForBsp,
  toBytes,
} from "../harness/bsp-files";
import { nowAsDateTime, testContext } from "../harness/database";
import { commitIssuance, commitVoid, createIssuableBooking } from "../harness/issuable-booking";
import { replayAndKeep } from "../harness/keep-history";
import { addCustomer, addSupplier } from "../harness/ledger";
import { addUser } from "../harness/people";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

beforeEach(async () => {
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  await partner.scope.db
    .updateTable("partners")
    .set({ iata_number: agencies.own, bsp_billing_cycle: "weekly", bsp_tolerance_amount: "0.050" })
    .execute();
});

const sell = (passengers: number) => sellForBsp(app.database, partner.scope, passengers);

async function addBranchAgency(): Promise<void> {
  const branch = { code: "CTG", name: "Chattogram" };
  const act = { context: testContext, at: nowAsDateTime() };
  await inTransaction(partner.scope, (transaction) => createBranch(transaction, branch, act));
  await partner.scope.db.updateTable("branches").set({ iata_number: agencies.branch }).execute();
}

async function importWell(
  transactions: readonly PlannedTransaction[],
  options: Parameters<typeof hotLines>[1] = {},
): Promise<BspFileBody> {
  const { status, body } = await importBspFile(client, toBytes(hotLines(transactions, options)));
  expect([status, JSON.stringify(body)]).toEqual([201, expect.any(String)]);
  return body;
}

function listExceptions(fileId: string) {
  return partner.scope.db
    .selectFrom("bsp_exceptions as exception")
    .innerJoin(
      "bsp_import_files as file",
      "file.bsp_import_file_id",
      "exception.bsp_import_file_id",
    )
    .select([
      "exception.document_number",
      "exception.difference_kind",
      "exception.difference_field",
      "exception.difference_amount",
      "exception.suggested_action",
      "exception.state",
      "exception.resolution",
    ])
    .where("file.public_id", "=", fileId)
    .orderBy("exception.bsp_exception_id")
    .execute();
}

function told(row: Awaited<ReturnType<typeof listExceptions>>[number]) {
  return [
    row.document_number,
    row.difference_kind,
    row.difference_field,
    row.difference_amount,
    row.suggested_action,
  ];
}

describe("POST /v1/bsp-files", () => {
  test("imports a file that agrees with the books, and leaves nothing to be done", async () => {
    const sales = await sell(3);
    const file = await importWell(sales);
    expect(file).toMatchObject({
      state: "imported",
      transactions: 3,
      matches: { matched: 3 },
      totals: [{ currency: "BDT", remittance: "137100.00" }],
    });
    expect(await listExceptions(file.id)).toEqual([]);
    await keep("import-bsp-file.imported", file.id);
    const read = await client.get<BspFileBody>(`/v1/bsp-files/${file.id}`);
    expect(read.body).toEqual(file);
    const list = await client.get<{ data: BspFileBody[] }>("/v1/bsp-files?state=imported");
    expect(list.body.data.map(({ id }) => id)).toEqual([file.id]);
  });

  test("finds exactly the differences that were planted", async () => {
    await addBranchAgency();
    const sales = await sell(11);
    const [equal, off, dearer, taxed, paidLess, elsewhere, late, wasVoided, twice] = sales;
    const [unreported] = sales.slice(9);
    if (equal === undefined || off === undefined || dearer === undefined) throw new Error("few");
    if (taxed === undefined || paidLess === undefined || elsewhere === undefined)
      throw new Error("few");
    if (late === undefined || wasVoided === undefined || twice === undefined)
      throw new Error("few");
    const { db } = partner.scope;
    await db
      .updateTable("booking_tickets")
      .set({ issued_on: "2026-01-05" })
      .where("ticket_number", "=", numberOf(late))
      .execute();
    await db
      .updateTable("booking_tickets")
      .set({ status: "VOIDED" })
      .where("ticket_number", "=", numberOf(wasVoided))
      .execute();
    const unknown = saleOf({ number: "9979999999999" });
    const file = await importWell([
      equal,
      altered(off, { fare: off.fare + 3n }),
      altered(dearer, { fare: dearer.fare + 100_000n }),
      altered(taxed, {
        taxes: [
          { code: "BD", amount: 40_000n },
          { code: "YQ", amount: 810_000n },
        ],
      }),
      altered(paidLess, { commission: paidLess.commission + 12_500n }),
      altered(elsewhere, { agent: agencies.branch }),
      late,
      wasVoided,
      twice,
      twice,
      unknown,
      saleOf({ number: "9978888888888", code: "ADMA", taxes: [], commission: 0n }),
    ]);
    expect(file.matches).toEqual({
      different: 5,
      duplicate: 1,
      matched: 3,
      memo: 1,
      missing_in_books: 2,
    });
    const found = (await listExceptions(file.id)).map(told);
    expect(found).toEqual([
      [numberOf(dearer), "amount", "fare", "1000.000", "dispute"],
      [numberOf(taxed), "tax", "taxes", "0.000", "dispute"],
      [numberOf(paidLess), "commission", "commission", "125.000", "claim"],
      [numberOf(late), "wrong_period", "issued_on", "0.000", "accept"],
      [numberOf(wasVoided), "missing_in_books", null, "45700.000", "dispute"],
      [numberOf(twice), "duplicate", null, "45700.000", "dispute"],
      [numberOf(unknown), "missing_in_books", null, "45700.000", "dispute"],
      [numberOf(elsewhere), "wrong_agency", "agent", "0.000", "dispute"],
      ...(unreported === undefined
        ? []
        : sales
            .slice(9)
            .map((sale) => [numberOf(sale), "missing_in_bsp", null, "-45700.000", "wait"])),
    ]);
  });

  test("finds exactly the differences that were planted in EMDs, beside their tickets", async () => {
    const sales = await sellForBsp(app.database, partner.scope, 10, { hasSeats: true });
    const [tickets, emds] = [sales.slice(0, 10), sales.slice(10)];
    const at = (index: number): PlannedTransaction => {
      const emd = emds[index];
      if (emd?.code !== "EMDA") throw new Error(`few: ${String(emd?.code)}`);
      return emd;
    };
    const numberAt = (index: number) => numberOf(at(index));
    const change = (index: number, values: { document_type?: "EMDS"; status?: "VOIDED" }) =>
      partner.scope.db
        .updateTable("booking_tickets")
        .set(values)
        .where("ticket_number", "=", numberAt(index))
        .execute();
    for (const index of [1, 2]) await change(index, { document_type: "EMDS" });
    for (const index of [7, 8]) await change(index, { status: "VOIDED" });
    const unknown = altered(saleOf({ number: "9979999999999" }), { code: "EMDS" });
    const file = await importWell([
      ...tickets,
      at(0),
      altered(at(1), { code: "EMDS" }),
      at(2),
      altered(at(3), { fare: 130_000n }),
      altered(at(4), { taxes: [{ code: "BD", amount: 20_000n }] }),
      altered(at(5), { commission: -5_000n }),
      altered(at(6), { code: "TKTT" }),
      at(7),
      saleOf({ number: numberAt(8), code: "CANX", fare: 0n, taxes: [], commission: 0n }),
      at(0),
      unknown,
    ]);
    expect(file.matches).toEqual({
      different: 5,
      duplicate: 1,
      matched: 13,
      missing_in_books: 2,
    });
    const found = (await listExceptions(file.id)).map(told);
    expect(found).toEqual([
      [numberAt(2), "amount", "document_type", "0.000", "dispute"],
      [numberAt(3), "amount", "fare", "100.000", "dispute"],
      [numberAt(4), "tax", "BD", "20.000", "dispute"],
      [numberAt(5), "commission", "commission", "10.000", "claim"],
      [numberAt(6), "amount", "document_type", "0.000", "dispute"],
      [numberAt(7), "missing_in_books", null, "1320.000", "dispute"],
      [numberAt(0), "duplicate", null, "1320.000", "dispute"],
      [numberOf(unknown), "missing_in_books", null, "45700.000", "dispute"],
      [numberAt(9), "missing_in_bsp", null, "-1320.000", "wait"],
    ]);
  });

  test("takes a cancellation for the void that our books have, and asks for nothing of an open period", async () => {
    const { scope } = partner;
    const ledger = {
      scope,
      partner: await getPartner(scope),
      customer: await addCustomer(scope),
      supplierId: await addSupplier(scope),
    };
    const booking = await createIssuableBooking(ledger, { passengers: 3 });
    await commitIssuance(app.database, booking);
    await commitVoid(app.database, scope, booking, booking.documents.slice(0, 1));
    const [voided] = await salesOf(scope);
    const number = voided === undefined ? "" : numberOf(voided);
    const cancelled = saleOf({ number, code: "CANX", fare: 0n, taxes: [], commission: 0n });
    const file = await importWell([cancelled], { isFinal: false });
    expect(file.matches).toEqual({ matched: 1 });
    expect(await listExceptions(file.id)).toEqual([]);
  });

  test("imports the same bytes once, packed or not, and a corrected file in place of the first", async () => {
    const sales = await sell(2);
    const [kept, changed] = sales;
    if (kept === undefined || changed === undefined) throw new Error("few");
    const wrong = [kept, altered(changed, { fare: changed.fare + 500n })];
    const first = await importWell(wrong);
    const again = await importBspFile<ProblemBody & { file_id: string }>(
      client,
      toBytes(hotLines(wrong)),
    );
    expect(again.body).toMatchObject({ code: "bsp_file_known", file_id: first.id });
    const { status, body: second } = await importBspFile(client, toBytes(hotLines(sales)), {
      isPacked: true,
    });
    expect(status).toBe(201);
    expect(second).toMatchObject({ matches: { matched: 2 }, supersedes: first.id });
    const superseded = await client.get<BspFileBody>(`/v1/bsp-files/${first.id}`);
    expect(superseded.body).toMatchObject({ state: "superseded", superseded_by: second.id });
    expect(await listExceptions(first.id)).toMatchObject([
      { difference_field: "fare", state: "resolved", resolution: "superseded" },
    ]);
    const other = await importWell(sales, { sequence: 2 });
    expect(other.matches).toEqual({ duplicate: 2 });
  });
});

describe("POST /v1/bsp-files/{bsp_file_id}/cancel", () => {
  test("calls an import off that cannot go on, and lets the same bytes be sent again", async () => {
    const fileId = await beginWithoutBytes();
    const path = `/v1/bsp-files/${fileId}`;
    await awaitCondition("the import to begin", async () => {
      const { body } = await client.get<BspFileBody>(path);
      return body.operation_id ?? undefined;
    });
    const called = await client.post(`${path}/cancel`, { note: "the wrong month" });
    expect([called.status, called.body]).toMatchObject([200, { status: "cancelled" }]);
    const { body } = await client.get<BspFileBody>(path);
    expect(body).toMatchObject({ state: "cancelled", failure: { code: "operation_cancelled" } });
    const audit = await partner.scope.db
      .selectFrom("audit_logs")
      .select(["event_type", "request_id"])
      .where("target_entity_id", "=", fileId)
      .where("event_type", "=", "bsp_file.cancelled")
      .execute();
    expect(audit).toEqual([
      { event_type: "bsp_file.cancelled", request_id: called.headers.get("X-Request-Id") },
    ]);
    await keep("import-bsp-file.cancelled", fileId);
    await sell(1);
    const { status } = await importBspFile(client, bytesOfNothing());
    expect(status).toBe(422);
  });
});

const bytesOfNothing = () => Buffer.from("nothing");

/** An import whose bytes the store does not give: its first step is tried again and again. */
async function beginWithoutBytes(): Promise<string> {
  const { scope } = partner;
  const [fileId, operationId] = [newId("bspFile"), newId("operation")];
  const sha256 = createHash("sha256").update(bytesOfNothing()).digest("hex");
  const storageKey = `${scope.partner}/2026/01/${sha256}.hot`;
  const file = {
    fileId,
    fileName: "x.hot",
    source: "sftp",
    byteSize: 7,
    sha256,
    storageKey,
  } as const;
  await takeUpBspFile(scope, file, { context: testContext, at: nowAsDateTime() });
  const input: ImportBspFileInput = {
    schemaVersion: 1,
    partner: scope.partner,
    fileId,
    operationId,
    context: systemContext,
  };
  const workflowId = workflowIds.importBspFile(scope.partner, fileId);
  const operation = {
    publicId: operationId,
    kind: "bsp_file.import",
    workflowId,
    resource: { type: "bsp_file", id: fileId },
    request: input,
  };
  await inTransaction(scope, (transaction) => insertOperation(transaction, operation, {}));
  await app.temporal.client.workflow.start(importBspFileType, {
    args: [input],
    workflowId,
    taskQueue: taskQueues.books,
    typedSearchAttributes: [{ key: searchAttributes.partnerId, value: scope.partner }],
  });
  return fileId;
}

function keep(name: string, fileId: string): Promise<void> {
  return replayAndKeep(app, name, workflowIds.importBspFile(partner.scope.partner, fileId));
}

describe("the work list of exceptions", () => {
  test("is filtered, given to people, commented on and resolved, all of it or nothing", async () => {
    const unknown = ["9979999999991", "9979999999992", "9979999999993"];
    const file = await importWell(unknown.map((number) => saleOf({ number })));
    const path = "/v1/bsp-exceptions";
    const { body: list } = await client.get<ExceptionPage>(
      `${path}?file_id=${file.id}&kind=missing_in_books,amount&state=open&airline=997`,
    );
    expect(list.data.map((one) => one.document_number).toSorted()).toEqual(unknown);
    expect(list.data[0]).toMatchObject({
      kind: "missing_in_books",
      stated: "48500.00",
      expected: null,
      difference: { amount: "45700.00", currency: "BDT" },
      suggested_action: "dispute",
      state: "open",
    });
    const [first, ...others] = list.data.map(({ id }) => id);
    const userId = await publicIdOfPerson();
    const assigned = await client.post<ExceptionPage>(`${path}/assign`, {
      exception_ids: [first],
      user_id: userId,
      due_on: "2026-12-01",
    });
    expect(assigned.body.data).toMatchObject([{ assigned_to: userId, due_on: "2026-12-01" }]);
    await client.post(`${path}/assign`, { exception_ids: [first], user_id: null });
    expect(await changesOf(first ?? "")).toEqual([
      {
        assigned_user_id: [null, userId],
        due_on: [expect.stringMatching(/^\d{4}-/), "2026-12-01"],
      },
      { assigned_user_id: [userId, null] },
    ]);
    await client.post(`${path}/assign`, { exception_ids: [first], user_id: userId });
    const mine = await client.get<ExceptionPage>(`${path}?assigned_to=${userId}`);
    expect(mine.body.data.map(({ id }) => id)).toEqual([first]);
    const commented = await client.post(`${path}/${first ?? ""}/comments`, { text: "Asked them" });
    expect(commented.body).toMatchObject({ comments: [{ text: "Asked them" }] });
    const resolution = { resolution: "claimed", reason: "the airline agrees" };
    const resolved = await client.post<ExceptionPage>(`${path}/resolve`, {
      exception_ids: others,
      ...resolution,
    });
    expect(resolved.body.data.map(({ state }) => state)).toEqual(["resolved", "resolved"]);
    const again = await client.post<ProblemBody>(`${path}/resolve`, {
      exception_ids: [first, others[0]],
      ...resolution,
    });
    expect([again.status, again.body.code]).toEqual([409, "bsp_exception_resolved"]);
    const open = await client.get<ExceptionPage>(`${path}?state=open&file_id=${file.id}`);
    expect(open.body.data.map(({ id }) => id)).toEqual([first]);
  });
});

interface ExceptionPage {
  readonly data: readonly {
    readonly id: string;
    readonly document_number: string;
    readonly state: string;
  }[];
}

/** What was before and after, by its history. */
async function changesOf(exceptionId: string): Promise<unknown[]> {
  const rows = await partner.scope.db
    .selectFrom("bsp_exception_history")
    .select("diff_json")
    .where("public_id", "=", exceptionId)
    .where("change_type", "=", "UPDATE")
    .orderBy("history_id")
    .execute();
  return rows.map((row) => JSON.parse(row.diff_json));
}

async function publicIdOfPerson(): Promise<string> {
  const userId = await addUser(partner.scope);
  const row = await partner.scope.db
    .selectFrom("users")
    .select("public_id")
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return row.public_id;
}

describe("a file that is not right is quarantined with its reason, and nothing of it counts", () => {
  const lines = () => hotLines([saleOf({ number: "9971234567890" })]);
  const on = (code: string, change: (line: string) => string) =>
    toBytes(lines().map((line) => (line.startsWith(code) ? change(line) : line)));
  const bad: readonly [string, () => Buffer, object][] = [
    ["truncated", () => toBytes(lines().slice(0, -1)), { code: "bsp_file_malformed" }],
    [
      "a total that is off",
      () => on("BFT", (line) => `${line.slice(0, 32)}9${line.slice(33)}`),
      { code: "bsp_file_inconsistent", figure: "GROS of BDT2" },
    ],
    [
      "letters in an amount",
      () => on("BKP", (line) => `${line.slice(0, 38)}X${line.slice(39)}`),
      { code: "bsp_file_malformed", element: "FPAM", column: 36 },
    ],
    [
      "a currency that is not known",
      () => toBytes(lines().map((line) => line.replace("BDT2", "QQQ2"))),
      { code: "bsp_file_malformed", element: "CUTP" },
    ],
    [
      "an agency that is not the partner's",
      () => toBytes(hotLines([saleOf({ number: "9971234567890", agent: "42300099" })])),
      { code: "bsp_agency_unknown", agent: "42300099" },
    ],
    ["a line of 135 characters", () => on("BKS", (line) => line.slice(1)), { line: 5 }],
    ["a line of 137 characters", () => on("BKS", (line) => `${line} `), { line: 5 }],
    [
      "Latin-1",
      () => on("BAR", (line) => line.replace("RAHMAN", "RAHMÄN")),
      { code: "bsp_file_malformed" },
    ],
    ["spaces alone", () => Buffer.alloc(4_000_000, " "), { code: "bsp_file_malformed", line: 1 }],
    [
      "a gzip bomb",
      () => gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 1 }),
      { code: "bsp_file_malformed", line: 1 },
    ],
    [
      "gzip that is cut off",
      () => gzipSync(toBytes(lines())).subarray(0, 60),
      { code: "bsp_file_malformed" },
    ],
  ];

  test.each(bad)("%s", async (name, bytes, expected) => {
    await sell(1);
    const { status, body } = await importBspFile<ProblemBody>(client, bytes());
    expect([status, body]).toEqual([422, expect.objectContaining(expected)]);
    const { body: list } = await client.get<{ data: BspFileBody[] }>("/v1/bsp-files");
    expect(list.data).toMatchObject([
      { state: "quarantined", matches: {}, failure: { code: body.code } },
    ]);
    if (name === "truncated") await keep("import-bsp-file.quarantined", list.data[0]?.id ?? "");
    const exceptions = await partner.scope.db.selectFrom("bsp_exceptions").selectAll().execute();
    expect(exceptions).toEqual([]);
    const again = await importBspFile<ProblemBody>(client, bytes());
    expect(again.body.code).toBe(body.code);
  });

  test("names with a way in them are refused", async () => {
    for (const name of ["../etc/passwd", "..", "a/b.hot", "a\\b.hot", "a\u0000.hot"]) {
      const { status } = await importBspFile(client, toBytes(lines()), { name });
      expect([name, status]).toEqual([name, 400]);
    }
  });
});
