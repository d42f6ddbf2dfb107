import { randomUUID } from "node:crypto";

import { getPartner } from "../../db/read/get-partner";
import { listDueDays } from "../../domain/journal/recurrence";
import type { ProblemBody } from "../harness/api-client";
import { asRoot } from "../harness/as-root";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody, Bookkeepers, DraftBody } from "../harness/bookkeepers";
import { approve, bdt, expectStatus, openBookkeepers, submitDraft } from "../harness/bookkeepers";
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

const path = "/v1/journal-entries/recurring";

interface RecurringBody {
  readonly id: string;
  readonly status: string;
  readonly next_runs: readonly string[];
}

const daily = {
  frequency: "daily",
  dayOfWeek: null,
  dayOfMonth: null,
  monthOfYear: null,
  endsOn: null,
} as const;

function newRecurring(overrides: Record<string, unknown> = {}) {
  return {
    code: `R-${randomUUID().slice(0, 8)}`,
    description: "Rent of the office",
    repeats: { frequency: "daily" },
    starts_on: "2026-10-01",
    lines: [
      { account: "5051", side: "debit", amount: bdt("300.00") },
      { account: "1161", side: "credit", amount: bdt("300.00") },
    ],
    ...overrides,
  };
}

async function createRecurring(overrides: Record<string, unknown> = {}): Promise<string> {
  const answer = await people.maker.post<RecurringBody>(path, newRecurring(overrides));
  return expectStatus(201, answer).id;
}

async function approvalOf(id: string): Promise<ApprovalBody> {
  const { body } = await people.checker.get<{ data: ApprovalBody[] }>(
    `/v1/approvals?subject_id=${id}`,
  );
  const [approval] = body.data;
  if (approval === undefined) throw new Error(`no approval of ${id}`);
  return approval;
}

async function startRecurring(overrides: Record<string, unknown> = {}): Promise<string> {
  const id = await createRecurring(overrides);
  const { outcome } = await approve(people, await approvalOf(id));
  expect(outcome).toEqual({ type: "recurring_entry", id });
  return id;
}

function getRecurring(id: string) {
  return people.maker.get<RecurringBody>(`${path}/${id}`);
}

/** The server tells of a Schedule a moment after it was changed. */
function awaitPaused(id: string, paused: boolean) {
  return awaitCondition(`the Schedule to be ${paused ? "paused" : "at work"}`, async () => {
    const { state } = await scheduleOf(id).describe();
    return state.paused === paused ? state : undefined;
  });
}

function scheduleOf(id: string) {
  return app.temporal.client.schedule.getHandle(`recurring:${people.scope.partner}:${id}`);
}

/** As if Temporal had been away on those days. */
async function runDays(id: string, from: string, to: string): Promise<void> {
  await scheduleOf(id).backfill({
    start: new Date(`${from}T00:00:00+06:00`),
    end: new Date(`${to}T23:59:59+06:00`),
    overlap: "ALLOW_ALL",
  });
}

async function listDraftsOf(id: string) {
  return people.scope.db
    .selectFrom("journal_drafts as draft")
    .innerJoin(
      "recurring_journals as recurring",
      "recurring.recurring_journal_id",
      "draft.recurring_journal_id",
    )
    .leftJoin("journal_entries as entry", "entry.journal_entry_id", "draft.journal_entry_id")
    .select([
      "draft.public_id as draftId",
      "draft.draft_date as day",
      "draft.status",
      "entry.posting_key as postingKey",
    ])
    .where("recurring.public_id", "=", id)
    .orderBy("draft.draft_date")
    .execute();
}

async function awaitRuns(id: string, count: number) {
  return awaitCondition(`${count} runs of ${id}`, async () => {
    const drafts = await listDraftsOf(id);
    return drafts.length >= count ? drafts : undefined;
  });
}

