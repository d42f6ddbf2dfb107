import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";

import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import { parseSigningKey } from "../../db/audit/signing";
import type { PartnerDatabase } from "../../db/partner-scope";
import { archiveAudit } from "../../scripts/audit-archive";
import { readCheckpoints } from "../../scripts/audit/read-checkpoints";
import { verifyBooks } from "../../scripts/verify";
import { writeCheckpoints } from "../../workers/books/audit-checkpoints";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { asRoot } from "../harness/as-root";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const signer = parseSigningKey(randomBytes(32).toString("base64"));
const notYet = "9999-12-31 00:00:00.000000";
let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let folder: string;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  folder = await mkdtemp(join(tmpdir(), "travobooks-audit-"));
  for (const code of ["A-1", "A-2", "A-3"]) {
    await client.post("/v1/customers", { code, display_name: "Ayesha Rahman" });
  }
  await seal(partner.scope);
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

/** Until none of the partner's rows waits: other suites' rows are sealed on the way. */
async function seal({ db }: PartnerDatabase): Promise<void> {
  for (;;) {
    await sealAuditLogs(app.database.system);
    const left = await db.selectFrom("unsealed_audit_logs").select("audit_log_id").execute();
    if (left.length === 0) return;
  }
}

interface AuditBody {
  readonly id: string;
  readonly event_type: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly target: { readonly id: string };
  readonly payload: { readonly customer_code?: string };
  readonly request_id: string | null;
  readonly seal: { readonly sequence: number } | null;
  readonly created_at: string;
}

async function search(query: string) {
  const { body } = await client.get<{ data: AuditBody[]; next_cursor: string | null }>(
    `/v1/audit-logs?${query}`,
  );
  return body;
}

describe("GET /v1/audit-logs", () => {
  test("tells who did what, from where, to what, and its place in the chain", async () => {
    const { data } = await search("event_type=customer.created&text=A-2");
    expect(data).toEqual([
      expect.objectContaining({
        actor: { type: "api_token", id: expect.stringMatching(/^tok_/) },
        target: { type: "customer", id: expect.stringMatching(/^cus_/) },
        payload: { customer_code: "A-2", customer_type: "retail" },
        request_id: expect.stringMatching(/^req_/),
        seal: { sequence: expect.any(Number), hash: expect.stringMatching(/^[\da-f]{64}$/) },
      }),
    ]);
  });

  test("finds by each filter, and by nothing else", async () => {
    const [row] = (await search("text=A-2")).data;
    const id = row?.target.id ?? "";
    const at = row?.created_at ?? "";
    const codes = async (query: string) =>
      (await search(query)).data.flatMap(({ payload }) => payload.customer_code ?? []);
    expect(await codes("event_type=customer.*")).toEqual(["A-3", "A-2", "A-1"]);
    expect(await codes(`target_id=${id}`)).toEqual(["A-2"]);
    expect(await codes(`request_id=${row?.request_id}`)).toEqual(["A-2"]);
    expect(await codes(`actor_id=${row?.actor.id}&event_type=customer.created`)).toHaveLength(3);
    expect(await codes(`created_from=${at}&event_type=customer.*`)).toEqual(["A-3", "A-2"]);
    expect(await codes(`created_before=${at}&event_type=customer.*`)).toEqual(["A-1"]);
    expect(await codes("event_type=booking.*")).toEqual([]);
    expect(await codes("text=%25%25%25")).toEqual([]);
    expect(await codes("text=A_2&event_type=customer.*")).toEqual([]);
  });

  test("goes on by its cursor, every row once", async () => {
    const first = await search("limit=2&event_type=customer.*");
    const cursor = encodeURIComponent(first.next_cursor ?? "");
    const second = await search(`limit=2&event_type=customer.*&cursor=${cursor}`);
    expect([...first.data, ...second.data].map(({ payload }) => payload.customer_code)).toEqual([
      "A-3",
      "A-2",
      "A-1",
    ]);
    expect(second.next_cursor).toBeNull();
  });

  test("needs its permission, and shows nothing of another partner", async () => {
    const clerk = apiClient(app, await app.createToken(partner.scope, ["customer.read.partner"]));
    const refused = await clerk.get<ProblemBody>("/v1/audit-logs");
    expect([refused.status, refused.body.code]).toEqual([403, "permission_missing"]);
    const other = apiClient(app, (await app.createPartner()).token);
    const { body } = await other.get<{ data: AuditBody[] }>("/v1/audit-logs?event_type=customer.*");
    expect(body.data).toEqual([]);
  });
});

