import { randomBytes } from "node:crypto";

import type { Connection, RowDataPacket } from "mysql2/promise";

import { parseKeyRing } from "../../db/encryption/key-ring";
import { createSecretBox } from "../../db/encryption/secret-box";
import { checkAuditChain } from "../../db/verify/audit-check";
import { verifyLedger } from "../../db/verify/verify-ledger";
import { finishErasures } from "../../scripts/finish-erasures";
import { rotateKeys } from "../../scripts/rotate-keys";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer, locator, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { openMigrationConnection } from "../harness/database";
import { testEnvironment } from "../harness/environment";
import { insertBspRows } from "../harness/furnished-bsp";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let owner: Connection;
let customer: string;
let booking: BookingBody;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  owner = await openMigrationConnection();
  customer = await createTestCustomer(client);
  const made = await client.post<BookingBody>("/v1/bookings", {
    customer_id: customer,
    reservation: { supplier: "amadeus", record_locator: locator("OK") },
    charges: [serviceFee],
  });
  booking = made.body;
  await client.post(`/v1/bookings/${booking.id}/issue`);
  await awaitCondition("the e-ticket's mail", () =>
    partner.scope.db
      .selectFrom("email_outbox")
      .select("email_outbox_id")
      .where("status", "=", "sent")
      .executeTakeFirst(),
  );
});

afterAll(async () => {
  await owner.end();
  await app.close();
});

