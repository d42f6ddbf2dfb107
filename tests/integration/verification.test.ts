import { execFile } from "node:child_process";
import { join } from "node:path";

import { WorkflowNotFoundError } from "@temporalio/client";

import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import { verifyAuditChain } from "../../db/audit/verify-audit-chain";
import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { VerifyAllBooksInput } from "../../temporal/contract/verify-books";
import { verifyAllBooksType } from "../../temporal/contract/verify-books";
import { ensureStandingSchedules } from "../../workers/books/standing-schedules";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { asRoot } from "../harness/as-root";
import { awaitCondition } from "../harness/await-condition";
import { testEnvironment } from "../harness/environment";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface Verification {
  readonly id: string;
  readonly kind: string;
  readonly is_clean: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly figures: Record<string, number | string>;
    readonly finding: { readonly code: string; readonly rows: readonly string[] } | null;
  }[];
  readonly workflow_id: string;
}

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

/** A partner that has issued a ticket. */
beforeEach(async () => {
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  const booking = await bookReservation(client, locator("OK"));
  const issued = await client.post(`/v1/bookings/${booking.id}/issue`);
  if (issued.status !== 201) throw new Error(`not issued: ${JSON.stringify(issued.body)}`);
  while ((await sealAuditLogs(app.database.system)) > 0);
});

function tamper(): Promise<unknown> {
  return asRoot((root) =>
    root.query(
      "UPDATE journal_entry_lines SET functional_amount = functional_amount + 1, transaction_amount = transaction_amount + 1 WHERE partner_id = ? AND line_number = 1",
      [partner.scope.partnerId],
    ),
  );
}

async function isOnTheList(workflowId: string): Promise<boolean> {
  const { typedSearchAttributes } = await app.temporal.client.workflow
    .getHandle(workflowId)
    .describe();
  return typedSearchAttributes.get(searchAttributes.needsAttention) === true;
}

function findingsOf({ checks }: Verification) {
  return checks.flatMap(({ finding }) => finding ?? []);
}

describe("/v1/ledger/verification", () => {
  test("has nothing to show before the first verification", async () => {
    const answer = await client.get<ProblemBody>("/v1/ledger/verification");
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });

  test("proves books that are right, with their figures, and shows the newest result", async () => {
    const posted = await client.post<Verification>("/v1/ledger/verification");
    expect(posted.status).toBe(201);
    expect(findingsOf(posted.body)).toEqual([]);
    expect(posted.body).toMatchObject({ kind: "ledger", is_clean: true });
    expect(posted.body.checks.map(({ name }) => name)).toContain("audit chain is whole");
    expect(posted.body.checks[0]?.figures).toMatchObject({ entries: 1 });
    const shown = await client.get<Verification>("/v1/ledger/verification");
    expect(shown.body).toEqual(posted.body);
    expect(await isOnTheList(posted.body.workflow_id)).toBe(false);
  });

  test("names what is wrong, and puts it on the operators' list", async () => {
    await tamper();
    const { status, body } = await client.post<Verification>("/v1/ledger/verification");
    expect([status, body.is_clean]).toEqual([201, false]);
    expect(findingsOf(body)[0]).toMatchObject({
      code: "ENTRY_UNBALANCED",
      rows: [expect.stringMatching(/^journal entry 1 \(je_\w+\)$/)],
    });
    expect(await isOnTheList(body.workflow_id)).toBe(true);
  });

  test("answers a repeated key with the same verification", async () => {
    const headers = { "Idempotency-Key": "verify-once" };
    const first = await client.post<Verification>("/v1/ledger/verification", undefined, headers);
    const second = await client.post<Verification>("/v1/ledger/verification", undefined, headers);
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
  });

  test("is for those who may, and shows a partner its own alone", async () => {
    const reader = apiClient(
      app,
      await app.createToken(partner.scope, ["verification.read.partner"]),
    );
    expect((await reader.post("/v1/ledger/verification")).status).toBe(403);
    const stranger = apiClient(app, await app.createToken(partner.scope, ["booking.read.partner"]));
    expect((await stranger.get("/v1/audit/verification")).status).toBe(403);
    await client.post("/v1/ledger/verification");
    const other = apiClient(app, (await app.createPartner()).token);
    expect((await other.get("/v1/ledger/verification")).status).toBe(404);
    expect((await app.request("/v1/ledger/verification")).status).toBe(401);
  });
});

describe("/v1/audit/verification", () => {
  test("tells the head of the chain, to be kept elsewhere", async () => {
    const { body } = await client.post<Verification>("/v1/audit/verification");
    expect(body.checks).toHaveLength(1);
    expect(body.checks[0]).toMatchObject({
      name: "audit chain is whole",
      figures: { unsealed: 0, head: expect.stringMatching(/^\d+:[0-9a-f]{64}$/) },
      finding: null,
    });
  });

  test("names a row that was changed", async () => {
    await asRoot((root) =>
      root.query(
        "UPDATE audit_logs SET target_entity_id = 'x' WHERE partner_id = ? AND event_type = 'je.posted'",
        [partner.scope.partnerId],
      ),
    );
    const { body } = await client.post<Verification>("/v1/audit/verification");
    expect(findingsOf(body)[0]).toMatchObject({ code: "ROW_CHANGED" });
  });
});

