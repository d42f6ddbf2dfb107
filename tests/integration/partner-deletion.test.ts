import { createHash } from "node:crypto";

import type { Kysely } from "kysely";

import { createApp } from "../../api/app";
import { readErasableTables } from "../../db/erasure/erase-partner-rows";
import type { PartnerDatabase } from "../../db/partner-scope";
import { verifyLedger } from "../../db/verify/verify-ledger";
import { finishErasures } from "../../scripts/finish-erasures";
import { deletePartnerType } from "../../temporal/contract/delete-partner";
import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { Answer, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { openMigrationConnection } from "../harness/database";
import { openFurnishedPartner } from "../harness/furnished-partner";
import type { Browser } from "../harness/sign-in";
import { createPerson, signIn } from "../harness/sign-in";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
/** The same API with no hold. */
let quick: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  const { dependencies } = app;
  const settings = { ...dependencies.settings, deletionHoldMs: 0 };
  const api = createApp({ ...dependencies, settings });
  quick = { ...app, request: (path, init) => Promise.resolve(api.request(path, init)) };
});

afterAll(() => app.close());

interface Two {
  readonly maker: Browser;
  readonly checker: Browser;
}

/** Two administrators of a partner. */
async function openTwo(scope: PartnerDatabase, by = app): Promise<Two> {
  const open = async () => signIn(by, await createPerson(scope, ["partner_admin"]));
  return { maker: await open(), checker: await open() };
}

const path = "/v1/partner/deletion";
const asked = { reason: "The agency has been sold.", without_export: true };

async function statusOf({ db }: PartnerDatabase): Promise<string> {
  const { status } = await db.selectFrom("partners").select("status").executeTakeFirstOrThrow();
  return status;
}

async function findingsOf(scope: PartnerDatabase): Promise<string[]> {
  const checks = await verifyLedger(scope);
  return checks.filter(({ finding }) => finding !== null).map(({ name }) => name);
}

function untilDeleted(scope: PartnerDatabase): Promise<true> {
  return awaitCondition("the deletion", async () =>
    (await statusOf(scope)) === "deleted" ? true : undefined,
  );
}

const refusal = ({ status, body }: Answer<ProblemBody>) => [status, body.code];

describe("POST /v1/partner/deletion", () => {
  test("is for a person, and after an export", async () => {
    const { scope, token } = await app.createPartner();
    const byToken = await apiClient(app, token).post<ProblemBody>(path, asked);
    expect(refusal(byToken)).toEqual([403, "person_required"]);
    const { maker } = await openTwo(scope);
    const early = await maker.send<ProblemBody>("POST", path, { reason: "r" });
    expect(refusal(early)).toEqual([409, "deletion_without_export"]);
    expect((await maker.send("POST", "/v1/partner/exports")).status).toBe(201);
    expect((await maker.send("POST", path, { reason: "r" })).status).toBe(200);
    expect(refusal(await maker.send<ProblemBody>("POST", path, asked))).toEqual([
      409,
      "deletion_state_invalid",
    ]);
  });

  test("wants another person; then the account is closed and the day of its end is told", async () => {
    const { scope } = await app.createPartner();
    const { maker, checker } = await openTwo(scope);
    const requested = await maker.send("POST", path, asked);
    expect(requested.body).toMatchObject({ status: "active", deletion: { due_at: null } });
    const own = await maker.send<ProblemBody>("POST", `${path}/confirm`);
    expect(refusal(own)).toEqual([422, "approval_by_maker"]);
    const confirmed = await checker.send<{ deletion: { due_at: string } }>(
      "POST",
      `${path}/confirm`,
    );
    expect(confirmed.body).toMatchObject({ status: "closed" });
    const days = (Date.parse(confirmed.body.deletion.due_at) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });

  test("is called off during the hold: the workflow that wakes finds nothing to do", async () => {
    const { scope } = await app.createPartner();
    const { maker, checker } = await openTwo(scope);
    await maker.send("POST", path, asked);
    await checker.send("POST", `${path}/confirm`);
    const cancelled = await maker.send("POST", `${path}/cancel`, { reason: "a mistake" });
    expect(cancelled.body).toMatchObject({ status: "closed", deletion: null });
    const { partner } = scope;
    const result = await app.temporal.client.workflow.execute(deletePartnerType, {
      args: [{ schemaVersion: 1, partner, dueAt: new Date().toISOString() }],
      workflowId: `delete-partner:${partner}:test`,
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: partner }],
      taskQueue: taskQueues.books,
    });
    expect(result).toEqual({ kind: "called_off" });
    const opened = await maker.send("POST", "/v1/partner/reopen", { reason: "a mistake" });
    expect(opened.body).toMatchObject({ status: "active" });
  });

  test("waits for what runs", async () => {
    const { scope } = await app.createPartner();
    const operation = {
      public_id: "op_running",
      operation_kind: "booking.issue",
      stage: "issuing",
    };
    await scope.db
      .insertInto("operations")
      .values({ ...operation, workflow_id: "issue:running" })
      .execute();
    const { maker, checker } = await openTwo(scope, quick);
    await maker.send("POST", path, asked);
    await checker.send("POST", `${path}/confirm`);
    const handle = await awaitCondition("the workflow", async () => {
      const query = `WorkflowType = 'deletePartner' AND PartnerId = '${scope.partner}'`;
      for await (const { workflowId } of app.temporal.client.workflow.list({ query })) {
        return app.temporal.client.workflow.getHandle(workflowId);
      }
      return undefined;
    });
    await awaitCondition("a second attempt", async () => {
      const { raw } = await handle.describe();
      return raw.pendingActivities?.some(({ attempt }) => (attempt ?? 0) > 1) ? true : undefined;
    });
    expect(await statusOf(scope)).toBe("closed");
    await scope.db.updateTable("operations").set({ status: "succeeded" }).execute();
    expect(await handle.result()).toEqual({ kind: "deleted" });
  });
});

