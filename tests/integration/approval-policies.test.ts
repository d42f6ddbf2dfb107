import type { PartnerDatabase } from "../../db/partner-scope";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import type { ApprovalView } from "../harness/approvals";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import type { Bookkeepers, DraftBody, OutcomeBody } from "../harness/bookkeepers";
import {
  bdt,
  createDraft,
  expectStatus,
  openBookkeepers,
  submitDraft,
} from "../harness/bookkeepers";
import { openPerson } from "../harness/open-person";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface PolicyBody {
  readonly act: string;
  readonly is_default: boolean;
  readonly levels: readonly object[];
  readonly version: number;
}

let app: TestApp;
let people: Bookkeepers;
let scope: PartnerDatabase;

beforeAll(async () => {
  app = await startTestApp();
});

beforeEach(async () => {
  people = await openBookkeepers(app);
  ({ scope } = people);
});

afterAll(() => app.close());

const path = "/v1/approval-policies";

function levels(...tiers: readonly (readonly [string, number])[]) {
  return tiers.map(([from, approvers]) => ({ from: bdt(from), approvers }));
}

function put(client: ApiClient, act: string, body: object, version = 0) {
  const policy = { ttl_hours: 24, reason: "as the board decided", ...body };
  return client.put<PolicyBody & ApprovalView & ProblemBody>(`${path}/${act}`, policy, {
    "If-Match": `"v${version}"`,
  });
}

async function openThird(role = "controller") {
  return (await openPerson(app, scope, { role })).client;
}

async function submit(amount: string): Promise<ApprovalView> {
  const draft = await createDraft(people, {
    lines: [
      { account: "5051", side: "debit", amount: bdt(amount) },
      { account: "1161", side: "credit", amount: bdt(amount) },
    ],
  });
  const submitted = await submitDraft(people, draft);
  return expectStatus(200, await people.checker.get<ApprovalView>(`/v1/approvals/${submitted.id}`));
}

async function auditOf(id: string): Promise<string[]> {
  const rows = await scope.db
    .selectFrom("audit_logs")
    .select("event_type")
    .where("target_entity_id", "=", id)
    .orderBy("audit_log_id")
    .execute();
  return rows.map(({ event_type }) => event_type);
}

describe("GET /v1/approval-policies", () => {
  test("has one for each act, with the manual's thresholds where nothing is settled", async () => {
    const { data } = expectStatus(200, await people.checker.get<{ data: PolicyBody[] }>(path));
    const refund = data.find(({ act }) => act === "refund.create");
    expect(refund).toMatchObject({ is_default: true, levels: levels(["100000.00", 1]) });
    const own = data.find(({ act }) => act === "journal_entry.post");
    expect(own).toMatchObject({ is_default: false, levels: levels(["0.00", 1]) });
  });
});

describe("PUT /v1/approval-policies/{act}", () => {
  test("that asks more people holds at once", async () => {
    const tiers = levels(["100000.00", 1], ["500000.00", 2]);
    const changed = await put(people.maker, "refund.create", { levels: tiers });
    expect(expectStatus(200, changed)).toMatchObject({ levels: tiers, version: 1 });
    expect(await auditOf("refund.create")).toEqual(["approval_policy.changed"]);
  });

  test("that asks fewer waits for another person, and then holds", async () => {
    const asked = await put(people.maker, "refund.create", { levels: levels(["150000.00", 1]) });
    const approval = expectStatus(202, asked);
    expect(approval).toMatchObject({ status: "pending", act: "approval_policy.update" });
    const before = await people.maker.get<PolicyBody>(`${path}/refund.create`);
    expect(before.body).toMatchObject({ is_default: true });
    const own = await tryToApprove<ProblemBody>(people.makerAgain, approval);
    expect(own.body.code).toBe("approval_by_maker");
    const done = await tryToApprove(people.checker, approval);
    expect(expectStatus(200, done).status).toBe("approved");
    const after = await people.maker.get<PolicyBody>(`${path}/refund.create`);
    expect(after.body).toMatchObject({ levels: levels(["150000.00", 1]), version: 1 });
  });

  test("that another change has overtaken is not approved", async () => {
    const asked = await put(people.maker, "refund.create", { levels: [] });
    const tiers = levels(["100000.00", 2]);
    expectStatus(200, await put(people.maker, "refund.create", { levels: tiers }));
    const late = await tryToApprove<ProblemBody>(people.checker, expectStatus(202, asked));
    expect(late).toMatchObject({ status: 409, body: { code: "version_conflict" } });
  });

  test.each([
    ["period.reopen", { levels: [] }, "approval_policy_invalid"],
    ["refund.create", { levels: levels(["5.00", 1], ["4.00", 2]) }, "approval_policy_invalid"],
    ["refund.create", { levels: [], approver_role: "nobody" }, "approval_policy_invalid"],
    [
      "refund.create",
      { levels: [{ from: { amount: "1.00", currency: "USD" }, approvers: 1 }] },
      "currency_mismatch",
    ],
  ])("of %s refuses what is none", async (act, body, code) => {
    expect(await put(people.maker, act, body)).toMatchObject({ status: 422, body: { code } });
  });

  test("refuses who has seen another version, or none", async () => {
    expect(await put(people.maker, "refund.create", { levels: [] }, 3)).toMatchObject({
      status: 412,
    });
    const body = { levels: [], ttl_hours: 24, reason: "unseen" };
    expect(await people.maker.put(`${path}/refund.create`, body)).toMatchObject({ status: 428 });
  });
});

