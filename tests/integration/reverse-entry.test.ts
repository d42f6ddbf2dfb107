import type { WorkflowHandle } from "@temporalio/client";

import { tryReversalAgain } from "../../temporal/contract/journal-draft";
import { systemContext } from "../../temporal/contract/payloads";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { ProblemBody } from "../harness/api-client";
import { bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody, Bookkeepers, DraftBody } from "../harness/bookkeepers";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  openBookkeepers,
  postManualEntry,
  submitDraft,
} from "../harness/bookkeepers";
import { today } from "../harness/database";
import { addRate } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

interface EntryBody {
  readonly id: string;
  readonly entry_date: string;
  readonly reverses_id: string | null;
  readonly lines: readonly { readonly side: string; readonly number: number }[];
}

async function getEntry(id: string): Promise<EntryBody> {
  return expectStatus(200, await people.maker.get<EntryBody>(`/v1/journal-entries/${id}`));
}

function askToReverse(id: string, body: object = { reason: "booked twice" }) {
  return people.maker.post<ApprovalBody & ProblemBody>(`/v1/journal-entries/${id}/reverse`, body);
}

async function findReversal(id: string): Promise<string | undefined> {
  const row = await people.scope.db
    .selectFrom("journal_entries as reversal")
    .innerJoin(
      "journal_entries as entry",
      "entry.journal_entry_id",
      "reversal.reverses_journal_entry_id",
    )
    .select("reversal.public_id")
    .where("entry.public_id", "=", id)
    .executeTakeFirst();
  return row?.public_id;
}

const mirrored = { debit: "credit", credit: "debit" } as const;

function mirrorOf({ lines }: EntryBody) {
  return lines.map((line) => ({ ...line, side: mirrored[line.side as "debit" | "credit"] }));
}

describe("POST /v1/journal-entries/{id}/reverse", () => {
  test("posts the exact mirror once another person has approved, at the entry's own rate", async () => {
    await addRate(people.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: "2026-01-01" });
    const usd = { amount: "640.00", currency: "USD" };
    const entryId = await postManualEntry(people, {
      lines: [
        { account: "1101", side: "debit", amount: usd, customer_id: people.customerId },
        { account: "4031", side: "credit", amount: usd },
      ],
    });
    await addRate(people.scope, { from: "USD", to: "BDT", rate: "120.00000000", on: today() });
    const approval = expectStatus(201, await askToReverse(entryId));
    const own = await people.maker.post<ProblemBody>(`/v1/approvals/${approval.id}/approve`, {});
    expect(own.body.code).toBe("approval_by_maker");
    const { outcome } = await approve(people, approval);
    const [entry, reversal] = [await getEntry(entryId), await getEntry(outcome.id)];
    expect(reversal.reverses_id).toBe(entryId);
    expect(reversal.lines).toEqual(mirrorOf(entry));
  });

  test("reverses an entry at most once, asked for twice or approved twice", async () => {
    const entryId = await postManualEntry(people);
    const first = expectStatus(201, await askToReverse(entryId));
    const second = expectStatus(201, await askToReverse(entryId));
    await approve(people, first);
    const late = await people.checker.post<ProblemBody>(`/v1/approvals/${second.id}/approve`, {});
    expect([late.status, late.body.code]).toEqual([409, "entry_already_reversed"]);
    const third = await askToReverse(entryId);
    expect([third.status, third.body.code]).toEqual([409, "entry_already_reversed"]);
  });

  test("leaves what an event posted to the event", async () => {
    const booking = await bookReservation(people.maker, locator("OK"));
    const issued = await people.maker.post<{ journal_entry_id: string }>(
      `/v1/bookings/${booking.id}/issue`,
    );
    const answer = await askToReverse(issued.body.journal_entry_id);
    expect([answer.status, answer.body.code]).toEqual([422, "entry_not_reversible"]);
  });

  test("refuses a day before the entry's", async () => {
    const entryId = await postManualEntry(people);
    const answer = await askToReverse(entryId, { reason: "too soon", entry_date: "2026-01-01" });
    expect([answer.status, answer.body.code]).toEqual([422, "entry_not_reversible"]);
  });

  test("answers another partner 404", async () => {
    const strangers = await openBookkeepers(app);
    const entryId = await postManualEntry(people);
    const answer = await strangers.maker.post(`/v1/journal-entries/${entryId}/reverse`, {
      reason: "not mine",
    });
    expect(answer.status).toBe(404);
  });
});

