import { randomUUID } from "node:crypto";

import type { PartnerDatabase } from "../../db/partner-scope";
import { setPartnerStatus } from "../../scripts/partner/set-status";
import type { ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody } from "../harness/bookkeepers";
import { approve, bdt, expectStatus, openBookkeepers } from "../harness/bookkeepers";
import { testEnvironment } from "../harness/environment";
import type { Browser } from "../harness/sign-in";
import { createPerson, openBrowser, logIn, signIn } from "../harness/sign-in";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

async function codeOf({ db }: PartnerDatabase): Promise<string> {
  const row = await db.selectFrom("partners").select("partner_code").executeTakeFirstOrThrow();
  return row.partner_code;
}

/** As the operator's command does it. */
async function command(name: "suspend" | "reactivate", scope: PartnerDatabase): Promise<void> {
  const { redisUrl } = testEnvironment();
  const act = { command: name, code: await codeOf(scope), reason: "fees are overdue" };
  await setPartnerStatus({ database: app.database, redisUrl }, act);
}

const newCustomer = () => ({ code: `C-${randomUUID()}`.slice(0, 20), display_name: "Rahim Uddin" });

/** Until this process has heard of it. */
function untilRefused({ token }: TestPartner): Promise<ProblemBody> {
  return awaitCondition("the refusal", async () => {
    const answer = await apiClient(app, token).post<ProblemBody>("/v1/customers", newCustomer());
    return answer.status === 403 ? answer.body : undefined;
  });
}

async function openAdmin(partner: TestPartner): Promise<Browser> {
  return signIn(app, await createPerson(partner.scope, ["partner_admin"]));
}

describe("a suspended partner", () => {
  let partner: TestPartner;
  let browser: Browser;

  beforeAll(async () => {
    partner = await app.createPartner();
    browser = await openAdmin(partner);
    await apiClient(app, partner.token).get("/v1/partner");
    await command("suspend", partner.scope);
  });

  test("is refused within seconds in a process that knew it as active", async () => {
    const { code } = await untilRefused(partner);
    expect(code).toBe("partner_suspended");
  });

  test("reads, and is told why", async () => {
    const client = apiClient(app, partner.token);
    expect((await client.get("/v1/customers")).status).toBe(200);
    const { body } = await client.get("/v1/partner");
    expect(body).toMatchObject({ status: "suspended", status_reason: "fees are overdue" });
  });

  test("signs in, exports and revokes", async () => {
    const person = await createPerson(partner.scope, ["partner_admin"]);
    const anew = openBrowser(app);
    expect((await logIn(anew, person)).status).toBe(200);
    const client = apiClient(app, partner.token);
    const report = { report: "trial_balance", format: "csv", to: "2026-11-21" };
    expect((await client.post("/v1/reports/export", report)).status).toBe(201);
    const { body } = await client.get<{ data: { id: string }[] }>("/v1/tokens");
    expect((await client.post(`/v1/tokens/${body.data[0]?.id}/revoke`)).status).toBe(200);
  });

  test("changes nothing, by whatever credential", async () => {
    const refused = await browser.send<ProblemBody>("POST", "/v1/customers", newCustomer());
    expect([refused.status, refused.body.code]).toEqual([403, "partner_suspended"]);
  });

  test("does not open itself again", async () => {
    const answer = await browser.send<ProblemBody>("POST", "/v1/partner/reopen", { reason: "x" });
    expect([answer.status, answer.body.code]).toEqual([409, "partner_status_invalid"]);
  });

  test("goes on once the platform says so, and both acts stand in the audit", async () => {
    await command("reactivate", partner.scope);
    const created = await awaitCondition("the permission", async () => {
      const answer = await browser.send("POST", "/v1/customers", newCustomer());
      return answer.status === 403 ? undefined : answer.status;
    });
    expect(created).toBe(201);
    const rows = await partner.scope.db
      .selectFrom("audit_logs")
      .select(["event_type", "actor_type"])
      .where("event_type", "in", ["partner.suspended", "partner.reactivated"])
      .orderBy("audit_log_id")
      .execute();
    expect(rows).toEqual([
      { event_type: "partner.suspended", actor_type: "system" },
      { event_type: "partner.reactivated", actor_type: "system" },
    ]);
  });
});

describe("what runs when its partner is suspended", () => {
  test("goes to its end: a ticket that is being issued is issued and booked", async () => {
    const partner = await app.createPartner();
    const client = apiClient(app, partner.token);
    const booking = await bookReservation(client, locator("RSA"));
    const issuing = client.post(`/v1/bookings/${booking.id}/issue`);
    await awaitCondition("the call", () =>
      partner.scope.db.selectFrom("supplier_request_log").select("state").executeTakeFirst(),
    );
    await command("suspend", partner.scope);
    expect((await issuing).status).toBe(201);
  });

  test("recurs no more, and makes up for it when the partner is active again", async () => {
    const people = await openBookkeepers(app);
    const { scope, maker } = people;
    const recurring = await maker.post<{ id: string }>("/v1/journal-entries/recurring", {
      code: "RENT",
      description: "Rent of the office",
      repeats: { frequency: "daily" },
      starts_on: "2026-10-01",
      lines: [
        { account: "5051", side: "debit", amount: bdt("300.00") },
        { account: "1161", side: "credit", amount: bdt("300.00") },
      ],
    });
    const { id } = expectStatus(201, recurring);
    const approvals = await people.checker.get<{ data: ApprovalBody[] }>(
      `/v1/approvals?subject_id=${id}`,
    );
    const [approval] = approvals.body.data;
    if (approval === undefined) throw new Error("no approval");
    await approve(people, approval);
    const schedule = app.temporal.client.schedule.getHandle(`recurring:${scope.partner}:${id}`);
    const untilPaused = (paused: boolean) =>
      awaitCondition(`paused: ${paused}`, async () => {
        const { state } = await schedule.describe();
        return state.paused === paused ? true : undefined;
      });
    await untilPaused(false);
    await command("suspend", scope);
    await untilPaused(true);
    // As if that had been some days ago.
    await scope.db
      .updateTable("partners")
      .set({ status_changed_at: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10) })
      .execute();
    await command("reactivate", scope);
    await untilPaused(false);
    const drafts = await awaitCondition("the runs of three days", async () => {
      const rows = await scope.db.selectFrom("journal_drafts").select("draft_date").execute();
      return rows.length >= 3 ? rows : undefined;
    });
    expect(new Set(drafts.map(({ draft_date }) => draft_date)).size).toBe(drafts.length);
  });
});

describe("POST /v1/partner/close", () => {
  const body = { reason: "The agency has been sold." };

  test("is for a person: a token is refused, whatever it may", async () => {
    const { token } = await app.createPartner();
    const answer = await apiClient(app, token).post<ProblemBody>("/v1/partner/close", body);
    expect([answer.status, answer.body.code]).toEqual([403, "person_required"]);
  });

  test("closes the account, and its administrator opens it again", async () => {
    const partner = await app.createPartner();
    const browser = await openAdmin(partner);
    const closed = await browser.send("POST", "/v1/partner/close", body);
    expect([closed.status, closed.body]).toMatchObject([200, { status: "closed" }]);
    expect((await untilRefused(partner)).code).toBe("partner_closed");
    const opened = await browser.send("POST", "/v1/partner/reopen", body);
    expect([opened.status, opened.body]).toMatchObject([
      200,
      { status: "active", status_reason: null },
    ]);
    const customerId = await createTestCustomer(apiClient(app, partner.token));
    expect(customerId).toMatch(/^cus_/);
  });
});
