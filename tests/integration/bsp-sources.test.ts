import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ScheduleNotFoundError } from "@temporalio/client";

import { createFetchBspSourceFile } from "../../activities/bsp/source/fetch-bsp-source-file";
import { createListBspSource } from "../../activities/bsp/source/list-bsp-source";
import { inTransaction } from "../../db/transaction";
import { reactivatePartner, suspendPartner } from "../../services/partner/set-partner-status";
import { createFileSources } from "../../suppliers/files/open-file-source";
import type { SftpSandbox } from "../../suppliers/files/sandbox";
import { startSftpSandbox } from "../../suppliers/files/sandbox";
import type { BspListing } from "../../temporal/contract/poll-bsp-source";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { BspFileBody } from "../harness/bsp-files";
import { agencies, hotLines, importBspFile, saleOf, toBytes } from "../harness/bsp-files";
import { nowAsDateTime, testContext, today } from "../harness/database";
import { asWorker, dependenciesOf } from "../harness/issuable-booking";
import { replayAndKeep } from "../harness/keep-history";
import { agtLines, agtMapping } from "../harness/mapped-files";
import { controlSftp } from "../harness/sftp-sandbox";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface SourceBody {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly failure: { readonly code: string; readonly text: string } | null;
}
interface FoundBody {
  readonly file_name: string;
  readonly state: string;
  readonly reason: string | null;
  readonly bsp_file_id: string | null;
}

let app: TestApp;
let sandbox: SftpSandbox;
let control: ReturnType<typeof controlSftp>;
let inbox: string;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  sandbox = await startSftpSandbox({ port: 0, controlPort: 0 });
  control = controlSftp(sandbox);
  inbox = await mkdtemp(join(tmpdir(), "travobooks-inbox-"));
  const sftpTrustedHosts = [`127.0.0.1:${sandbox.port}`];
  app = await startTestApp({ suppliers: [], sftpTrustedHosts, bspInbox: inbox });
});

afterAll(async () => {
  await app.close();
  await sandbox.stop();
  await rm(inbox, { recursive: true });
});

beforeEach(async () => {
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  await partner.scope.db
    .updateTable("partners")
    .set({ iata_number: agencies.own, bsp_billing_cycle: "weekly" })
    .execute();
});

afterEach(() => control.calm());

let serial = 1;

/** A file that no other test sends, with the name that its test gives it. */
function newFile(prefix: string) {
  serial += 1;
  const number = `997${String(7_000_000_000 + serial)}`;
  return { name: `${prefix}_${serial}.hot`, bytes: toBytes(hotLines([saleOf({ number })])) };
}

function sftpBody(change: Record<string, unknown> = {}) {
  const { host, port, user_name, directory, password, host_keys } = sandbox.account;
  return {
    kind: "sftp",
    name: "BSPlink",
    host,
    port,
    user_name,
    directory,
    host_keys,
    credentials: { kind: "password", password },
    settle_seconds: 0,
    ...change,
  };
}

async function add(body: object): Promise<SourceBody> {
  const { status, body: source } = await client.post<SourceBody>("/v1/bsp-sources", body);
  expect([status, JSON.stringify(source)]).toEqual([201, expect.any(String)]);
  return source;
}