describe("an act below its threshold", () => {
  test("is done at once, and recorded as approved by the policy", async () => {
    await settlePolicy(scope, "journal_entry.post", { levels: [["50000.00", 1]] });
    const approval = await submit("49999.99");
    expect(approval).toMatchObject({
      status: "approved",
      automatic: true,
      approvers_required: 0,
      checker: { type: "system", id: null },
    });
    const draft = await people.maker.get<DraftBody>(
      `/v1/journal-entries/drafts/${approval.subject_id}`,
    );
    expect(draft.body).toMatchObject({ status: "posted" });
    expect(draft.body.journal_entry_id).toMatch(/^je_/);
    expect(await auditOf(approval.id)).toEqual(["approval.requested", "approval.approved"]);
  });

  test("waits at the threshold", async () => {
    await settlePolicy(scope, "journal_entry.post", { levels: [["50000.00", 1]] });
    expect(await submit("50000.00")).toMatchObject({ status: "pending", approvers_required: 1 });
  });
});

describe("POST /v1/journal-entries/drafts/{draft_id}/submit", () => {
  test("takes the ETag of what its maker has seen", async () => {
    const { id } = await createDraft(people);
    const submitPath = `/v1/journal-entries/drafts/${id}/submit`;
    const unseen = await people.maker.post(submitPath, undefined, { "If-Match": '"v7"' });
    expect(unseen.status).toBe(412);
    expectStatus(201, await people.maker.post(submitPath, undefined, { "If-Match": '"v1"' }));
  });
});

