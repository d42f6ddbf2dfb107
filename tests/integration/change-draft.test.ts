import { randomUUID } from "node:crypto";

import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers, DraftBody } from "../harness/bookkeepers";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  newDraft,
  openBookkeepers,
  submitDraft,
} from "../harness/bookkeepers";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

type Who = "maker" | "checker";

function pathOf({ id }: Pick<DraftBody, "id">): string {
  return `/v1/journal-entries/drafts/${id}`;
}

const edited = newDraft({
  description: "Bank charges, corrected",
  lines: [
    { account: "5051", side: "debit", amount: bdt("99.90") },
    { account: "1161", side: "credit", amount: bdt("99.90") },
  ],
});

function edit(draft: DraftBody, version: number, by: Who = "maker", body: object = edited) {
  return people[by].put<DraftBody & ProblemBody>(pathOf(draft), body, {
    "If-Match": `"v${version}"`,
  });
}

function discard(draft: DraftBody, version: number, headers: Record<string, string> = {}) {
  return people.maker.post<DraftBody & ProblemBody>(`${pathOf(draft)}/discard`, undefined, {
    "If-Match": `"v${version}"`,
    ...headers,
  });
}

async function historyOf({ id }: DraftBody): Promise<unknown[]> {
  const rows = await people.scope.db
    .selectFrom("journal_draft_history")
    .select(["change_type", "version", "status", "description"])
    .where("public_id", "=", id)
    .orderBy("history_id")
    .execute();
  return rows.map((row) => [row.change_type, row.version, row.status, row.description]);
}

async function auditOf({ id }: DraftBody): Promise<unknown[]> {
  const rows = await people.scope.db
    .selectFrom("audit_logs")
    .select(["event_type", "actor_id"])
    .where("target_entity_id", "=", id)
    .orderBy("audit_log_id")
    .execute();
  return rows.map((row) => [row.event_type, row.actor_id]);
}

describe("PUT /v1/journal-entries/drafts/{id}", () => {
  test("replaces what the draft says, with its history and its audit", async () => {
    const draft = await createDraft(people);
    const answer = await edit(draft, draft.version);
    const body = expectStatus(200, answer);
    expect(body).toMatchObject({ id: draft.id, status: "draft", version: 2, ...edited });
    expect(answer.headers.get("ETag")).toBe('"v2"');
    expect((await people.maker.get(pathOf(draft))).body).toEqual(body);
    expect(await historyOf(draft)).toEqual([
      ["INSERT", 1, "draft", "Bank charges of the month"],
      ["UPDATE", 2, "draft", "Bank charges, corrected"],
    ]);
    expect(await auditOf(draft)).toEqual([
      ["journal_draft.created", people.makerTokenId],
      ["journal_draft.edited", people.makerTokenId],
    ]);
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const entry = await people.maker.get(`/v1/journal-entries/${outcome.id}`);
    expect(entry.body).toMatchObject({
      description: "Bank charges, corrected",
      lines: [{ amount: bdt("99.90") }, { amount: bdt("99.90") }],
    });
  });

  test("without If-Match is 428, and with a stale one 412 that names the current version", async () => {
    const draft = await createDraft(people);
    const missing = await people.maker.put<ProblemBody>(pathOf(draft), edited);
    expect([missing.status, missing.body.code]).toEqual([428, "precondition_required"]);
    for (const stale of ['"v7"', "*", 'W/"v1"', "v1"]) {
      const answer = await people.maker.put<ProblemBody>(pathOf(draft), edited, {
        "If-Match": stale,
      });
      expect([answer.status, answer.body.code]).toEqual([412, "precondition_failed"]);
      expect(answer.headers.get("ETag")).toBe('"v1"');
    }
    expect((await people.maker.get(pathOf(draft))).body).toEqual(draft);
  });

  test("of two who have seen the same version lets one win: no update is lost", async () => {
    const draft = await createDraft(people);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        edit(draft, draft.version, index % 2 === 0 ? "maker" : "checker", {
          ...edited,
          description: `Edited by number ${index}`,
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 412)).toHaveLength(5);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await people.maker.get(pathOf(draft))).body).toMatchObject({
      description: `Edited by number ${winner}`,
      version: 2,
    });
  });

  test("is refused from submission on, until its approval is withdrawn", async () => {
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    const late = await edit(draft, 2);
    expect([late.status, late.body.code]).toEqual([409, "draft_state_invalid"]);
    const reason = { reason: "wrong amount" };
    await people.maker.post(`/v1/approvals/${approval.id}/withdraw`, reason);
    expect((await edit(draft, 3)).status).toBe(200);
    await approve(people, await submitDraft(people, draft));
    const posted = await edit(draft, 6);
    expect([posted.status, posted.body.code]).toEqual([409, "draft_state_invalid"]);
  });

  test("refuses what a new draft is refused for, and changes nothing", async () => {
    const draft = await createDraft(people);
    const line = { account: "5051", side: "debit" };
    const refusals = [
      [{ ...edited, lines: [{ ...line, amount: bdt("1.005") }] }, 422, "amount_precision"],
      [{ ...edited, lines: [{ ...line, amount: bdt("0.00") }] }, 422, "amount_invalid"],
      [{ ...edited, reverse_on: "2020-01-01" }, 400, "request_invalid"],
      [{ ...edited, colour: "green" }, 400, "request_invalid"],
      [{ ...edited, description: "Sale\u0007" }, 400, "request_invalid"],
      [{ ...edited, description: "Sale\uD83D" }, 400, "request_invalid"],
    ] as const;
    for (const [body, status, code] of refusals) {
      const answer = await edit(draft, draft.version, "maker", body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    expect((await people.maker.get(pathOf(draft))).body).toEqual(draft);
  });

  test("keeps its editor from approving it, whoever submits it", async () => {
    const draft = await createDraft(people);
    expectStatus(200, await edit(draft, draft.version, "checker"));
    const approval = await submitDraft(people, draft);
    const path = `/v1/approvals/${approval.id}`;
    const own = await people.checker.post<ProblemBody>(`${path}/approve`, {});
    expect([own.status, own.body.code]).toEqual([422, "approval_by_maker"]);
    const pending = await people.checker.get<{ status: string }>(path);
    expect(pending.body.status).toBe("pending");
  });

  test("lets a run that was refused be mended, but not moved to another day", async () => {
    const id = await leaveRun();
    const { body: draft } = await people.maker.get<DraftBody & { entry_date: string }>(
      pathOf({ id }),
    );
    const moved = await edit(draft, draft.version, "maker", {
      ...edited,
      entry_date: "2026-10-20",
    });
    expect([moved.status, moved.body.code]).toEqual([409, "draft_state_invalid"]);
    const mended = { ...edited, entry_date: draft.entry_date };
    expect((await edit(draft, draft.version, "maker", mended)).status).toBe(200);
    await approve(people, await submitDraft(people, draft));
  });
});

