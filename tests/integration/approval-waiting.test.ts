import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { PartnerDatabase } from "../../db/partner-scope";
import { approvalChanged } from "../../temporal/contract/await-approval";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ProblemBody } from "../harness/api-client";
import type { ApprovalView } from "../harness/approvals";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody, Bookkeepers, DraftBody, OutcomeBody } from "../harness/bookkeepers";
import { createDraft, expectStatus, openBookkeepers, submitDraft } from "../harness/bookkeepers";
import type { Person } from "../harness/open-person";
import { openPerson } from "../harness/open-person";
import { replayHistory, toHistoryJson } from "../harness/replay";
import { createPerson, signIn } from "../harness/sign-in";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

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

interface Detail extends ApprovalView {
  readonly changes: readonly object[];
  readonly decisions: readonly object[];
  readonly comments: readonly { readonly text: string }[];
  readonly deciders: readonly { readonly user_id: string; readonly on_behalf_of: string | null }[];
}

async function detailOf({ id }: { readonly id: string }): Promise<Detail> {
  return expectStatus(200, await people.maker.get<Detail>(`/v1/approvals/${id}`));
}

async function submit(): Promise<ApprovalBody> {
  return submitDraft(people, await createDraft(people));
}

function waitingFor({ id }: { readonly id: string }) {
  return app.temporal.client.workflow.getHandle(workflowIds.awaitApproval(scope.partner, id));
}

/** As if its time had come; the workflow looks again. */
async function letTimePass(
  approval: { readonly id: string },
  times: { remind_at?: string; expires_at?: string },
): Promise<void> {
  await awaitCondition("somebody waits for it", () =>
    waitingFor(approval)
      .describe()
      .then(() => true)
      .catch(() => undefined),
  );
  await scope.db.updateTable("approvals").set(times).where("public_id", "=", approval.id).execute();
  await waitingFor(approval).signal(approvalChanged);
}

async function mailsOf(approval: { readonly id: string }): Promise<string[]> {
  const rows = await scope.db
    .selectFrom("email_outbox")
    .select("message_type")
    .where("message_key", "like", `approval:${approval.id}:%`)
    .where("status", "=", "sent")
    .orderBy("email_outbox_id")
    .execute();
  return rows.map(({ message_type }) => message_type);
}

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
async function replayAndKeep(name: string, approval: { readonly id: string }): Promise<void> {
  await waitingFor(approval).result();
  const history = await waitingFor(approval).fetchHistory();
  await replayHistory(history, name);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  const directory = join(process.cwd(), "tests/histories");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `await-approval.${name}.json`), toHistoryJson(history));
}

describe("a request that nobody decides on", () => {
  test("reminds its approvers at half of its time, and expires at the end", async () => {
    const approval = await submit();
    const past = "2020-01-01 00:00:00";
    await letTimePass(approval, { remind_at: past });
    await awaitCondition("a reminder", async () =>
      (await mailsOf(approval)).includes("approval_reminder") ? true : undefined,
    );
    await letTimePass(approval, { expires_at: past });
    await replayAndKeep("expired", approval);
    expect(await detailOf(approval)).toMatchObject({
      status: "expired",
      checker: { type: "system", id: null },
      deciders: [],
    });
    const mails = await mailsOf(approval);
    expect(mails.filter((type) => type === "approval_requested")).toHaveLength(1);
    expect(mails.filter((type) => type === "approval_decided")).toHaveLength(1);
    const late = await tryToApprove<ProblemBody>(people.checker, approval);
    expect(late).toMatchObject({ status: 409, body: { code: "approval_expired" } });
  });

  test("gives its draft back, to be submitted anew", async () => {
    const approval = await submit();
    await letTimePass(approval, { expires_at: "2020-01-01 00:00:00" });
    expect(await waitingFor(approval).result()).toEqual({ status: "expired" });
    const path = `/v1/journal-entries/drafts/${approval.subject_id}`;
    expect((await people.maker.get<DraftBody>(path)).body.status).toBe("draft");
    expectStatus(201, await people.maker.post(`${path}/submit`));
  });
});

describe("a request that is decided on", () => {
  test("is waited for no longer", async () => {
    const approval = await submit();
    await awaitCondition("a mail", async () =>
      (await mailsOf(approval)).length > 0 ? true : undefined,
    );
    expectStatus(201, await tryToApprove<OutcomeBody>(people.checker, approval));
    expect(await waitingFor(approval).result()).toEqual({ status: "approved" });
    await replayAndKeep("approved", approval);
  });

  test("tells who may still decide until then, and what was said", async () => {
    const approval = await submit();
    const before = await detailOf(approval);
    expect(before.deciders).toHaveLength(1);
    const path = `/v1/approvals/${approval.id}/comments`;
    expectStatus(201, await people.checker.post(path, { text: "Where is the bill?" }));
    const answer = await people.maker.post<Detail>(path, { text: "It is attached." });
    expect(answer.body.comments.map(({ text }) => text)).toEqual([
      "Where is the bill?",
      "It is attached.",
    ]);
    expectStatus(201, await tryToApprove<OutcomeBody>(people.checker, approval));
    expect(await detailOf(approval)).toMatchObject({
      deciders: [],
      decisions: [{ decision: "approved", on_behalf_of: null, reason: "as agreed" }],
    });
  });
});