describe("an act that several people approve", () => {
  beforeEach(() =>
    settlePolicy(scope, "journal_entry.post", {
      levels: [
        ["0", 1],
        ["1000.00", 2],
      ],
    }),
  );

  test("is done with the last of them, each of whom counts once", async () => {
    const third = await openThird();
    const approval = await submit("1000.00");
    const first = await tryToApprove(people.checker, approval);
    expect(expectStatus(200, first)).toMatchObject({ status: "pending", approvers_required: 2 });
    const again = await tryToApprove<ProblemBody>(people.checker, approval);
    expect(again).toMatchObject({ status: 409, body: { code: "approver_repeated" } });
    const last = await tryToApprove<OutcomeBody>(third, approval);
    expect(expectStatus(201, last).outcome.type).toBe("journal_entry");
    expect(await auditOf(approval.id)).toEqual([
      "approval.requested",
      "approval.endorsed",
      "approval.approved",
    ]);
  });

  test("is done once where all of them approve at the same time", async () => {
    const clients = [people.checker, await openThird(), await openThird(), await openThird()];
    const approval = await submit("1000.00");
    const answers = await Promise.all(clients.map((client) => tryToApprove(client, approval)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    const words = await scope.db.selectFrom("approval_decisions").select("approval_id").execute();
    expect(words).toHaveLength(2);
    const entries = await scope.db
      .selectFrom("journal_entries")
      .select("public_id")
      .where("source_public_id", "=", approval.subject_id)
      .execute();
    expect(entries).toHaveLength(1);
  });

  test("gives whoever repeats the key the answer they got", async () => {
    const approval = await submit("1000.00");
    const key = { "Idempotency-Key": "the-same" };
    const approvePath = `/v1/approvals/${approval.id}/approve`;
    const first = await people.checker.post(approvePath, {}, key);
    const again = await people.checker.post(approvePath, {}, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  test("ends with one rejection", async () => {
    const third = await openThird();
    const approval = await submit("1000.00");
    expectStatus(200, await tryToApprove(people.checker, approval));
    const rejected = await third.post<ApprovalView>(`/v1/approvals/${approval.id}/reject`, {
      reason: "no bill",
    });
    expect(rejected.body).toMatchObject({ status: "rejected", reason: "no bill" });
  });
});

describe("who approves", () => {
  test("has the role that the policy names, in the database as it is then", async () => {
    await settlePolicy(scope, "journal_entry.post", { levels: [["0", 1]], role: "controller" });
    const approval = await submit("10.00");
    const other = await tryToApprove<ProblemBody>(people.checker, approval);
    expect(other).toMatchObject({ status: 403, body: { code: "approver_not_allowed" } });
    const { user, client } = await openPerson(app, scope, { role: "controller" });
    await scope.db
      .updateTable("users")
      .set({ status: "disabled" })
      .where("user_id", "=", user.userId)
      .execute();
    expect((await tryToApprove(client, approval)).status).toBeGreaterThanOrEqual(401);
    expectStatus(201, await tryToApprove<OutcomeBody>(await openThird(), approval));
  });

  test("is a person, and no service's token", async () => {
    const token = await app.createToken(scope, [
      "approval.read.partner",
      "approval.decide.partner",
    ]);
    const approval = await submit("10.00");
    const answer = await app.request(`/v1/approvals/${approval.id}/approve`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Idempotency-Key": "service",
        "Content-Type": "application/json",
      },
      body: "{}",
    });
    expect([answer.status, JSON.parse(await answer.text()).code]).toEqual([403, "person_required"]);
  });

  test("has a token that may, whatever its person may do", async () => {
    const { client } = await openPerson(app, scope, {
      role: "controller",
      permissions: ["approval.read.partner"],
    });
    const answer = await tryToApprove<ProblemBody>(client, await submit("10.00"));
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test("is in time", async () => {
    const approval = await submit("10.00");
    await scope.db
      .updateTable("approvals")
      .set({ expires_at: "2020-01-01 00:00:00" })
      .where("public_id", "=", approval.id)
      .execute();
    const late = await tryToApprove<ProblemBody>(people.checker, approval);
    expect(late).toMatchObject({ status: 409, body: { code: "approval_expired" } });
  });
});

describe("what a person may do", () => {
  interface AccessBody {
    readonly roles: readonly { readonly code: string }[];
  }

  async function ask() {
    await settlePolicy(scope, "user.access", { levels: [["0", 1]] });
    const clerk = await openPerson(app, scope, { role: "auditor" });
    const role = await scope.db
      .selectFrom("roles")
      .select("public_id")
      .where("role_code", "=", "controller")
      .executeTakeFirstOrThrow();
    const userPath = `/v1/users/${clerk.user.id}`;
    const asked = await people.maker.post<ApprovalView>(`${userPath}/roles`, {
      role_id: role.public_id,
    });
    return { clerk, userPath, approval: expectStatus(202, asked) };
  }

  test("changes when another person has approved it, where the policy wants that", async () => {
    const { userPath, approval } = await ask();
    const codes = async () => {
      const { body } = await people.maker.get<AccessBody>(`${userPath}/access`);
      return body.roles.map(({ code }) => code);
    };
    expect(approval).toMatchObject({ act: "user.access", status: "pending" });
    expect(await codes()).toEqual(["auditor"]);
    const done = await tryToApprove(people.checker, approval);
    expect(expectStatus(200, done).status).toBe("approved");
    expect(await codes()).toEqual(["auditor", "controller"]);
  });

  test("is not approved by whom it is about", async () => {
    const { clerk, approval } = await ask();
    const { role_id } = await scope.db
      .selectFrom("roles")
      .select("role_id")
      .where("role_code", "=", "approver")
      .executeTakeFirstOrThrow();
    await scope.db
      .insertInto("user_roles")
      .values({ user_id: clerk.user.userId, role_id })
      .execute();
    await app.dependencies.access.forget(scope.partner);
    const own = await tryToApprove<ProblemBody>(clerk.client, approval);
    expect(own).toMatchObject({ status: 403, body: { code: "own_access" } });
  });
});