describe("POST /v1/journal-entries/drafts/{id}/discard", () => {
  test("ends the draft, which stays to be read", async () => {
    const draft = await createDraft(people);
    const key = { "Idempotency-Key": randomUUID() };
    const first = expectStatus(200, await discard(draft, draft.version, key));
    expect(first).toMatchObject({ id: draft.id, status: "discarded", version: 2 });
    const again = await discard(draft, draft.version, key);
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([200, "true"]);
    expect((await people.maker.get(pathOf(draft))).body).toEqual(first);
    const list = await people.maker.get<{ data: DraftBody[] }>(
      "/v1/journal-entries/drafts?status=discarded",
    );
    expect(list.body.data.map(({ id }) => id)).toContain(draft.id);
    expect(await auditOf(draft)).toContainEqual(["journal_draft.discarded", people.makerTokenId]);
    for (const answer of [
      await people.maker.post<ProblemBody>(`${pathOf(draft)}/submit`),
      await edit(draft, 2),
      await discard(draft, 2),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([409, "draft_state_invalid"]);
    }
  });

  test("without If-Match is 428, with a stale one 412, after submission 409", async () => {
    const draft = await createDraft(people);
    const missing = await people.maker.post<ProblemBody>(`${pathOf(draft)}/discard`);
    expect([missing.status, missing.body.code]).toEqual([428, "precondition_required"]);
    const stale = await discard(draft, 9);
    expect([stale.status, stale.body.code]).toEqual([412, "precondition_failed"]);
    await submitDraft(people, draft);
    const late = await discard(draft, 2);
    expect([late.status, late.body.code]).toEqual([409, "draft_state_invalid"]);
    expect((await people.maker.get<DraftBody>(pathOf(draft))).body.status).toBe("submitted");
  });
});

describe("who may not", () => {
  test("without journal_draft.update.partner neither edits nor discards", async () => {
    const draft = await createDraft(people);
    const clerk = apiClient(
      app,
      await app.createToken(people.scope, ["journal_draft.create.partner"]),
    );
    const headers = { "If-Match": '"v1"' };
    const answers = [
      await clerk.put(pathOf(draft), edited, headers),
      await clerk.post(`${pathOf(draft)}/discard`, undefined, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });

  test("another partner finds no draft", async () => {
    const draft = await createDraft(people);
    const { maker } = await openBookkeepers(app);
    const headers = { "If-Match": '"v1"' };
    const answers = [
      await maker.put(pathOf(draft), edited, headers),
      await maker.post(`${pathOf(draft)}/discard`, undefined, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect((await people.maker.get(pathOf(draft))).body).toEqual(draft);
  });
});

/** A run of a recurring entry that the books refuse; returns its draft. */
async function leaveRun(): Promise<string> {
  const recurring = "/v1/journal-entries/recurring";
  const { id } = expectStatus(
    201,
    await people.maker.post<{ id: string }>(recurring, {
      code: `R-${randomUUID().slice(0, 8)}`,
      description: "Rent of the office",
      repeats: { frequency: "daily" },
      starts_on: "2026-10-01",
      lines: edited["lines"],
    }),
  );
  const { body } = await people.checker.get<{ data: { id: string }[] }>(
    `/v1/approvals?subject_id=${id}`,
  );
  await approve(people, { id: body.data[0]?.id ?? "" });
  const accounts = people.scope.db.updateTable("chart_of_accounts");
  await accounts.set({ is_active: 0 }).where("account_code", "=", "5051").execute();
  await app.temporal.client.schedule.getHandle(`recurring:${people.scope.partner}:${id}`).backfill({
    start: new Date("2026-10-19T00:00:00+06:00"),
    end: new Date("2026-10-19T23:59:59+06:00"),
    overlap: "ALLOW_ALL",
  });
  const draft = await awaitCondition("the draft of the run", () =>
    people.scope.db
      .selectFrom("journal_drafts")
      .innerJoin(
        "recurring_journals",
        "recurring_journals.recurring_journal_id",
        "journal_drafts.recurring_journal_id",
      )
      .select("journal_drafts.public_id as id")
      .where("recurring_journals.public_id", "=", id)
      .executeTakeFirst(),
  );
  await accounts.set({ is_active: 1 }).where("account_code", "=", "5051").execute();
  return draft.id;
}