describe("a deleted partner", () => {
  let scope: PartnerDatabase;
  let two: Two;
  let findings: readonly string[];
  const attachment = Buffer.from("a,b\n");
  let keys: { readonly kept: string; readonly removed: string };

  beforeAll(async () => {
    ({ scope } = (await openFurnishedPartner(app.database)).ledger);
    keys = {
      kept: `${scope.partner}/2026/11/doc_voucher.csv`,
      removed: `${scope.partner}/2026/11/doc_ticket.csv`,
    };
    const sha256 = createHash("sha256").update(attachment).digest("hex");
    for (const key of Object.values(keys)) {
      const document = { key, body: attachment, contentType: "text/csv", sha256 };
      await app.dependencies.documents.put(document);
    }
    await setKey("!=", keys.removed);
    await setKey("=", keys.kept);
    await scope.db.updateTable("operations").set({ status: "succeeded" }).execute();
    findings = await findingsOf(scope);
    two = await openTwo(scope, quick);
    await two.maker.send("POST", path, asked);
    await two.checker.send("POST", `${path}/confirm`);
    await untilDeleted(scope);
  });

  function setKey(operator: "!=" | "=", key: string) {
    return scope.db
      .updateTable("documents")
      .set({ storage_key: key })
      .where("document_type", operator, "attachment")
      .execute();
  }

  test("lets nobody in, however they come", async () => {
    expect((await two.maker.send("GET", "/v1/partner")).status).toBe(401);
    const { revoked_at: revokedAt } = await scope.db
      .selectFrom("personal_access_tokens")
      .select("revoked_at")
      .executeTakeFirstOrThrow();
    expect(revokedAt).not.toBeNull();
  });

  test("has no object in the store but what is attached to its books", async () => {
    const { documents } = app.dependencies;
    await awaitCondition("the removal", async () =>
      (await documents.head(keys.removed)) === undefined ? true : undefined,
    );
    expect(await documents.head(keys.kept)).toBeDefined();
  });

  test("says nothing of people in any row, nor in the histories once these are finished", async () => {
    const tables = await readErasableTables(app.database.system);
    const db = scope.db as unknown as Kysely<Record<string, Record<string, unknown>>>;
    const left = async () => {
      const found: string[] = [];
      for (const [table, columns] of tables) {
        for (const row of await db.selectFrom(table).selectAll().execute()) {
          for (const { column } of columns) {
            const value = row[column];
            const isGone =
              value === null ||
              (Buffer.isBuffer(value) && value.length === 0) ||
              (typeof value === "string" && "erased-".startsWith(value.slice(0, 7)));
            if (!isGone) found.push(`${table}.${column}`);
          }
        }
      }
      return found;
    };
    const isErased = async () => ((await left()).length === 0 ? true : undefined);
    await awaitCondition("the erasure", isErased).catch(() => undefined);
    expect(await left()).toEqual([]);
    const connection = await openMigrationConnection();
    await finishErasures(connection, app.dependencies.documents);
    await connection.end();
    const histories = await scope.db.selectFrom("user_history").select(["email"]).execute();
    expect(histories.length).toBeGreaterThan(0);
    expect(histories.filter(({ email }) => !email.startsWith("erased-"))).toEqual([]);
  });

  test("keeps its books, and they still prove", async () => {
    // The furnished partner's voucher was never audited: one finding, before and after.
    expect(await findingsOf(scope)).toEqual(findings);
    expect(findings.length).toBeLessThan(2);
    const entries = await scope.db.selectFrom("journal_entries").select("public_id").execute();
    expect(entries.length).toBeGreaterThan(0);
  });

  test("has each step of its end in the audit", async () => {
    const rows = await scope.db
      .selectFrom("audit_logs")
      .select("event_type")
      .where("event_type", "like", "partner.%")
      .orderBy("audit_log_id")
      .execute();
    expect(rows.map((row) => row.event_type).slice(-4)).toEqual([
      "partner.deletion_requested",
      "partner.closed",
      "partner.deletion_confirmed",
      "partner.deleted",
    ]);
  });
});
