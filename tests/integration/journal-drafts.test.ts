import { randomUUID } from "node:crypto";

import { inSnapshot } from "../../db/transaction";
import { checkRecords } from "../../db/verify/records";
import { permissions } from "../../domain/permissions";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { ApprovalBody, Bookkeepers, DraftBody, OutcomeBody } from "../harness/bookkeepers";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  newDraft,
  openBookkeepers,
  submitDraft,
} from "../harness/bookkeepers";
import { today } from "../harness/database";
import { setPeriodStatus } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

const drafts = "/v1/journal-entries/drafts";

function getDraft({ id }: { readonly id: string }) {
  return people.checker.get<DraftBody>(`${drafts}/${id}`);
}

async function countEntries(): Promise<number> {
  const rows = await people.scope.db.selectFrom("journal_entries").select("public_id").execute();
  return rows.length;
}

async function auditOf(targetId: string): Promise<Record<string, unknown>> {
  const rows = await people.scope.db
    .selectFrom("audit_logs")
    .select(["event_type", "actor_id", "event_payload"])
    .where("target_entity_id", "=", targetId)
    .orderBy("audit_log_id")
    .execute();
  return Object.fromEntries(
    rows.map((row) => [row.event_type, { actor: row.actor_id, ...JSON.parse(row.event_payload) }]),
  );
}