describe("what recurs", () => {
  test("waits for another person's approval, then has a Schedule with its next runs", async () => {
    const id = await createRecurring({
      repeats: { frequency: "monthly", day_of_month: 5 },
      starts_on: "2026-11-01",
    });
    expect((await getRecurring(id)).body).toMatchObject({ status: "requested", next_runs: [] });
    const approval = await approvalOf(id);
    const own = await people.makerAgain.post<ProblemBody>(
      `/v1/approvals/${approval.id}/approve`,
      {},
    );
    expect(own.body.code).toBe("approval_by_maker");
    await approve(people, approval);
    const { body } = await getRecurring(id);
    expect(body.status).toBe("active");
    // Three in the morning in Dhaka.
    expect(body.next_runs[0]).toMatch(/^20\d\d-\d\d-04T21:00:00.000Z$/);
    const { policies } = await scheduleOf(id).describe();
    expect(policies).toMatchObject({ overlap: "BUFFER_ALL", catchupWindow: 365 * 86_400_000 });
  });

  test("posts one entry for each day it was due, however often the day is run", async () => {
    const id = await startRecurring();
    await runDays(id, "2026-10-05", "2026-10-07");
    const drafts = await awaitRuns(id, 3);
    expect(drafts.map(({ day, status, postingKey }) => [day, status, postingKey])).toEqual(
      ["2026-10-05", "2026-10-06", "2026-10-07"].map((day) => [
        day,
        "posted",
        `recurring:${id}:${day}`,
      ]),
    );
    await runDays(id, "2026-10-05", "2026-10-08");
    expect(await awaitRuns(id, 4)).toHaveLength(4);
  });

  test("is paused, resumed and ended with its Schedule", async () => {
    const id = await startRecurring();
    const change = async (action: string) => {
      const body = { reason: "the lease is being talked about" };
      const answer = await people.maker.post<RecurringBody>(`${path}/${id}/${action}`, body);
      return expectStatus(201, answer).status;
    };
    expect(await change("pause")).toBe("paused");
    await awaitPaused(id, true);
    expect((await getRecurring(id)).body.next_runs).toEqual([]);
    expect(await change("resume")).toBe("active");
    await awaitPaused(id, false);
    expect(await change("end")).toBe("ended");
    await expect(scheduleOf(id).describe()).rejects.toThrow(/not found/i);
    const late = await people.maker.post<ProblemBody>(`${path}/${id}/resume`, { reason: "again" });
    expect([late.status, late.body.code]).toEqual([409, "recurrence_state_invalid"]);
  });

  test("leaves no run out that is due while the one before goes on", async () => {
    const id = await startRecurring();
    // Five at once by the Schedule's own policy, as after an outage.
    await scheduleOf(id).backfill({
      start: new Date("2026-10-01T00:00:00+06:00"),
      end: new Date("2026-10-05T23:59:59+06:00"),
    });
    const drafts = await awaitRuns(id, 5);
    expect(drafts.map(({ day, status }) => `${day} ${status}`)).toEqual(
      [1, 2, 3, 4, 5].map((day) => `2026-10-0${day} posted`),
    );
  });

  describe("that was paused and is resumed", () => {
    /** As if it had been paused four days ago, in the middle of the day. */
    async function pausedFor4Days(): Promise<{ id: string; missed: string[] }> {
      const id = await startRecurring();
      await change(id, "pause");
      const pausedAt = new Date(Date.now() - 4 * 86_400_000).toISOString().slice(0, 10);
      const { db } = people.scope;
      const at = `${pausedAt} 06:00:00`;
      await db
        .updateTable("recurring_journals")
        .set({ updated_at: at })
        .where("public_id", "=", id)
        .execute();
      await asRoot((root) =>
        root.query(
          "UPDATE recurring_journal_history SET changed_at = ? WHERE public_id = ? AND status = 'paused'",
          [at, id],
        ),
      );
      // Due at 21:00 UTC of the day before: those of the four days after the pause.
      const { timeZone } = await getPartner(people.scope);
      const recurrence = { ...daily, startsOn: "2026-10-01" };
      const range = { after: `${pausedAt}T06:00:00Z`, until: new Date().toISOString(), timeZone };
      return { id, missed: listDueDays(recurrence, range) };
    }

    async function change(id: string, action: string, body: object = {}): Promise<void> {
      const reason = "the lease is being talked about";
      expectStatus(201, await people.maker.post(`${path}/${id}/${action}`, { reason, ...body }));
    }

    async function resumptionOf(id: string): Promise<Record<string, unknown>> {
      const row = await people.scope.db
        .selectFrom("audit_logs")
        .select("event_payload")
        .where("target_entity_id", "=", id)
        .where("event_type", "=", "recurring_journal.active")
        .orderBy("audit_log_id", "desc")
        .executeTakeFirstOrThrow();
      return JSON.parse(row.event_payload);
    }

    test("makes the runs up that were due meanwhile, where that is asked for", async () => {
      const { id, missed } = await pausedFor4Days();
      expect(missed.length).toBeGreaterThanOrEqual(3);
      await change(id, "resume", { catch_up: true });
      const drafts = await awaitRuns(id, missed.length);
      expect(drafts.map(({ day, status }) => [day, status])).toEqual(
        missed.map((day) => [day, "posted"]),
      );
      expect(await resumptionOf(id)).toMatchObject({
        missed_runs: missed.length,
        missed_from: missed[0],
        missed_to: missed.at(-1),
        caught_up: true,
      });
    });

    test("else leaves them out, and the audit says which", async () => {
      const { id, missed } = await pausedFor4Days();
      await change(id, "resume");
      expect(await resumptionOf(id)).toMatchObject({
        missed_runs: missed.length,
        missed_from: missed[0],
        caught_up: false,
      });
      // What is run afterwards is made: nothing stands before it.
      await runDays(id, "2026-10-05", "2026-10-05");
      expect((await awaitRuns(id, 1)).map(({ day }) => day)).toEqual(["2026-10-05"]);
    });

    test("tells of a run that came while it was paused", async () => {
      const id = await startRecurring();
      await change(id, "pause");
      await runDays(id, "2026-10-05", "2026-10-05");
      const skipped = await awaitCondition("the audit of it", () =>
        people.scope.db
          .selectFrom("audit_logs")
          .select("event_payload")
          .where("target_entity_id", "=", id)
          .where("event_type", "=", "recurring_journal.skipped")
          .executeTakeFirst(),
      );
      expect(JSON.parse(skipped.event_payload)).toEqual({ day: "2026-10-05", status: "paused" });
      expect(await listDraftsOf(id)).toEqual([]);
    });
  });

  test("leaves a run that is refused as a draft, which a person submits", async () => {
    const id = await startRecurring();
    const account = people.scope.db.updateTable("chart_of_accounts");
    await account.set({ is_active: 0 }).where("account_code", "=", "5051").execute();
    await runDays(id, "2026-10-12", "2026-10-12");
    const [draft] = await awaitRuns(id, 1);
    await account.set({ is_active: 1 }).where("account_code", "=", "5051").execute();
    expect(draft).toMatchObject({ day: "2026-10-12", status: "draft" });
    await approve(people, await submitDraft(people, { id: draft?.draftId ?? "" }));
    await runDays(id, "2026-10-12", "2026-10-13");
    const drafts = await awaitRuns(id, 2);
    expect(drafts[0]).toMatchObject({
      status: "posted",
      postingKey: `recurring:${id}:2026-10-12`,
    });
  });

  test("reverses each run in the next period, where that is asked for", async () => {
    const id = await startRecurring({ reverse_next_period: true });
    await runDays(id, "2026-10-20", "2026-10-20");
    const reversal = await awaitCondition("the reversal", () =>
      people.scope.db
        .selectFrom("journal_entries")
        .innerJoin("journal_drafts", "journal_drafts.public_id", "source_public_id")
        .innerJoin(
          "recurring_journals",
          "recurring_journals.recurring_journal_id",
          "journal_drafts.recurring_journal_id",
        )
        .select("journal_entries.entry_date")
        .where("journal_entries.source_type", "=", "reversal")
        .where("recurring_journals.public_id", "=", id)
        .executeTakeFirst(),
    );
    expect(reversal.entry_date).toBe("2026-11-01");
  });

  test("is refused at its approval where its entry would be", async () => {
    await setPeriodStatus(people.scope, "2026-10", "open");
    const id = await createRecurring({
      lines: [
        { account: "5051", side: "debit", amount: bdt("1.00") },
        { account: "1161", side: "credit", amount: bdt("2.00") },
      ],
    });
    const approval = await approvalOf(id);
    const answer = await people.checker.post<ProblemBody>(
      `/v1/approvals/${approval.id}/approve`,
      {},
    );
    expect([answer.status, answer.body.code]).toEqual([422, "je_unbalanced"]);
    const rejected = await people.checker.post(`/v1/approvals/${approval.id}/reject`, {
      reason: "does not balance",
    });
    expect(rejected.status).toBe(200);
    expect((await getRecurring(id)).body.status).toBe("rejected");
  });

  test("is not another partner's", async () => {
    const id = await createRecurring();
    const { maker } = await openBookkeepers(app);
    const answers = [
      await maker.get(`${path}/${id}`),
      await maker.post(`${path}/${id}/pause`, { reason: "not mine" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    const list = await maker.get<{ data: unknown[] }>(path);
    expect(list.body.data).toEqual([]);
  });
});

describe("a template", () => {
  test("begins a draft with its lines, as often as it is used", async () => {
    const { code, description, lines } = newRecurring();
    const templates = "/v1/journal-entries/templates";
    const body = { code, description, lines };
    const template = expectStatus(201, await people.maker.post<{ id: string }>(templates, body));
    const twice = await people.maker.post<ProblemBody>(templates, body);
    expect([twice.status, twice.body.code]).toEqual([409, "duplicate_code"]);
    for (const day of ["2026-10-01", "2026-11-01"]) {
      const draft = await people.maker.post<DraftBody>(`${templates}/${template.id}/draft`, {
        entry_date: day,
      });
      expect(draft.body).toMatchObject({ status: "draft", entry_date: day, description, lines });
      await approve(people, await submitDraft(people, draft.body));
    }
    const { maker } = await openBookkeepers(app);
    expect((await maker.get(`${templates}/${template.id}`)).status).toBe(404);
    const list = await people.maker.get<{ data: { id: string }[] }>(templates);
    expect(list.body.data.map(({ id }) => id)).toContain(template.id);
  });
});