describe("a draft with reverse_on", () => {
  test("is reversed by itself on the first day of the next period", async () => {
    const draft = await createDraft(people, {
      entry_date: "2026-10-31",
      reverse_on: "next_period",
      lines: [
        { account: "5051", side: "debit", amount: bdt("75.00") },
        { account: "1161", side: "credit", amount: bdt("75.00") },
      ],
    });
    expect(draft.reverse_on).toBe("2026-11-01");
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const reversalId = await awaitCondition("the reversal", () => findReversal(outcome.id));
    const [entry, reversal] = [await getEntry(outcome.id), await getEntry(reversalId)];
    expect(reversal).toMatchObject({ entry_date: "2026-11-01", reverses_id: entry.id });
    expect(reversal.lines).toEqual(mirrorOf(entry));
  });

  test("waits for a day that has not come", async () => {
    const draft = await createDraft(people, { reverse_on: "next_period" });
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const handle = app.temporal.client.workflow.getHandle(
      `reverse-entry:${people.scope.partner}:${outcome.id}`,
    );
    const timers = await awaitCondition("its timer", async () => {
      const { events } = await handle.fetchHistory();
      const started = events?.filter(({ timerStartedEventAttributes: timer }) => timer) ?? [];
      return started.length > 0 ? started.length : undefined;
    });
    expect(timers).toBe(1);
    expect((await handle.describe()).status.name).toBe("RUNNING");
    expect(await findReversal(outcome.id)).toBeUndefined();
    await handle.terminate("the day is not waited for");
  });

  test("is left alone where a person was there first", async () => {
    const draft = await createDraft(people, { entry_date: "2026-10-30" });
    const { outcome } = await approve(people, await submitDraft(people, draft));
    await approve(people, expectStatus(201, await askToReverse(outcome.id)));
    const before = await findReversal(outcome.id);
    const result = await app.temporal.client.workflow.execute("reverseEntryOnDay", {
      workflowId: `reverse-entry:${people.scope.partner}:${outcome.id}`,
      taskQueue: "books",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: people.scope.partner }],
      args: [
        {
          schemaVersion: 1,
          partner: people.scope.partner,
          draftId: draft.id,
          journalEntryId: outcome.id,
          reverseAt: "2026-11-01T00:00:00Z",
          context: systemContext,
        },
      ],
    });
    expect(result).toEqual({ kind: "already_reversed" });
    expect(await findReversal(outcome.id)).toBe(before);
    const { body } = await people.maker.get<DraftBody>(`/v1/journal-entries/drafts/${draft.id}`);
    expect(body.status).toBe("posted");
  });
});