describe("a draft that another person approves", () => {
  test("is posted in one commit, with its dimensions, and the audit names both", async () => {
    const draft = await createDraft(people, {
      lines: [
        {
          account: "1101",
          side: "debit",
          amount: bdt("250.50"),
          customer_id: people.customerId,
          product_code: "VISA",
        },
        { account: "4031", side: "credit", amount: bdt("250.50"), tax_code: "EXEMPT" },
      ],
    });
    expect(draft).toMatchObject({ status: "draft", journal_entry_id: null, version: 1 });
    const approval = await submitDraft(people, draft);
    expect(approval).toMatchObject({
      kind: "journal_draft",
      status: "pending",
      subject_id: draft.id,
      maker: { type: "api_token", id: people.makerTokenId },
      request: { lines: 2, total: bdt("250.50"), reverse_on: null },
    });
    expect((await getDraft(draft)).body.status).toBe("submitted");
    const { outcome } = await approve(people, approval);
    expect((await getDraft(draft)).body).toMatchObject({
      status: "posted",
      journal_entry_id: outcome.id,
    });
    const entry = await people.maker.get(`/v1/journal-entries/${outcome.id}`);
    expect(entry.body).toMatchObject({
      posting_key: `draft:${draft.id}`,
      source: { type: "manual_entry", id: draft.id },
      entry_date: today(),
      lines: [
        { account: { code: "1101" }, customer_id: people.customerId, product_code: "VISA" },
        { account: { code: "4031" }, side: "credit", tax_code: "EXEMPT" },
      ],
    });
    const decided = await people.maker.get<ApprovalBody>(`/v1/approvals/${approval.id}`);
    expect(decided.body).toMatchObject({
      status: "approved",
      checker: { id: people.checkerTokenId },
    });
    const both = { maker: people.makerTokenId, checker: people.checkerTokenId };
    expect(await auditOf(approval.id)).toMatchObject({
      "approval.requested": { actor: people.makerTokenId },
      "approval.approved": { actor: people.checkerTokenId, ...both },
    });
    expect(await auditOf(draft.id)).toMatchObject({ "journal_draft.posted": both });
  });

  test("is posted once, however often the approval is sent", async () => {
    const approval = await submitDraft(people, await createDraft(people));
    const key = { "Idempotency-Key": randomUUID() };
    const path = `/v1/approvals/${approval.id}/approve`;
    const before = await countEntries();
    const first = await people.checker.post<OutcomeBody>(path, { reason: "agreed" }, key);
    const second = await people.checker.post<OutcomeBody>(path, { reason: "agreed" }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
    const other = await people.checker.post<ProblemBody>(path, {});
    expect([other.status, other.body.code]).toEqual([409, "approval_decided"]);
    expect(await countEntries()).toBe(before + 1);
    const operation = await people.checker.get(`/v1/operations/${first.body.operation_id}`);
    expect(operation.body).toMatchObject({ status: "succeeded", result: first.body });
  });

  test("is posted once when many approve at the same time", async () => {
    const approval = await submitDraft(people, await createDraft(people));
    const before = await countEntries();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        people.checker.post<OutcomeBody>(`/v1/approvals/${approval.id}/approve`, {}),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect(await countEntries()).toBe(before + 1);
  });
});

describe("an approval", () => {
  test.each(["maker", "makerAgain"] as const)("by the %s is refused", async (who) => {
    const approval = await submitDraft(people, await createDraft(people));
    const before = await countEntries();
    for (const act of ["approve", "reject"]) {
      const answer = await people[who].post<ProblemBody>(`/v1/approvals/${approval.id}/${act}`, {
        reason: "it is fine",
      });
      expect([answer.status, answer.body.code]).toEqual([422, "approval_by_maker"]);
    }
    expect(await countEntries()).toBe(before);
  });

  test("that is rejected posts nothing and ends the draft", async () => {
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    const path = `/v1/approvals/${approval.id}`;
    const rejected = await people.checker.post<ApprovalBody>(`${path}/reject`, {
      reason: "no bill",
    });
    expect(rejected.body).toMatchObject({ status: "rejected", reason: "no bill" });
    expect((await getDraft(draft)).body).toMatchObject({ status: "rejected" });
    const late = await people.checker.post<ProblemBody>(`${path}/approve`, {});
    expect([late.status, late.body.code]).toEqual([409, "approval_decided"]);
    const again = await people.maker.post<ProblemBody>(`${drafts}/${draft.id}/submit`);
    expect([again.status, again.body.code]).toEqual([409, "draft_state_invalid"]);
    expect(await auditOf(approval.id)).toMatchObject({
      "approval.rejected": { maker: people.makerTokenId, checker: people.checkerTokenId },
    });
  });

  test("is withdrawn by its maker alone, and the draft can be submitted again", async () => {
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    const path = `/v1/approvals/${approval.id}/withdraw`;
    const body = { reason: "wrong month" };
    const others = await people.checker.post<ProblemBody>(path, body);
    expect([others.status, others.body.code]).toEqual([422, "approval_not_yours"]);
    const withdrawn = await people.maker.post<ApprovalBody>(path, body);
    expect(withdrawn.body.status).toBe("withdrawn");
    const second = await submitDraft(people, draft);
    expect(second.id).not.toBe(approval.id);
    await approve(people, second);
    expect((await inSnapshot(people.scope, checkRecords)).finding).toBeNull();
  });

  test("is listed by what it concerns", async () => {
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    const list = await people.checker.get<{ data: ApprovalBody[] }>(
      `/v1/approvals?status=pending&kind=journal_draft&subject_id=${draft.id}`,
    );
    expect(list.body.data.map(({ id }) => id)).toEqual([approval.id]);
  });
});

describe("POST /v1/journal-entries/drafts", () => {
  const line = (account: string, side: string, amount: object, dimensions = {}) => ({
    account,
    side,
    amount,
    ...dimensions,
  });

  test.each<[string, string, object]>([
    ["amount_invalid", "nothing", bdt("0.00")],
    ["amount_invalid", "less than nothing", bdt("-1.00")],
    ["amount_precision", "a third decimal of BDT", bdt("1.005")],
    ["amount_precision", "a decimal of JPY", { amount: "1.5", currency: "JPY" }],
    ["currency_unknown", "no currency", { amount: "1.00", currency: "XQZ" }],
  ])("refuses with %s an amount of %s", async (code, _name, amount) => {
    const answer = await people.maker.post<ProblemBody>(
      drafts,
      newDraft({ lines: [line("5051", "debit", amount), line("1161", "credit", amount)] }),
    );
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  test("refuses with tenant_mismatch whom another partner has", async () => {
    const strangers = await openBookkeepers(app);
    for (const dimension of ["customer_id", "supplier_id"] as const) {
      const id = dimension === "customer_id" ? strangers.customerId : strangers.supplierId;
      const answer = await people.maker.post<ProblemBody>(
        drafts,
        newDraft({
          lines: [
            line("1101", "debit", bdt("1.00"), { [dimension]: id }),
            line("4031", "credit", bdt("1.00")),
          ],
        }),
      );
      expect([answer.status, answer.body.code]).toEqual([404, "tenant_mismatch"]);
    }
  });

  test("refuses what is no draft, and a reversal before its entry", async () => {
    for (const wrong of [
      { lines: [] },
      { lines: [line("5051", "left", bdt("1.00"))] },
      { entry_date: "2026-02-30" },
      { reverse_on: "2020-01-01" },
      { colour: "green" },
    ]) {
      const answer = await people.maker.post<ProblemBody>(drafts, newDraft(wrong));
      expect(answer.status).toBe(400);
    }
  });
});

describe("submitting a draft", () => {
  async function refusalOf(overrides: Record<string, unknown>): Promise<unknown[]> {
    const draft = await createDraft(people, overrides);
    const answer = await people.maker.post<ProblemBody>(`${drafts}/${draft.id}/submit`);
    expect((await getDraft(draft)).body.status).toBe("draft");
    const { data } = expectStatus(
      200,
      await people.maker.get<{ data: unknown[] }>(`/v1/approvals?subject_id=${draft.id}`),
    );
    expect(data).toEqual([]);
    return [answer.status, answer.body.code];
  }

  const pair = (debit: object, credit: object) => ({ lines: [debit, credit] });
  const usd = { amount: "10.00", currency: "USD" };

  test.each<[string, Record<string, unknown>]>([
    [
      "account_not_postable",
      pair(
        { account: "9999", side: "debit", amount: bdt("1.00") },
        { account: "1161", side: "credit", amount: bdt("1.00") },
      ),
    ],
    [
      "dimension_required",
      pair(
        { account: "1101", side: "debit", amount: bdt("1.00") },
        { account: "4031", side: "credit", amount: bdt("1.00") },
      ),
    ],
    [
      "fx_rate_missing",
      pair(
        { account: "5051", side: "debit", amount: usd },
        { account: "1161", side: "credit", amount: usd },
      ),
    ],
    [
      "je_unbalanced",
      pair(
        { account: "5051", side: "debit", amount: bdt("1.00") },
        { account: "1161", side: "credit", amount: bdt("1.01") },
      ),
    ],
    ["je_unbalanced", { lines: [{ account: "5051", side: "debit", amount: bdt("1.00") }] }],
    ["period_closed", { entry_date: "2199-01-01" }],
  ])("refuses with %s and asks for no approval", async (code, overrides) => {
    expect(await refusalOf(overrides)).toEqual([422, code]);
  });

  test("refuses a day in a closed period rather than moving it", async () => {
    await setPeriodStatus(people.scope, "2026-01", "closed");
    expect(await refusalOf({ entry_date: "2026-01-31" })).toEqual([422, "period_closed"]);
  });

  test("takes an adjustment of a softly closed period from who may adjust", async () => {
    await setPeriodStatus(people.scope, "2026-02", "soft_closed");
    const plain = permissions.filter((one) => one !== "journal_entry.adjust.partner");
    const clerk = apiClient(app, await app.createToken(people.scope, plain));
    const draft = await createDraft(people, { entry_date: "2026-02-28" });
    const refused = await clerk.post<ProblemBody>(`${drafts}/${draft.id}/submit`);
    expect([refused.status, refused.body.code]).toEqual([422, "period_closed"]);
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const entry = await people.maker.get(`/v1/journal-entries/${outcome.id}`);
    expect(entry.body).toMatchObject({ entry_date: "2026-02-28", period: "2026-02" });
  });

  test("leaves the request pending where approving is refused, and posts it once it can be", async () => {
    const draft = await createDraft(people, { entry_date: "2026-03-31" });
    const approval = await submitDraft(people, draft);
    await setPeriodStatus(people.scope, "2026-03", "closed");
    const path = `/v1/approvals/${approval.id}/approve`;
    const refused = await people.checker.post<ProblemBody>(path, {});
    expect([refused.status, refused.body.code]).toEqual([422, "period_closed"]);
    const pending = await people.checker.get<ApprovalBody>(`/v1/approvals/${approval.id}`);
    expect(pending.body).toMatchObject({ status: "pending", checker: null });
    expect((await getDraft(draft)).body.status).toBe("submitted");
    await setPeriodStatus(people.scope, "2026-03", "open");
    await approve(people, approval);
  });
});

describe("another partner", () => {
  test("finds neither the draft nor the approval", async () => {
    const strangers = await openBookkeepers(app);
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    const { checker } = strangers;
    const answers = [
      await checker.get(`${drafts}/${draft.id}`),
      await checker.post(`${drafts}/${draft.id}/submit`),
      await checker.get(`/v1/approvals/${approval.id}`),
      await checker.post(`/v1/approvals/${approval.id}/approve`, {}),
      await checker.post(`/v1/approvals/${approval.id}/reject`, { reason: "not mine" }),
      await checker.post(`/v1/approvals/${approval.id}/withdraw`, { reason: "not mine" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    const lists = [
      await checker.get<{ data: [] }>(drafts),
      await checker.get<{ data: [] }>("/v1/approvals"),
    ];
    expect(lists.map(({ body }) => body.data)).toEqual([[], []]);
  });
});

describe("a token without the permission", () => {
  test("is refused by each route", async () => {
    const nobody = apiClient(app, await app.createToken(people.scope, ["ticket.read.partner"]));
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    const answers = [
      await nobody.post(drafts, newDraft()),
      await nobody.get(drafts),
      await nobody.get(`${drafts}/${draft.id}`),
      await nobody.post(`${drafts}/${draft.id}/submit`),
      await nobody.get("/v1/approvals"),
      await nobody.get(`/v1/approvals/${approval.id}`),
      await nobody.post(`/v1/approvals/${approval.id}/approve`, {}),
      await nobody.post(`/v1/approvals/${approval.id}/reject`, { reason: "not allowed" }),
      await nobody.post(`/v1/approvals/${approval.id}/withdraw`, { reason: "not allowed" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
  });
});