describe("GET /v1/approvals?inbox=mine", () => {
  async function inboxOf(client: Person["client"]): Promise<string[]> {
    const { data } = expectStatus(
      200,
      await client.get<{ data: { id: string }[] }>("/v1/approvals?inbox=mine"),
    );
    const counts = await client.get<{ inbox: number }>("/v1/approvals/counts");
    expect(counts.body.inbox).toBe(data.length);
    return data.map(({ id }) => id);
  }

  test("has what the caller may decide on, and nothing that they made or decided", async () => {
    const approval = await submit();
    expect(await inboxOf(people.maker)).toEqual([]);
    expect(await inboxOf(people.checker)).toEqual([approval.id]);
    const { client: clerk } = await openPerson(app, scope, { role: "accountant" });
    expect(await inboxOf(clerk)).toEqual([]);
    expectStatus(201, await tryToApprove<OutcomeBody>(people.checker, approval));
    expect(await inboxOf(people.checker)).toEqual([]);
  });

  test("has what is of the caller's branches alone, where they are held to some", async () => {
    for (const code of ["DAC", "CGP"]) {
      expectStatus(201, await people.maker.post("/v1/branches", { code, name: code }));
    }
    const branches = await people.maker.get<{ data: { id: string; code: string }[] }>(
      "/v1/branches",
    );
    const own = branches.body.data.find(({ code }) => code === "DAC")?.id;
    const line = { account: "5051", amount: { amount: "5.00", currency: "BDT" } };
    const lines = ["debit", "credit"].map((side) => ({ ...line, side, branch_id: own }));
    const mine = await submitDraft(people, await createDraft(people, { lines }));
    const other = await submit();
    const held = await openPerson(app, scope, { role: "controller", branch: "DAC" });
    const far = await openPerson(app, scope, { role: "controller", branch: "CGP" });
    expect(await inboxOf(held.client)).toEqual([mine.id]);
    expect(await inboxOf(far.client)).toEqual([]);
    expect((await tryToApprove(held.client, other)).status).toBe(404);
    expect((await tryToApprove(far.client, mine)).status).toBe(404);
    expectStatus(201, await tryToApprove<OutcomeBody>(held.client, mine));
  });
});

describe("POST /v1/approval-delegations", () => {
  async function delegate(from: Person, delegateId: string, days = 1) {
    return from.client.post<{ id: string; is_active: boolean } & ProblemBody>(
      "/v1/approval-delegations",
      {
        delegate_id: delegateId,
        ends_at: new Date(Date.now() + days * 86_400_000).toISOString(),
        reason: "on leave",
      },
    );
  }

  test("lets a person who signs in decide in one's place, as whom they then count", async () => {
    await settlePolicy(scope, "journal_entry.post", { levels: [["0", 2]] });
    const boss = await openPerson(app, scope, { role: "controller" });
    const deputy = await createPerson(scope, ["accountant"]);
    const browser = await signIn(app, deputy);
    const approval = await submit();
    const approve = (key: string) =>
      browser.send<ApprovalView & ProblemBody>(
        "POST",
        `/v1/approvals/${approval.id}/approve`,
        {},
        { "Idempotency-Key": key },
      );
    expect((await approve("before")).body.code).toBe("approver_not_allowed");
    expect(expectStatus(201, await delegate(boss, deputy.id)).is_active).toBe(true);
    const forBoss = { user_id: deputy.id, on_behalf_of: boss.user.id };
    expect((await detailOf(approval)).deciders).toContainEqual(forBoss);
    const inbox = await browser.send<{ data: unknown[] }>("GET", "/v1/approvals?inbox=mine");
    expect(inbox.body.data).toHaveLength(1);
    expect(expectStatus(200, await approve("after"))).toMatchObject({ status: "pending" });
    expect((await detailOf(approval)).decisions).toMatchObject([forBoss]);
    const again = await tryToApprove<ProblemBody>(boss.client, approval);
    expect(again).toMatchObject({ status: 409, body: { code: "approver_repeated" } });
    expectStatus(201, await tryToApprove<OutcomeBody>(people.checker, approval));
  });

  test("ends when it is taken back, by who has delegated", async () => {
    const boss = await openPerson(app, scope, { role: "controller" });
    const deputy = await openPerson(app, scope, { role: "approver" });
    const { id } = expectStatus(201, await delegate(boss, deputy.user.id));
    const path = `/v1/approval-delegations/${id}/revoke`;
    expect((await deputy.client.post<ProblemBody>(path)).body.code).toBe("delegation_invalid");
    expectStatus(200, await boss.client.post(path));
    const list = await boss.client.get<{ data: { is_active: boolean }[] }>(
      "/v1/approval-delegations",
    );
    expect(list.body.data).toMatchObject([{ id, is_active: false }]);
  });

  test("is for another person, and for a time", async () => {
    const boss = await openPerson(app, scope, { role: "controller" });
    const other = await openPerson(app, scope, { role: "accountant" });
    for (const answer of [
      await delegate(boss, boss.user.id),
      await delegate(boss, other.user.id, -1),
    ]) {
      expect(answer).toMatchObject({ status: 422, body: { code: "delegation_invalid" } });
    }
  });
});