describe("a reversal on its day that is refused", () => {
  interface Waiting {
    readonly entryId: string;
    readonly handle: WorkflowHandle;
  }

  /** Its day has not come; a workflow in place of the one that waits for it begins at once. */
  async function beginReversal(spoil: () => Promise<unknown>): Promise<Waiting> {
    const draft = await createDraft(people, { reverse_on: "next_period" });
    const { outcome } = await approve(people, await submitDraft(people, draft));
    const workflowId = `reverse-entry:${people.scope.partner}:${outcome.id}`;
    const { client } = app.temporal;
    await client.workflow.getHandle(workflowId).terminate("the day is not waited for");
    await spoil();
    const handle = await client.workflow.start("reverseEntryOnDay", {
      workflowId,
      taskQueue: "books",
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: people.scope.partner }],
      args: [
        {
          schemaVersion: 1,
          partner: people.scope.partner,
          draftId: draft.id,
          journalEntryId: outcome.id,
          reverseAt: "2026-11-01T00:00:00Z",
          context: systemContext,
        },
      ],
    });
    return { entryId: outcome.id, handle };
  }

  async function needsAttention({ handle }: Waiting): Promise<boolean> {
    const { typedSearchAttributes } = await handle.describe();
    return typedSearchAttributes.get(searchAttributes.needsAttention) === true;
  }

  async function detailsOf({ handle }: Waiting): Promise<string> {
    const { currentDetails } = await handle.query<{ currentDetails: string }>(
      "__temporal_workflow_metadata",
    );
    return currentDetails;
  }

  function setActive(code: string, isActive: boolean) {
    return people.scope.db
      .updateTable("chart_of_accounts")
      .set({ is_active: Number(isActive) })
      .where("account_code", "=", code)
      .execute();
  }

  function setPeriods(status: "open" | "closed") {
    return people.scope.db.updateTable("accounting_periods").set({ status }).execute();
  }

  test.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      "an account was deactivated meanwhile",
      "ACCOUNT_NOT_POSTABLE",
      () => setActive("5051", false),
      () => setActive("5051", true),
    ],
    ["no period is open", "PERIOD_CLOSED", () => setPeriods("closed"), () => setPeriods("open")],
  ])(
    "because %s asks for attention, says why, and goes on when told",
    async (_, code, spoil, mend) => {
      const waiting = await beginReversal(spoil);
      await awaitCondition("its call", async () => (await needsAttention(waiting)) || undefined);
      expect(await detailsOf(waiting)).toMatch(new RegExp(`${waiting.entryId}.*${code}`));
      expect(await findReversal(waiting.entryId)).toBeUndefined();
      await mend();
      await waiting.handle.signal(tryReversalAgain);
      expect(await waiting.handle.result()).toMatchObject({ kind: "reversed" });
      expect(await findReversal(waiting.entryId)).toBeDefined();
      expect(await needsAttention(waiting)).toBe(false);
      expect(await detailsOf(waiting)).toBe("");
    },
  );
});

describe("an entry that was imported", () => {
  const importFile = async (body: object) =>
    expectStatus(201, await people.maker.post<{ id: string }>("/v1/journal-imports", body));

  async function entriesOf(sourceId: string): Promise<string[]> {
    const rows = await people.scope.db
      .selectFrom("journal_entries")
      .select("public_id")
      .where("source_public_id", "=", sourceId)
      .execute();
    return rows.map((row) => row.public_id);
  }

  test.each([
    [
      "journal_import",
      {
        kind: "journal",
        csv: [
          "entry,date,description,account,debit,credit,currency",
          `R-1,${today()},Old charges,5051,12.50,,BDT`,
          `R-1,${today()},Old charges,1161,,12.50,BDT`,
        ].join("\n"),
      },
    ],
    [
      "opening_balances",
      {
        kind: "opening_balances",
        opening_on: today(),
        csv: "account,debit,credit,currency\n1161,40.00,,BDT\n3101,,40.00,BDT\n",
      },
    ],
  ])("as %s is reversed as one that people made", async (sourceType, body) => {
    const { id } = await importFile(body);
    const [entryId = ""] = await entriesOf(id);
    const entry = await getEntry(entryId);
    expect(entry).toMatchObject({ source: { type: sourceType, id } });
    const { outcome } = await approve(people, expectStatus(201, await askToReverse(entryId)));
    const reversal = await getEntry(outcome.id);
    expect(reversal).toMatchObject({ reverses_id: entryId, source: { type: "reversal" } });
    expect(reversal.lines).toEqual(mirrorOf(entry));
    const again = await askToReverse(entryId);
    expect([again.status, again.body.code]).toEqual([409, "entry_already_reversed"]);
  });
});