describe("verifyAllBooks", () => {
  test("goes on behind a partner, proves the ones after it, and tells of the bad ones", async () => {
    const clean = partner;
    partner = await app.createPartner();
    client = apiClient(app, partner.token);
    const booking = await bookReservation(client, locator("OK"));
    await client.post(`/v1/bookings/${booking.id}/issue`);
    await tamper();
    const before = [clean.scope.partner, partner.scope.partner].toSorted()[0] ?? "";
    const input: VerifyAllBooksInput = {
      schemaVersion: 1,
      after: before.slice(0, -1),
      verifiedCount: 0,
      findings: [],
    };
    const workflowId = `verify-all:${partner.scope.partner}`;
    const result = await app.temporal.client.workflow.execute<
      (input: VerifyAllBooksInput) => Promise<VerifyAllBooksInput>
    >(verifyAllBooksType, {
      workflowId,
      taskQueue: taskQueues.books,
      args: [input],
    });
    // These two, and what other tests have made in the same database meanwhile.
    expect(result.verifiedCount).toBeGreaterThanOrEqual(2);
    expect(result.findings.filter((each) => each.partner === clean.scope.partner)).toEqual([]);
    expect(result.findings).toContainEqual({
      partner: partner.scope.partner,
      text: expect.stringMatching(/^ENTRY_UNBALANCED: .* journal entry 1 /),
    });
    expect(await isOnTheList(workflowId)).toBe(true);
    expect((await client.get<Verification>("/v1/ledger/verification")).body.is_clean).toBe(false);
  });

  test("stands on a Schedule that is made once and can be made again", async () => {
    const { client: temporal } = app.temporal;
    await ensureStandingSchedules(temporal);
    await ensureStandingSchedules(temporal);
    const handle = temporal.schedule.getHandle("verify-all-books");
    const { action, policies, spec } = await handle.describe();
    expect(action).toMatchObject({
      type: "startWorkflow",
      workflowType: verifyAllBooksType,
      taskQueue: taskQueues.books,
    });
    expect(policies.overlap).toBe("SKIP");
    expect(spec.calendars).toHaveLength(1);
    await handle.trigger();
    const started = await awaitCondition("the scheduled run", async () => {
      const { info } = await handle.describe();
      return info.recentActions[0]?.action.workflow.workflowId;
    });
    const run = temporal.workflow.getHandle(started);
    await expect(run.describe()).resolves.toMatchObject({ type: verifyAllBooksType });
    await handle.delete();
    await run.terminate().catch((error: unknown) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
  });
});

describe("npm run verify", () => {
  function verify(...args: string[]): Promise<{ code: number; stdout: string }> {
    const entry = join(process.cwd(), "dist/scripts/verify.js");
    const env = { ...process.env, DATABASE_URL: testEnvironment().databaseUrl };
    return new Promise((resolve) => {
      execFile(process.execPath, [entry, ...args], { env }, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), stdout }),
      );
    });
  }

  async function codeOfPartner(): Promise<string> {
    const row = await app.database.system
      .selectFrom("partners")
      .select("partner_code")
      .where("public_id", "=", partner.scope.partner)
      .executeTakeFirstOrThrow();
    return row.partner_code;
  }

  test("prints the figures of each check and ends with 0 where all is right", async () => {
    const { code, stdout } = await verify("ledger", "--partner", await codeOfPartner());
    expect([code, stdout]).toEqual([0, expect.stringContaining("ok   entries balance")]);
    expect(stdout).toMatch(/entries 1, lines \d+/);
    expect(stdout).not.toContain("BAD");
  });

  test("names the rows and ends with 1 where something is wrong", async () => {
    await tamper();
    const { code, stdout } = await verify("ledger", "--partner", await codeOfPartner());
    expect(code).toBe(1);
    expect(stdout).toMatch(/BAD {2}entries balance[^]*ENTRY_UNBALANCED[^]*journal entry 1 \(je_/);
    const json = await verify("ledger", "--json", "--partner", await codeOfPartner());
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: "ledger", isClean: false });
  });

  test("finds the head of a chain that was kept elsewhere, or says that it is gone", async () => {
    const { head } = await verifyAuditChain(partner.scope);
    if (head === null) throw new Error("the chain has a head");
    const code = await codeOfPartner();
    const kept = await verify(
      "audit",
      "--partner",
      code,
      "--anchor",
      `${head.sequence}:${head.hash}`,
    );
    expect([kept.code, kept.stdout]).toEqual([0, expect.stringContaining("anchors_found 1")]);
    const gone = await verify(
      "audit",
      "--partner",
      code,
      "--anchor",
      `${head.sequence + 7}:${head.hash}`,
    );
    expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining("CHAIN_TRUNCATED")]);
  });

  test("refuses what it does not understand with 2", async () => {
    expect((await verify("balance")).code).toBe(2);
    expect((await verify("audit", "--partner", "NOBODY")).code).toBe(2);
    expect((await verify("audit", "--anchor", "nonsense")).code).toBe(2);
  });
});