interface ExportBody {
  readonly data: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

describe("consents", () => {
  const given = {
    purpose: "marketing_email",
    status: "given",
    channel: "web_form",
    wording_version: "2026-11",
    decided_at: "2026-11-20T10:00:00.000000Z",
  };

  test("are a log: the newest decision stands first, the older ones stay", async () => {
    const path = `/v1/customers/${customer}/consents`;
    expect(await client.post(path, given)).toMatchObject({ status: 201, body: given });
    await client.post(path, { ...given, status: "withdrawn", channel: "phone" });
    const { body } = await client.get<{ data: { status: string }[] }>(
      `${path}?purpose=marketing_email`,
    );
    expect(body.data.map(({ status }) => status)).toEqual(["withdrawn", "given"]);
  });

  test("cannot be changed by the application", async () => {
    const change = partner.scope.db.updateTable("consents").set({ status: "given" }).execute();
    await expect(change).rejects.toThrow(/UPDATE command denied/);
  });

  test("need the permission, and a customer of one's own", async () => {
    const reader = apiClient(app, await app.createToken(partner.scope, ["consent.read.partner"]));
    const path = `/v1/customers/${customer}/consents`;
    expect((await reader.post<ProblemBody>(path, given)).body.code).toBe("permission_missing");
    const other = apiClient(app, (await app.createPartner()).token);
    expect((await other.post(path, given)).status).toBe(404);
    expect((await other.get(path)).status).toBe(404);
  });
});

describe("POST /v1/privacy/exports", () => {
  test("gives all that is kept of the person, dates of birth opened, and is audited", async () => {
    const { status, body } = await client.post<ExportBody>("/v1/privacy/exports", {
      customer_id: customer,
    });
    expect(status).toBe(201);
    expect(Object.keys(body.data)).toEqual(
      expect.arrayContaining(["customers", "consents", "booking_passengers", "booking_tickets"]),
    );
    expect(body.data["customers"]).toEqual([
      expect.objectContaining({ display_name: "Ayesha Rahman", email: "ayesha@example.com" }),
    ]);
    expect(body.data["booking_passengers"]?.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain("_encrypted");
    const audit = await partner.scope.db
      .selectFrom("audit_logs")
      .select("target_entity_id")
      .where("event_type", "=", "privacy.exported")
      .execute();
    expect(audit).toEqual([{ target_entity_id: customer }]);
  });

  test("needs its permission, and a customer of one's own", async () => {
    const other = apiClient(app, (await app.createPartner()).token);
    const asked = { customer_id: customer };
    expect((await other.post("/v1/privacy/exports", asked)).status).toBe(404);
    const clerk = apiClient(app, await app.createToken(partner.scope, ["customer.read.partner"]));
    expect((await clerk.post("/v1/privacy/exports", asked)).status).toBe(403);
    expect((await clerk.post("/v1/privacy/erasures", { ...asked, reason: "x" })).status).toBe(403);
  });
});

describe("npm run rotate-keys", () => {
  test("encrypts every value anew with the first key, once, and tells what it cannot open", async () => {
    const { encryptionKeys } = testEnvironment();
    const next = `k2026-11-21:${randomBytes(32).toString("base64")}`;
    const ring = parseKeyRing(`${next},${encryptionKeys}`);
    const { partnerId, partner: publicId } = partner.scope;
    const [rows] = await owner.query<RowDataPacket[]>(
      "SELECT credentials_encrypted AS sealed FROM gds_credentials WHERE partner_id = ?",
      [partnerId],
    );
    const context = `${publicId}:gds_credentials.credentials`;
    const before = (await createSecretBox(ring).open(rows[0]?.["sealed"], context)).toString();
    const rotations = await rotateKeys(owner, ring);
    expect(rotations.find(({ table }) => table === "gds_credentials")?.rotated).toBeGreaterThan(0);
    const [after] = await owner.query<RowDataPacket[]>(
      "SELECT credentials_encrypted AS sealed FROM gds_credentials WHERE partner_id = ?",
      [partnerId],
    );
    const opened = await createSecretBox(parseKeyRing(next)).open(after[0]?.["sealed"], context);
    expect(opened.toString()).toBe(before);
    const again = await rotateKeys(owner, ring);
    expect(again.map(({ rotated }) => rotated)).toEqual(again.map(() => 0));
    const stranger = parseKeyRing(`other:${randomBytes(32).toString("base64")}`);
    const lost = await rotateKeys(owner, stranger);
    const told = lost.find(({ table }) => table === "gds_credentials")?.unreadable;
    expect(told?.length).toBeGreaterThan(0);
    expect(lost.map(({ rotated }) => rotated)).toEqual(lost.map(() => 0));
    // The other suites of this worker know the old key only.
    await rotateKeys(owner, parseKeyRing(`${encryptionKeys},${next}`));
  });
});

describe("POST /v1/privacy/erasures", () => {
  const asked = () => ({ customer_id: customer, reason: "asked by letter" });

  test("waits until the journey is over", async () => {
    const { status, body } = await client.post<ProblemBody>("/v1/privacy/erasures", asked());
    expect([status, body.code]).toEqual([409, "erasure_too_early"]);
  });

  test("leaves the person nowhere in the database, and the books as they were", async () => {
    const names = await partner.scope.db
      .selectFrom("booking_passengers")
      .select(["surname", "given_names"])
      .execute();
    await owner.query(
      "UPDATE booking_segments SET departs_local = departs_local - INTERVAL 1 YEAR, arrives_local = arrives_local - INTERVAL 1 YEAR WHERE partner_id = ?",
      [partner.scope.partnerId],
    );
    await nameInBspFile(`${names[0]?.surname}/${names[0]?.given_names}`);
    const exported = await client.post<ExportBody>("/v1/privacy/exports", {
      customer_id: customer,
    });
    expect(exported.body.data["bsp_staged_transactions"]).toHaveLength(1);
    const documents = await partner.scope.db.selectFrom("documents").selectAll().execute();
    const kept = await partner.scope.db
      .selectFrom("supplier_calls")
      .select("workflow_id")
      .execute();
    const before = await trialOf(partner);
    const erasure = await client.post<{ id: string }>("/v1/privacy/erasures", asked());
    expect(erasure).toMatchObject({ status: 201, body: { object: "erasure" } });
    const { documents: store } = app.dependencies;
    const finished = await finishErasures(owner, store);
    expect(finished.documents).toBeGreaterThan(0);
    expect(finished.historyRows).toBeGreaterThan(0);
    // Another test may have erased somebody in the same database meanwhile; no file is left.
    expect(await finishErasures(owner, store)).toMatchObject({ documents: 0 });
    const told = names.flatMap(({ surname, given_names }) => [surname, given_names]);
    expect(await findInDatabase(["Ayesha", "ayesha@example.com", ...told])).toEqual([]);
    // Sealed, so that no name is found in them: what was asked for the booking is gone.
    const calls = partner.scope.db.selectFrom("supplier_calls").select("workflow_id");
    expect(kept.map(({ workflow_id: id }) => id.split(":")[0])).toContain("create-booking");
    expect(await calls.execute()).toEqual([]);
    for (const document of documents) {
      expect(await store.head(document.storage_key)).toBeUndefined();
      expect((await client.get(`/v1/documents/${document.public_id}`)).status).toBe(404);
    }
    expect(await trialOf(partner)).toEqual(before);
    const ledger = await verifyLedger(partner.scope);
    expect(ledger.filter(({ finding }) => finding !== null)).toEqual([]);
    expect((await checkAuditChain(partner.scope)).finding).toBeNull();
    const again = await client.post<ProblemBody>("/v1/privacy/erasures", asked());
    expect([again.status, again.body.code]).toEqual([409, "already_erased"]);
  });
});

/** A file of BSP names the traveller of the ticket that was issued. */
async function nameInBspFile(name: string): Promise<void> {
  const { db } = partner.scope;
  await insertBspRows(partner.scope);
  const ticket = await db
    .selectFrom("booking_tickets")
    .select("ticket_number")
    .orderBy("booking_ticket_id")
    .executeTakeFirstOrThrow();
  await db
    .updateTable("bsp_staged_transactions")
    .set({ passenger_name: name, document_number: ticket.ticket_number })
    .execute();
}

async function trialOf({ scope }: TestPartner) {
  return scope.db
    .selectFrom("journal_entry_lines")
    .select(["account_id", "side", "functional_amount", "booking_ticket_id"])
    .orderBy("journal_entry_line_id")
    .execute();
}

/** Every text column of the partner's rows; words of three letters are too common to look for. */
async function findInDatabase(words: readonly string[]): Promise<string[]> {
  const pattern = words
    .filter((word) => word.length > 3)
    .join("|")
    .replaceAll(".", "[.]");
  const [columns] = await owner.query<RowDataPacket[]>(
    `SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c FROM information_schema.COLUMNS c
      JOIN information_schema.COLUMNS p USING (TABLE_SCHEMA, TABLE_NAME)
      WHERE c.TABLE_SCHEMA = DATABASE() AND c.CHARACTER_SET_NAME IS NOT NULL AND p.COLUMN_NAME = 'partner_id'`,
  );
  const found: string[] = [];
  for (const { t, c } of columns) {
    const [rows] = await owner.query<RowDataPacket[]>(
      "SELECT ?? AS value FROM ?? WHERE partner_id = ? AND CONVERT(?? USING utf8mb4) REGEXP ?",
      [c, t, partner.scope.partnerId, c, pattern],
    );
    found.push(...rows.map(({ value }) => `${t}.${c}: ${value}`));
  }
  return found;
}
