import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { RowDataPacket } from "mysql2/promise";

import { createApp } from "../../../api/app";
import { createLogger } from "../../../db/create-logger";
import { inTransaction } from "../../../db/transaction";
import { writeAudit } from "../../../db/write/audit";
import { writeOutbox } from "../../../db/write/outbox";
import { insertIntent, settleIntents } from "../../../db/write/supplier-requests";
import { containsCardNumber } from "../../../domain/card-number";
import { sandboxCredentials as amadeusSandboxCredentials } from "../../../suppliers/amadeus/sandbox/default-account";
import { openMailer } from "../../../suppliers/mail/smtp-mailer";
import { createPayloadCodec } from "../../../temporal/payload-codec";
import { readPages } from "../../e-ticket/read-pdf";
import type { ApiClient } from "../../harness/api-client";
import { apiClient, bookReservation, locator } from "../../harness/api-client";
import { awaitCondition } from "../../harness/await-condition";
import { expectStatus } from "../../harness/bookkeepers";
import { nowAsDateTime, openMigrationConnection, testContext } from "../../harness/database";
import type { TestApp, TestPartner } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

const pan = "4242424242424242";
const written = "4242 4242-4242 4242";
let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
const logged: string[] = [];

beforeAll(async () => {
  app = await startTestApp();
  // The sandbox sells by card in dollars.
  partner = await app.createPartner({ functionalCurrency: "USD" });
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

describe("a request with a card number", () => {
  const customer = { code: "C-PAN", display_name: "Ayesha Rahman" };

  test.each<[string, string, RequestInit]>([
    ["in a value", "/v1/customers", { body: JSON.stringify({ ...customer, phone: pan }) }],
    [
      "in a key",
      "/v1/customers",
      { body: JSON.stringify({ ...customer, metadata: { [pan]: "x" } }) },
    ],
    ["as a number", "/v1/customers", { body: `{"code":${pan}}` }],
    [
      "as people write it",
      "/v1/customers",
      { body: JSON.stringify({ ...customer, email: written }) },
    ],
    ["behind an escape", "/v1/customers", { body: `{"code":"\\u0034${pan.slice(1)}"}` }],
    ["in Bengali digits", "/v1/customers", { body: JSON.stringify({ code: "৪২৪২৪২৪২৪২৪২৪২৪২" }) }],
    ["in the path", `/v1/customers/${pan}`, { method: "GET" }],
    ["in an escaped path", `/v1/customers/%34${pan.slice(1)}`, { method: "GET" }],
    ["in the query", `/v1/bookings?record_locator=${pan}`, { method: "GET" }],
    ["in the query's name", `/v1/bookings?${pan}=1`, { method: "GET" }],
    ["in a header", "/v1/customers", { method: "GET", headers: { "X-Note": written } }],
    [
      "in the key of idempotency",
      "/v1/customers",
      { body: "{}", headers: { "Idempotency-Key": pan } },
    ],
  ])("%s is refused and stands in no log", async (_, path, init) => {
    const logger = createLogger(
      { level: "trace", service: "api" },
      { write: (line) => void logged.push(line) },
    );
    const api = createApp({ ...app.dependencies, logger });
    const answer = await api.request(path, {
      method: "POST",
      ...init,
      headers: {
        Authorization: `Bearer ${partner.token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": "of-this-test",
        ...(init.headers as Record<string, string> | undefined),
      },
    });
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).code]).toEqual([400, "card_number_refused"]);
    expect(logged.length).toBeGreaterThan(0);
    expect([text, ...logged].filter(containsCardNumber)).toEqual([]);
  });

  test("is refused in an attached CSV, which travels as base64", async () => {
    const answer = await client.post(
      "/v1/journal-entries/je_01hxv2ztq3k4m5n6p7q8r9s0t1/attachments",
      {
        file_name: "cards.csv",
        content_type: "text/csv",
        content: Buffer.from(`name,card\nAyesha,${pan}\n`).toString("base64"),
      },
    );
    expect([400, 404]).toContain(answer.status);
  });
});

describe("what a supplier or a program of ours says", () => {
  test("is logged without it, and without secrets", () => {
    const lines: string[] = [];
    const logger = createLogger(
      { level: "info", service: "x" },
      { write: (line) => void lines.push(line) },
    );
    logger.info(
      { note: pan, amount: Number(pan), token: "tvb_live_x", headers: { cookie: "c" } },
      `paid by ${written}`,
    );
    logger.error({ err: new Error(`declined ${pan}`) }, "failed");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        note: "***4242",
        amount: "***4242",
        token: "***",
        headers: { cookie: "***" },
        msg: "paid by ***4242",
      }),
      expect.objectContaining({ err: expect.objectContaining({ message: "declined ***4242" }) }),
    ]);
  });

  test("enters no history, even encrypted", async () => {
    const codec = createPayloadCodec(app.dependencies.keyRing);
    const data = Buffer.from(
      JSON.stringify({ remark: `CCVI${pan}/1228`, ticket: "9972400000001" }),
    );
    const metadata = { encoding: Buffer.from("json/plain") };
    const [opened] = await codec.decode(await codec.encode([{ metadata, data }]));
    expect(JSON.parse(Buffer.from(opened?.data ?? []).toString())).toEqual({
      remark: "CCVI***4242/1228",
      ticket: "9972400000001",
    });
  });

  test("is stored without it in the audit, the outbox and the supplier's log", async () => {
    const { scope } = partner;
    const at = nowAsDateTime();
    await inTransaction(scope, async (transaction) => {
      const event = { targetType: "note", targetId: "n_1", payload: { note: pan } };
      await writeAudit(transaction, testContext, [{ type: "note.planted", ...event }], at);
      const outgoing = { type: "note.planted", aggregateType: "note", aggregateId: "n_1" };
      await writeOutbox(transaction, [{ ...outgoing, payload: { note: pan } }], { at });
    });
    const id = await insertIntent(scope, {
      gds_provider_code: "1A",
      operation: "issue",
      workflow_id: "planted",
      workflow_run_id: "planted",
      step: "planted",
      attempt: 1,
      idempotency_key: "planted",
      turn: 1,
      request_digest: "0".repeat(64),
      sent_at: at,
    });
    await settleIntents(scope, id === undefined ? [] : [id], {
      state: "refused",
      at,
      text: `FOP CC ${pan}`,
      payload: `["${pan}"]`,
    });
    const row = await scope.db
      .selectFrom("supplier_request_log")
      .select(["outcome_text", "outcome_payload"])
      .where("supplier_request_id", "=", id ?? 0)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ outcome_text: "FOP CC ***4242", outcome_payload: '["***4242"]' });
  });

  test("is mailed without it", async () => {
    const mailer = openMailer(app.smtpUrl, { from: { address: "desk@nova.example" } });
    const outcome = await mailer.send({
      messageId: "<planted@nova.example>",
      to: [{ address: "ayesha@example.com" }],
      subject: `Paid by ${written}`,
      text: `Paid by ${pan}`,
      html: `<p>Paid by ${pan}</p>`,
    });
    mailer.close();
    expect(outcome.kind).toBe("accepted");
    const mails = await (await fetch(`${app.mailControlUrl}/messages`)).text();
    expect(mails).toContain("***4242");
    expect(containsCardNumber(mails)).toBe(false);
  });
});

describe("after a sale, no card number is anywhere", () => {
  beforeAll(async () => {
    const recordLocator = locator("");
    await fetch(`${app.amadeusControlUrl}/pnrs`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ recordLocator, template: "card" }),
    });
    const booking = await bookReservation(client, recordLocator, []);
    await client.post(`/v1/bookings/${booking.id}/issue`);
    await awaitCondition("its e-ticket", async () => {
      const row = await partner.scope.db
        .selectFrom("documents")
        .select("document_id")
        .executeTakeFirst();
      return row;
    });
    for (const format of ["csv", "pdf"]) {
      const report = { report: "general_ledger", format };
      expectStatus(201, await client.post("/v1/reports/export", report));
    }
  });

  test("in a text column of any table", async () => {
    const connection = await openMigrationConnection();
    const [columns] = await connection.query<RowDataPacket[]>(
      `SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c FROM information_schema.COLUMNS c
        JOIN information_schema.TABLES USING (TABLE_SCHEMA, TABLE_NAME)
        WHERE c.TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND c.CHARACTER_SET_NAME IS NOT NULL`,
    );
    const found: string[] = [];
    for (const { t, c } of columns) {
      const [rows] = await connection.query<RowDataPacket[]>(
        "SELECT DISTINCT ?? AS value FROM ?? WHERE ?? REGEXP '[0-9][ .0-9-]{13,}'",
        [c, t, c],
      );
      const bad = rows.filter(({ value }) => containsCardNumber(String(value)));
      found.push(...bad.map(({ value }) => `${t}.${c}: ${value}`));
    }
    await connection.end();
    expect(columns.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  test("in what is kept of the calls to the supplier, opened; and no password of its", async () => {
    const calls = await awaitCondition("the calls of the sale", async () => {
      const rows = await partner.scope.db
        .selectFrom("supplier_calls")
        .select("exchange_encrypted")
        .execute();
      return rows.length >= 4 ? rows : undefined;
    });
    const context = `${partner.scope.partner}:supplier_calls.exchange`;
    const texts = calls.map(({ exchange_encrypted: sealed }) =>
      app.dependencies.keyRing.decrypt(sealed ?? Buffer.alloc(0), context).toString(),
    );
    expect(texts.join()).toContain("DocIssuance_IssueTicket");
    expect(texts.filter(containsCardNumber)).toEqual([]);
    const { password } = amadeusSandboxCredentials("http://127.0.0.1/");
    expect(texts.filter((text) => text.includes(password))).toEqual([]);
    expect(texts.filter((text) => /(?:Nonce|Password)[^>]*>(?!\*\*\*|<)[^<]/.test(text))).toEqual(
      [],
    );
  });

  test("in Redis", async () => {
    const { redis } = app.dependencies;
    const values: string[] = [];
    for (const key of await redis.keys("*")) {
      const type = await redis.type(key);
      const value = type === "stream" ? await redis.xrange(key, "-", "+") : await redis.dump(key);
      values.push(key, JSON.stringify(value));
    }
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter(containsCardNumber)).toEqual([]);
  });

  test("in the histories of Temporal, opened", async () => {
    const { client: temporal } = app.temporal;
    const codec = createPayloadCodec(app.dependencies.keyRing);
    const texts: string[] = [];
    const query = `PartnerId = "${partner.scope.partner}"`;
    for await (const { workflowId, runId } of temporal.workflow.list({ query })) {
      const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      for (const payload of listPayloads(history)) {
        const [opened] = await codec.decode([payload]);
        texts.push(Buffer.from(opened?.data ?? []).toString());
      }
    }
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.filter(containsCardNumber)).toEqual([]);
  });

  test("in the documents and exports, in the text of a PDF too", async () => {
    const folder = fileURLToPath(app.documentStoreUrl);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) =>
      file.isFile(),
    );
    expect(files.map(({ name }) => extname(name))).toEqual(
      expect.arrayContaining([".csv", ".pdf"]),
    );
    for (const file of files.filter(({ name }) => name.endsWith(".pdf"))) {
      const pages = readPages(await readFile(join(file.parentPath, file.name)));
      expect(pages.join("").length).toBeGreaterThan(0);
      expect(containsCardNumber(pages.join(" "))).toBe(false);
    }
    for (const file of files.filter(({ name }) => /\.(?:json|csv|txt)$/.test(name))) {
      const text = await readFile(join(file.parentPath, file.name), "utf8");
      expect(containsCardNumber(text)).toBe(false);
    }
  });
});

function listPayloads(value: unknown): object[] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  if ("metadata" in value && "data" in value) return [value];
  return Object.values(value).flatMap(listPayloads);
}