describe("GET /v1/audit-logs/export", () => {
  const download = async (query: string) =>
    (
      await app.request(`/v1/audit-logs/export?${query}`, {
        headers: { Authorization: `Bearer ${partner.token}` },
      })
    ).text();

  test("proves itself offline, and a changed byte is found", async () => {
    const text = await download("format=ndjson");
    expect(await verifyFiles([["export.ndjson", text]])).toMatchObject({ code: 0 });
    const changed = text.replace("A-2", "A-9");
    expect(await verifyFiles([["export.ndjson", changed]])).toEqual({
      code: 1,
      output: expect.stringContaining("was changed"),
    });
    const lines = text.split("\n");
    const without = lines.filter((_, index) => index !== 2).join("\n");
    expect(await verifyFiles([["export.ndjson", without]])).toEqual({
      code: 1,
      output: expect.stringContaining("does not follow"),
    });
  });

  test("as CSV has a line for each row, and no cell that a spreadsheet runs", async () => {
    const [header, ...lines] = (await download("format=csv&from_sequence=2")).trim().split("\r\n");
    expect(header).toMatch(/^sequence,created_at,event_type,.*,chain_hash$/);
    expect(lines[0]).toMatch(/^2,/);
    expect(lines.filter((line) => /(?:^|,)[=+@]/.test(line))).toEqual([]);
  });
});

describe("npm run audit-archive", () => {
  test("writes signed files of full ranges once, which prove themselves and each other", async () => {
    const { documents } = app.dependencies;
    const options = { documents, signer, before: notYet, fileRows: 2 };
    const keys = await archiveAudit(partner.scope, options);
    expect(keys.length).toBeGreaterThan(1);
    expect(await archiveAudit(partner.scope, options)).toEqual([]);
    const files: [string, Buffer][] = [];
    for (const key of keys) {
      const { stream } = await documents.get(key);
      files.push([key.split("/").at(-1) ?? "", await buffer(stream)]);
    }
    const args = ["--key", signer.publicKey];
    expect(await verifyFiles(files, args)).toMatchObject({ code: 0 });
    expect(await verifyFiles(files, ["--key", randomBytes(32).toString("base64")])).toEqual({
      code: 1,
      output: expect.stringContaining("another key"),
    });
    const forged = files.map(([name, body], index): [string, Buffer] => {
      const text = gunzipSync(body).toString();
      return [name, index === 0 ? gzipSync(text.replace('"from":1', '"from": 1')) : body];
    });
    expect(await verifyFiles(forged, args)).toEqual({
      code: 1,
      output: expect.stringContaining("signature"),
    });
    expect((await verifyFiles(files.slice(0, 1).concat(files.slice(2)), args)).code).toBe(
      files.length > 2 ? 1 : 0,
    );
  });

  test("leaves what is young", async () => {
    const { documents } = app.dependencies;
    const options = { documents, signer, before: "2000-01-01 00:00:00.000000", fileRows: 1 };
    expect(await archiveAudit(partner.scope, options)).toEqual([]);
  });
});

describe("checkpoints", () => {
  const verify = async () => {
    const { documents } = app.dependencies;
    const { publicKey } = signer;
    const row = await app.database.system
      .selectFrom("partners")
      .select("partner_code")
      .where("public_id", "=", partner.scope.partner)
      .executeTakeFirstOrThrow();
    const verified: unknown[] = [];
    await verifyBooks(
      app.database,
      {
        kind: "audit",
        partner: row.partner_code,
        anchors: [],
        findAnchors: (one) =>
          readCheckpoints(documents, { partner: one, publicKey, now: Date.now() }),
      },
      (result) => verified.push(...result.checks),
    );
    return verified;
  };

  test("are written once an hour, and found again by verify -- audit", async () => {
    const { documents } = app.dependencies;
    const parts = { database: app.database, documents, signer };
    const at = new Date().toISOString();
    expect(await writeCheckpoints(parts, at)).toBeGreaterThan(0);
    expect(await writeCheckpoints(parts, at)).toBe(0);
    expect(await verify()).toEqual([
      expect.objectContaining({
        finding: null,
        figures: expect.objectContaining({ anchors_found: 1 }),
      }),
    ]);
  });

  test("tell of a chain whose end was cut off, which nothing inside the database can", async () => {
    const { partnerId } = partner.scope;
    await asRoot(async (connection) => {
      const last = `(SELECT id FROM (SELECT MAX(audit_log_id) AS id FROM audit_seals WHERE partner_id = ${partnerId}) newest)`;
      await connection.query(`DELETE FROM audit_logs WHERE audit_log_id = ${last}`);
      await connection.query(`DELETE FROM audit_seals WHERE audit_log_id = ${last}`);
    });
    expect(await verify()).toEqual([
      expect.objectContaining({ finding: expect.objectContaining({ code: "CHAIN_TRUNCATED" }) }),
    ]);
  });

  test("are refused where another key signed", async () => {
    const { documents } = app.dependencies;
    const read = readCheckpoints(documents, {
      partner: partner.scope.partner,
      publicKey: parseSigningKey(randomBytes(32).toString("base64")).publicKey,
      now: Date.now(),
    });
    await expect(read).rejects.toThrow(/not signed by the key/);
  });
});

async function verifyFiles(
  files: readonly (readonly [name: string, body: string | Buffer])[],
  args: readonly string[] = [],
): Promise<{ code: number; output: string }> {
  const paths: string[] = [];
  for (const [name, body] of files) {
    const path = join(folder, name);
    await writeFile(path, body);
    paths.push(path);
  }
  try {
    const output = execFileSync(
      process.execPath,
      ["scripts/verify-archive.mjs", ...args, ...paths],
      { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    return { code: 0, output };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { code: status, output: stderr };
  }
}