async function poll(source: SourceBody, history?: string): Promise<SourceBody> {
  const answer = await client.post<SourceBody>(`/v1/bsp-sources/${source.id}/poll`);
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([201, expect.any(String)]);
  if (history !== undefined) {
    const { workflow_id: workflowId } = await partner.scope.db
      .selectFrom("operations")
      .select("workflow_id")
      .where("operation_kind", "=", "bsp_source.poll")
      .orderBy("operation_id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    await replayAndKeep(app, history, workflowId);
  }
  return answer.body;
}

async function listFound(source: SourceBody): Promise<FoundBody[]> {
  const { body } = await client.get<{ data: FoundBody[] }>(`/v1/bsp-sources/${source.id}/files`);
  return body.data;
}

function awaitImport(id: string | null | undefined): Promise<BspFileBody> {
  return awaitCondition("the import", async () => {
    const { body } = await client.get<BspFileBody>(`/v1/bsp-files/${id ?? ""}`);
    return body.state === "imported" ? body : undefined;
  });
}

async function countImports(): Promise<number> {
  const rows = await partner.scope.db.selectFrom("bsp_import_files").select("public_id").execute();
  return rows.length;
}

function describeSchedule(sourceId: string) {
  const id = workflowIds.bspSource(partner.scope.partner, sourceId);
  return app.temporal.client.schedule.getHandle(id).describe();
}

describe("a poll of an SFTP source", () => {
  test("imports a file once, and knows its bytes under another name or uploaded", async () => {
    const { name, bytes } = newFile("ONCE");
    await control.put(name, bytes);
    const source = await add(sftpBody({ file_pattern: "ONCE_*" }));
    await poll(source, "poll-bsp-source.fetched");
    const [found] = await listFound(source);
    expect(found).toMatchObject({ file_name: name, state: "taken_up" });
    const imported = await awaitImport(found?.bsp_file_id);
    expect(imported).toMatchObject({ file_name: name, source: "sftp", transactions: 1 });
    expect(imported.operation_id).not.toBeNull();

    await control.put("ONCE_again.hot", bytes);
    await poll(source);
    await poll(source);
    expect(await listFound(source)).toMatchObject([
      { file_name: "ONCE_again.hot", state: "known", bsp_file_id: imported.id },
      { file_name: name, state: "taken_up" },
    ]);
    expect(await countImports()).toBe(1);
    const { reads } = await control.look();
    expect(reads.filter((path) => path.includes("ONCE_"))).toHaveLength(2);
    expect((await importBspFile<ProblemBody>(client, bytes)).body.code).toBe("bsp_file_known");
  });

  test("repeats a transfer that was cut, and imports the bytes that lie there", async () => {
    const { name, bytes } = newFile("CUT");
    await control.put(name, bytes);
    await control.strike({ kind: "cut", afterBytes: 200 });
    const { private_key } = sandbox.account;
    const credentials = { kind: "private_key", private_key };
    const source = await add(sftpBody({ file_pattern: "CUT_*", credentials }));
    expect(await poll(source)).toMatchObject({ failure: null });
    const [found] = await listFound(source);
    const { sha256 } = await awaitImport(found?.bsp_file_id).then((file) =>
      partner.scope.db
        .selectFrom("bsp_import_files")
        .select("sha256")
        .where("public_id", "=", file.id)
        .executeTakeFirstOrThrow(),
    );
    const kept = await app.dependencies.documents.head(
      `${partner.scope.partner}/${new Date().toISOString().slice(0, 7).replace("-", "/")}/${sha256}.hot`,
    );
    expect(kept).toMatchObject({ sizeBytes: bytes.length, sha256 });
  });

  test("fetches nothing with a wrong host key, says which it was, and asks a person", async () => {
    const { name, bytes } = newFile("KEY");
    await control.put(name, bytes);
    const source = await add(sftpBody({ file_pattern: "KEY_*" }));
    await control.strike({ kind: "other_host_key", times: 10 });
    const { logins } = await control.look();
    const address = { contact_email: "books@example.com" };
    await partner.scope.db.updateTable("partners").set(address).execute();
    const failed = await poll(source, "poll-bsp-source.failed");
    expect(failed.failure).toMatchObject({
      code: "host_key_differs",
      needs_attention: true,
      text: expect.stringMatching(/SHA256:[A-Za-z0-9+/]{43}/),
    });
    expect(await listFound(source)).toEqual([]);
    expect((await control.look()).logins).toBe(logins);
    const asked = await client.get<{ data: SourceBody[] }>("/v1/bsp-sources?needs_attention=true");
    expect(asked.body.data.map(({ id }) => id)).toEqual([source.id]);
    const mails = () =>
      partner.scope.db
        .selectFrom("email_outbox")
        .select(["subject", "recipient_address"])
        .where("message_type", "=", "bsp_source_failure")
        .execute();
    const mailed = await awaitCondition("the mail", async () => (await mails())[0]);
    expect(mailed).toEqual({
      subject: "Files of BSPlink are not fetched",
      recipient_address: address.contact_email,
    });
    await poll(source);
    expect(await mails()).toHaveLength(1);
    await control.calm();
    expect((await poll(source)).failure).toBeNull();
    expect(await listFound(source)).toMatchObject([{ file_name: name, state: "taken_up" }]);
  });

  test("puts tricks of the listing aside by their names, and asks for none of them", async () => {
    const { name, bytes } = newFile("TRICK");
    await control.put(name, bytes);
    const names = ["../x", "a/b", "TRICK_\u0007.hot", "/etc/passwd"];
    await control.strike({ kind: "listing", names, links: ["TRICK_link.hot"] });
    const source = await add(sftpBody({ file_pattern: "TRICK_*" }));
    await poll(source);
    const found = await listFound(source);
    const became = Object.fromEntries(
      found.map(({ file_name, state, reason }) => [file_name, reason ?? state]),
    );
    expect(became).toEqual({
      "../x": "path",
      "a/b": "path",
      "/etc/passwd": "path",
      "TRICK_\\u{7}.hot": "control_characters",
      "TRICK_link.hot": "is_link",
      [name]: "taken_up",
    });
    const { reads } = await control.look();
    expect(reads.filter((path) => !path.startsWith("outbox/"))).toEqual([]);
  });

  test("leaves a file that is being written for a later poll", async () => {
    const { name, bytes } = newFile("GROWS");
    await control.put(name, bytes);
    await control.strike({ kind: "growing", times: 2 });
    const source = await add(sftpBody({ file_pattern: "GROWS_*" }));
    await poll(source);
    await poll(source);
    expect(await listFound(source)).toMatchObject([{ file_name: name, state: "seen" }]);
    await poll(source);
    expect(await listFound(source)).toMatchObject([{ file_name: name, state: "taken_up" }]);
  });

  test("says that a login is refused", async () => {
    const credentials = { kind: "password", password: "another" };
    const source = await add(sftpBody({ credentials }));
    expect((await poll(source)).failure).toMatchObject({ code: "login_refused" });
  });
});

describe("fetchBspSourceFile", () => {
  test("takes one file up once, however often it is run and wherever it died", async () => {
    const { name, bytes } = newFile("DIED");
    await control.put(name, bytes);
    const source = await add(sftpBody({ file_pattern: "DIED_*" }));
    const input = {
      schemaVersion: 1,
      partner: partner.scope.partner,
      sourceId: source.id,
      version: null,
      request: null,
    } as const;
    const dependencies = {
      ...dependenciesOf(app.database),
      documents: app.dependencies.documents,
      secrets: app.dependencies.secrets,
      openFileSource: createFileSources({
        inboxFolder: undefined,
        trustedHosts: [`127.0.0.1:${sandbox.port}`],
      }),
    };
    const worker = () => asWorker(`bsp-poll:${source.id}`);
    const listing: BspListing = await worker().run(createListBspSource(dependencies), input);
    const [file] = listing.kind === "listed" ? listing.files : [];
    if (file === undefined) throw new Error("The file is not listed.");
    const fetch = () => worker().run(createFetchBspSourceFile(dependencies), input, file);
    const first = await fetch();
    expect(first).toMatchObject({ kind: "taken_up" });
    // As if it had died before it could note what it had done.
    const lost = { state: "seen", sha256: null, bsp_import_file_id: null } as const;
    await partner.scope.db.updateTable("bsp_source_files").set(lost).execute();
    expect(await fetch()).toEqual(first);
    expect(await fetch()).toEqual(first);
    expect(await countImports()).toBe(1);
    const operations = await partner.scope.db.selectFrom("operations").selectAll().execute();
    expect(operations).toHaveLength(1);
    expect(operations[0]?.workflow_start).not.toBeNull();
  });
});

describe("a source whose files are read by a mapping of columns", () => {
  test("imports them by it, and holds the mapping as long as it is read by it", async () => {
    const keep = async (body: object) =>
      (await client.post<{ id: string }>("/v1/bsp-column-mappings", { ...agtMapping, ...body }))
        .body.id;
    const body = { kind: "folder", name: "ARC", directory: ".", settle_seconds: 0 };
    const silent = await keep({ name: "Says no period" });
    const refused = await client.post<ProblemBody>("/v1/bsp-sources", {
      ...body,
      column_mapping_id: silent,
    });
    expect([refused.status, refused.body.code]).toEqual([422, "bsp_source_refused"]);
    const billing = today().split("-").toReversed().join("/");
    const constants = { ...agtMapping.constants, billing_ends_on: billing };
    const id = await keep({ constants });
    const source = await add({ ...body, column_mapping_id: id });
    expect(source).toMatchObject({ file_format: "columns", column_mapping_id: id });
    const folder = join(inbox, partner.scope.partner);
    await mkdir(folder, { recursive: true });
    const lines = agtLines([saleOf({ number: "9976000000001" })]);
    await writeFile(join(folder, "arc.csv"), `${lines.join("\n")}\n`);
    await poll(source);
    const [found] = await listFound(source);
    expect(await awaitImport(found?.bsp_file_id)).toMatchObject({
      source: "folder",
      column_mapping_id: id,
      billing_period: { to: today() },
      transactions: 1,
    });
    const path = `/v1/bsp-column-mappings/${id}`;
    const seen = { "If-Match": '"v1"' };
    const held = await client.delete<ProblemBody>(path, seen);
    expect([held.status, held.body.code]).toEqual([422, "bsp_mapping_refused"]);
    const changed = await client.patch(
      `/v1/bsp-sources/${source.id}`,
      { column_mapping_id: null },
      seen,
    );
    expect(changed.body).toMatchObject({ file_format: "hot", column_mapping_id: null });
    expect((await client.delete(path, seen)).status).toBe(200);
  });
});

describe("a poll of a watched folder", () => {
  test("imports what is put into the partner's own folder, and leads out of it nowhere", async () => {
    const own = join(inbox, partner.scope.partner);
    await mkdir(join(own, "bsp"), { recursive: true });
    const { name, bytes } = newFile("FOLDER");
    await writeFile(join(own, "bsp", name), bytes);
    await symlink("/etc", join(own, "out"));
    const body = { kind: "folder", name: "Inbox", settle_seconds: 0 };
    const source = await add({ ...body, directory: "bsp" });
    await poll(source);
    const [found] = await listFound(source);
    expect(await awaitImport(found?.bsp_file_id)).toMatchObject({ source: "folder" });
    const out = await add({ ...body, directory: "out" });
    expect((await poll(out)).failure).toMatchObject({ code: "directory_refused" });
    const above = await client.post<ProblemBody>("/v1/bsp-sources", { ...body, directory: "../x" });
    expect(above.status).toBe(400);
  });
});

describe("the Schedule of a source", () => {
  test("runs a poll, and follows the source and its partner", async () => {
    const { name, bytes } = newFile("SCHEDULE");
    await control.put(name, bytes);
    const source = await add(sftpBody({ file_pattern: "SCHEDULE_*", poll_minutes: 30 }));
    const made = await awaitCondition("the Schedule", () =>
      describeSchedule(source.id).catch((error: unknown) => {
        if (error instanceof ScheduleNotFoundError) return undefined;
        throw error;
      }),
    );
    expect(made.state.paused).toBe(false);
    const scheduleId = workflowIds.bspSource(partner.scope.partner, source.id);
    await app.temporal.client.schedule.getHandle(scheduleId).trigger();
    const found = await awaitCondition("the file", async () =>
      (await listFound(source)).find(({ state }) => state === "taken_up"),
    );
    await awaitImport(found.bsp_file_id);
    const recent = await awaitCondition("the run", async () =>
      (await describeSchedule(source.id)).info.recentActions.at(-1),
    );
    const { workflowId } = recent.action.workflow;
    await app.temporal.client.workflow.getHandle(workflowId).result();
    await replayAndKeep(app, "poll-bsp-source.scheduled", workflowId);

    await client.patch(
      `/v1/bsp-sources/${source.id}`,
      { state: "paused", poll_minutes: 60 },
      { "If-Match": '"v1"' },
    );
    await awaitCondition("the pause", async () => {
      const { state, spec } = await describeSchedule(source.id);
      return state.paused && spec.intervals?.[0]?.every === 3_600_000;
    });
    await client.patch(`/v1/bsp-sources/${source.id}`, { state: "active" }, { "If-Match": '"v2"' });
    await awaitCondition("the end of the pause", async () => {
      return !(await describeSchedule(source.id)).state.paused;
    });
    const deleted = await client.delete<SourceBody>(`/v1/bsp-sources/${source.id}`, {
      "If-Match": '"v3"',
    });
    expect(deleted.body.state).toBe("deleted");
    await awaitCondition("no Schedule", () =>
      describeSchedule(source.id).then(
        () => undefined,
        (error: unknown) => error instanceof ScheduleNotFoundError,
      ),
    );
    expect((await client.post(`/v1/bsp-sources/${source.id}/poll`)).status).toBe(404);
  });
});

describe("/v1/bsp-sources", () => {
  test("shows no secret again, neither in an answer nor in a row", async () => {
    const source = await add(sftpBody());
    const read = await client.get(`/v1/bsp-sources/${source.id}`);
    expect(JSON.stringify(read.body)).not.toContain(sandbox.account.password);
    const rows = await partner.scope.db.selectFrom("bsp_sources").selectAll().execute();
    const audited = await partner.scope.db.selectFrom("audit_logs").selectAll().execute();
    expect(JSON.stringify([rows, audited])).not.toContain(sandbox.account.password);
    expect(rows[0]?.credentials_encrypted?.toString("latin1")).not.toContain("password");
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a private address", { host: "10.0.0.8" }, "host"],
    ["the address of the machine's metadata", { host: "169.254.169.254" }, "host"],
    ["what is no host key", { host_keys: ["x".repeat(50)] }, "host_keys"],
    [
      "what is no private key",
      { credentials: { kind: "private_key", private_key: "x".repeat(120) } },
      "credentials",
    ],
  ])("refuses %s", async (_what, change, field) => {
    const { status, body } = await client.post<ProblemBody>("/v1/bsp-sources", sftpBody(change));
    expect([status, body.code]).toEqual([422, "bsp_source_refused"]);
    expect(JSON.stringify(body)).toContain(`"${field}"`);
  });

  test("wants the credentials again for another host, and If-Match for any change", async () => {
    const source = await add(sftpBody());
    const path = `/v1/bsp-sources/${source.id}`;
    const elsewhere = { host: "sftp.example.com" };
    const moved = await client.patch<ProblemBody>(path, elsewhere, { "If-Match": '"v1"' });
    expect(moved.body.code).toBe("bsp_source_refused");
    expect((await client.patch(path, { name: "Other" })).status).toBe(428);
    expect((await client.patch(path, { name: "Other" }, { "If-Match": '"v9"' })).status).toBe(412);
    const named = await client.patch<SourceBody>(path, { name: "Other" }, { "If-Match": '"v1"' });
    expect(named.body.version).toBe(2);
  });

  test("is not there for another partner, nor for who may only read", async () => {
    const source = await add(sftpBody());
    const other = await app.createPartner();
    const stranger = apiClient(app, other.token);
    const path = `/v1/bsp-sources/${source.id}`;
    for (const answer of [
      await stranger.get(path),
      await stranger.get(`${path}/files`),
      await stranger.post(`${path}/poll`),
      await stranger.patch(path, { name: "Mine" }, { "If-Match": '"v1"' }),
      await stranger.delete(path, { "If-Match": '"v1"' }),
    ]) {
      expect(answer.status).toBe(404);
    }
    const token = await app.createToken(partner.scope, ["bsp_source.read.partner"]);
    const reader = apiClient(app, token);
    expect((await reader.get(path)).status).toBe(200);
    expect((await reader.post(`${path}/poll`)).status).toBe(403);
    expect((await reader.delete(path, { "If-Match": '"v1"' })).status).toBe(403);
  });

  test("stops with its partner, and goes on with it", async () => {
    const source = await add(sftpBody());
    await awaitCondition("the Schedule", () => describeSchedule(source.id).catch(() => undefined));
    const act = { reason: "asked", context: testContext, at: nowAsDateTime() };
    const isPaused = async () => (await describeSchedule(source.id)).state.paused;
    await inTransaction(partner.scope, (transaction) => suspendPartner(transaction, act));
    await awaitCondition("the pause", isPaused);
    await inTransaction(partner.scope, (transaction) => reactivatePartner(transaction, act));
    // It may be paused for a moment more by who read before and writes after, and then looks again.
    const goesOn = awaitCondition("the end of the pause", async () => !(await isPaused()));
    expect(await goesOn).toBe(true);
  });
});
