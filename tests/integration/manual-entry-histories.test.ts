import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { tryReversalAgain } from "../../temporal/contract/journal-draft";
import { systemContext } from "../../temporal/contract/payloads";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody, Bookkeepers } from "../harness/bookkeepers";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  openBookkeepers,
  submitDraft,
} from "../harness/bookkeepers";
import { setPeriodStatus } from "../harness/ledger";
import { replayHistory, toHistoryJson } from "../harness/replay";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

const directory = join(process.cwd(), "tests/histories");

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
async function replayAndKeep(name: string, workflowId: string): Promise<void> {
  const handle = app.temporal.client.workflow.getHandle(workflowId);
  await handle.result().catch(() => undefined);
  const history = await handle.fetchHistory();
  await replayHistory(history, workflowId);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), toHistoryJson(history));
}

const charge = [
  { account: "5051", side: "debit", amount: bdt("12.00") },
  { account: "1161", side: "credit", amount: bdt("12.00") },
];

function idOf(kind: string, ...parts: (string | number)[]): string {
  return [kind, people.scope.partner, ...parts].join(":");
}

describe("histories of manual entries replay", () => {
  test("submit-journal-draft.submitted and post-manual-entry.posted", async () => {
    const draft = await createDraft(people);
    const approval = await submitDraft(people, draft);
    await approve(people, approval);
    await replayAndKeep("submit-journal-draft.submitted", idOf("submit-draft", draft.id, 1));
    await replayAndKeep("post-manual-entry.posted", idOf("post-entry", approval.id));
  });

  test("submit-journal-draft.refused", async () => {
    const draft = await createDraft(people, { entry_date: "2199-01-01" });
    const refused = await people.maker.post(`/v1/journal-entries/drafts/${draft.id}/submit`);
    expect(refused.status).toBe(422);
    await replayAndKeep("submit-journal-draft.refused", idOf("submit-draft", draft.id, 1));
  });

  test("post-manual-entry.refused", async () => {
    const draft = await createDraft(people, { entry_date: "2026-05-31" });
    const approval = await submitDraft(people, draft);
    await setPeriodStatus(people.scope, "2026-05", "closed");
    const refused = await people.checker.post(`/v1/approvals/${approval.id}/approve`, {});
    expect(refused.status).toBe(422);
    await replayAndKeep("post-manual-entry.refused", idOf("post-entry", approval.id));
  });

  test("post-manual-entry.reversed-later and reverse-entry-on-day.reversed", async () => {
    const draft = await createDraft(people, {
      entry_date: "2026-10-31",
      reverse_on: "next_period",
    });
    const approval = await submitDraft(people, draft);
    const { outcome } = await approve(people, approval);
    await replayAndKeep("post-manual-entry.reversed-later", idOf("post-entry", approval.id));
    await replayAndKeep("reverse-entry-on-day.reversed", idOf("reverse-entry", outcome.id));
  });

  test("reverse-entry-on-day.refused-and-told-again", async () => {
    const draft = await createDraft(people, { reverse_on: "next_period" });
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const workflowId = idOf("reverse-entry", outcome.id);
    const { workflow } = app.temporal.client;
    await workflow.getHandle(workflowId).terminate("the day is not waited for");
    const account = people.scope.db
      .updateTable("chart_of_accounts")
      .where("account_code", "=", "5051");
    await account.set({ is_active: 0 }).execute();
    const input = {
      schemaVersion: 1,
      partner: people.scope.partner,
      draftId: draft.id,
      journalEntryId: outcome.id,
      reverseAt: "2026-11-01T00:00:00Z",
      context: systemContext,
    };
    const handle = await workflow.start("reverseEntryOnDay", {
      workflowId,
      taskQueue: "books",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: people.scope.partner }],
      args: [input],
    });
    await awaitCondition("its call for attention", async () => {
      const { typedSearchAttributes } = await handle.describe();
      return typedSearchAttributes.get(searchAttributes.needsAttention);
    });
    await account.set({ is_active: 1 }).execute();
    await handle.signal(tryReversalAgain);
    await replayAndKeep("reverse-entry-on-day.refused-and-told-again", workflowId);
  });
});

describe("histories of what recurs replay", () => {
  test("change-recurring-journal.started and .ended, and run-recurring-journal.posted", async () => {
    const path = "/v1/journal-entries/recurring";
    const { id } = expectStatus(
      201,
      await people.maker.post<{ id: string }>(path, {
        code: "RENT",
        description: "Rent",
        repeats: { frequency: "daily" },
        starts_on: "2026-10-01",
        reverse_next_period: true,
        lines: charge,
      }),
    );
    const { body } = await people.checker.get<{ data: ApprovalBody[] }>(
      `/v1/approvals?subject_id=${id}`,
    );
    await approve(people, { id: body.data[0]?.id ?? "" });
    await replayAndKeep("change-recurring-journal.started", idOf("change-recurring", id, 1));
    const runId = idOf("recurring", id, "by-hand");
    await app.temporal.client.workflow.execute("runRecurringJournal", {
      workflowId: runId,
      taskQueue: "books",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: people.scope.partner }],
      args: [{ schemaVersion: 1, partner: people.scope.partner, recurringId: id }],
    });
    await replayAndKeep("run-recurring-journal.posted", runId);
    const ended = await people.maker.post(`${path}/${id}/end`, { reason: "moved out" });
    expect(ended.status).toBe(201);
    await replayAndKeep("change-recurring-journal.ended", idOf("change-recurring", id, 2));
  });
});
