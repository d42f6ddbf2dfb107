import { createHash } from "node:crypto";

import { unzipSync } from "fflate";

import { partnerTables } from "../../db/generated/database";
import type { PartnerDatabase } from "../../db/partner-scope";
import { personalData } from "../../db/personal-data";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { expectStatus } from "../harness/bookkeepers";
import { openFurnishedPartner } from "../harness/furnished-partner";
import { openPerson } from "../harness/open-person";
import type { Browser } from "../harness/sign-in";
import { createPerson, signIn } from "../harness/sign-in";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let scope: PartnerDatabase;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
  const furnished = await openFurnishedPartner(app.database);
  ({ scope } = furnished.ledger);
  browser = await signIn(app, await createPerson(scope, ["partner_admin"]));
});

afterAll(() => app.close());

interface Manifest {
  readonly partner: string;
  readonly tables: Readonly<
    Record<string, { file: string; row_count: number; sha256: string; omitted_columns: string[] }>
  >;
  readonly documents: readonly { id: string; file: string | null; sha256: string }[];
}

/** Has it written; returns the document's id. */
async function exportAll(by = browser): Promise<string> {
  const answer = await by.send<{ document_id: string }>("POST", "/v1/partner/exports");
  return expectStatus(201, answer).document_id;
}

function fetchArchive(id: string, by = browser): Promise<Response> {
  const cookie = `__Host-travobooks=${by.cookie}`;
  return app.request(`/v1/documents/${id}/content`, { headers: { Cookie: cookie } });
}

async function openArchive(id: string) {
  const response = await fetchArchive(id);
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const manifest: Manifest = JSON.parse(Buffer.from(files["manifest.json"] ?? []).toString());
  return { files, manifest };
}

function countRows(table: string): Promise<number> {
  return scope.db
    .selectFrom(table as "partners")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow()
    .then(({ count }) => count);
}

const digest = (bytes: Uint8Array | undefined) =>
  createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");

/** Written by those who export and read, while they do. */
const moving =
  /^(audit_logs|unsealed_audit_logs|audit_seals|operations|idempotency_keys|documents)$/;

describe("POST /v1/partner/exports", () => {
  test("writes every table of the partner, with the rows and digests that the manifest tells", async () => {
    const { files, manifest } = await openArchive(await exportAll());
    expect(manifest.partner).toBe(scope.partner);
    expect(new Set(Object.keys(manifest.tables))).toEqual(partnerTables);
    const wrong: string[] = [];
    for (const [table, { file, row_count: count, sha256 }] of Object.entries(manifest.tables)) {
      const lines = Buffer.from(files[file] ?? [])
        .toString()
        .split("\n")
        .slice(0, -1);
      if (lines.length !== count) wrong.push(`${table}: ${lines.length} rows`);
      if (count === 0) wrong.push(`${table} is empty`);
      if (!moving.test(table) && count !== (await countRows(table)))
        wrong.push(`${table}: not all`);
      if (digest(files[file]) !== sha256) wrong.push(`${table}: digest`);
      if (lines.some((line) => JSON.parse(line).partner_id !== scope.partnerId)) {
        wrong.push(`${table}: of another partner`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("leaves out what people and tokens sign in with, and nothing else", async () => {
    const { files, manifest } = await openArchive(await exportAll());
    const secrets = Object.keys(personalData).filter(
      (name) => personalData[name]?.tier === "secret",
    );
    const omitted = Object.entries(manifest.tables)
      .filter(([table]) => !table.endsWith("_history"))
      .flatMap(([table, { omitted_columns: columns }]) => columns.map((one) => `${table}.${one}`));
    expect(omitted.toSorted()).toEqual(secrets.toSorted());
    const text = Object.values(files)
      .map((bytes) => Buffer.from(bytes).toString())
      .join("");
    expect(text).not.toMatch(/\$argon2id\$/);
  });

  test("packs the bytes of documents", async () => {
    const key = `${scope.partner}/2026/11/doc_archived.csv`;
    const body = Buffer.from("a,b\n1,2\n");
    const sha256 = digest(body);
    await app.dependencies.documents.put({ key, body, contentType: "text/csv", sha256 });
    await scope.db
      .updateTable("documents")
      .set({ storage_key: key, sha256, byte_size: body.length, file_name: "a.csv" })
      .where("file_name", "=", "bill.pdf")
      .execute();
    const { files, manifest } = await openArchive(await exportAll());
    const packed = manifest.documents.filter((one) => one.sha256 === sha256);
    expect(packed).toHaveLength(1);
    expect(digest(files[packed[0]?.file ?? ""])).toBe(sha256);
  });

  test("is for a person who may: no token has it written, no clerk fetches it", async () => {
    const admin = await openPerson(app, scope, { role: "partner_admin" });
    const refused = await admin.client.post<ProblemBody>("/v1/partner/exports");
    expect([refused.status, refused.body.code]).toEqual([403, "person_required"]);
    const id = await exportAll();
    const clerk = await signIn(app, await createPerson(scope, ["travel_agent"]));
    expect((await fetchArchive(id, clerk)).status).toBe(403);
    const byToken = await apiClient(app, admin.token).get<ProblemBody>(
      `/v1/documents/${id}/content`,
    );
    expect([byToken.status, byToken.body.code]).toEqual([403, "person_required"]);
  });

  test("can be fetched for seven days, and who wrote and fetched it is audited", async () => {
    const id = await exportAll();
    expect((await fetchArchive(id)).status).toBe(200);
    await scope.db
      .updateTable("documents")
      .set({ created_at: new Date(Date.now() - 8 * 86_400_000).toISOString().slice(0, 10) })
      .where("public_id", "=", id)
      .execute();
    expect((await fetchArchive(id)).status).toBe(410);
    const rows = await scope.db
      .selectFrom("audit_logs")
      .select("event_type")
      .where("target_entity_id", "=", id)
      .orderBy("audit_log_id")
      .execute();
    expect(rows.map((row) => row.event_type)).toEqual([
      "partner.exported",
      "partner.export_fetched",
    ]);
  });

  test("is followed by its operation", async () => {
    await exportAll();
    const { body } = await browser.send("GET", "/v1/operations?kind=partner.export&limit=1");
    expect(body["data"]).toMatchObject([{ status: "succeeded", stage: "exported" }]);
  });
});
