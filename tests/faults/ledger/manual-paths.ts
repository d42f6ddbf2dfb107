import { randomUUID } from "node:crypto";

import { reverseEntryOnDayType } from "../../../temporal/contract/journal-draft";
import { systemContext } from "../../../temporal/contract/payloads";
import { runRecurringJournalType } from "../../../temporal/contract/recurring-journal";
import type { ApprovalBody, Bookkeepers } from "../../harness/bookkeepers";
import {
  approve,
  bdt,
  createDraft,
  expectStatus,
  openBookkeepers,
  postManualEntry,
  submitDraft,
} from "../../harness/bookkeepers";
import { todayAtTheOffice } from "../../harness/database";
import type { MoneyPath } from "./money-path";
import { request, workflow } from "./money-path";

const booksFrom = "2026-10-01";
const lastMonth = "2026-10-30";

export const submitJournalDraft: MoneyPath = {
  name: "submitJournalDraft",
  prepare: async (faults) => {
    const people = await openBookkeepers(faults.app);
    const { id } = await createDraft(people);
    return {
      scope: people.scope,
      act: request(faults, {
        scope: people.scope,
        token: people.tokens.maker,
        path: `/v1/journal-entries/drafts/${id}/submit`,
      }),
      postingKeys: [],
      audited: "approval.requested",
      expectFacts: async () => {
        expect(await approvalsOf(people)).toEqual([{ subject_public_id: id, status: "pending" }]);
        expect(await draftsOf(people)).toEqual([{ public_id: id, status: "submitted" }]);
      },
    };
  },
};

/** Its reversal is due at once, by a workflow of its own. */
export const postManual: MoneyPath = {
  name: "postManualEntry, and its reversal",
  prepare: async (faults) => {
    const people = await openBookkeepers(faults.app, { booksFrom });
    const draft = await createDraft(people, { entry_date: lastMonth, reverse_on: "next_period" });
    const approval = await submitDraft(people, draft);
    return {
      scope: people.scope,
      act: request(faults, {
        scope: people.scope,
        token: people.tokens.checker,
        path: `/v1/approvals/${approval.id}/approve`,
        body: {},
      }),
      postingKeys: async () => [`draft:${draft.id}`, `reverse:${await entryOf(people, draft.id)}`],
      audited: "journal_draft.posted",
      expectFacts: async () => {
        expect(await approvalsOf(people)).toEqual([
          { subject_public_id: draft.id, status: "approved" },
        ]);
        expect(await draftsOf(people)).toEqual([{ public_id: draft.id, status: "posted" }]);
      },
    };
  },
};

export const reverseOnDay: MoneyPath = {
  name: "reverseEntryOnDay",
  prepare: async (faults) => {
    const people = await openBookkeepers(faults.app, { booksFrom });
    const entryId = await postManualEntry(people, { reverse_on: "next_period" });
    const [draft] = await draftsOf(people);
    const draftId = draft?.public_id ?? "";
    return {
      scope: people.scope,
      // The one that its posting has started sleeps until that day; this one is due.
      act: workflow(faults, reverseEntryOnDayType, `reverse-entry-due:${entryId}`, {
        schemaVersion: 1,
        partner: people.scope.partner,
        draftId,
        journalEntryId: entryId,
        reverseAt: "2026-11-01T00:00:00.000Z",
        context: systemContext,
      }),
      postingKeys: [`draft:${draftId}`, `reverse:${entryId}`],
    };
  },
};

export const runRecurring: MoneyPath = {
  name: "runRecurringJournal",
  prepare: async (faults) => {
    const people = await openBookkeepers(faults.app, { booksFrom });
    const recurringId = await startRecurring(people);
    return {
      scope: people.scope,
      act: workflow(faults, runRecurringJournalType, `recurring-due:${recurringId}`, {
        schemaVersion: 1,
        partner: people.scope.partner,
        recurringId,
      }),
      postingKeys: [`recurring:${recurringId}:${todayAtTheOffice()}`],
      audited: "recurring_journal.run",
    };
  },
};

async function startRecurring(people: Bookkeepers): Promise<string> {
  const answer = await people.maker.post<{ id: string }>("/v1/journal-entries/recurring", {
    code: `R-${randomUUID().slice(0, 8)}`,
    description: "Rent of the office",
    repeats: { frequency: "daily" },
    starts_on: booksFrom,
    lines: [
      { account: "5051", side: "debit", amount: bdt("300.00") },
      { account: "1161", side: "credit", amount: bdt("300.00") },
    ],
  });
  const { id } = expectStatus(201, answer);
  const { body } = await people.checker.get<{ data: ApprovalBody[] }>(
    `/v1/approvals?subject_id=${id}`,
  );
  const [approval] = body.data;
  if (approval === undefined) throw new Error(`no approval of ${id}`);
  await approve(people, approval);
  return id;
}

function approvalsOf({ scope }: Bookkeepers) {
  return scope.db.selectFrom("approvals").select(["subject_public_id", "status"]).execute();
}

function draftsOf({ scope }: Bookkeepers) {
  return scope.db.selectFrom("journal_drafts").select(["public_id", "status"]).execute();
}

async function entryOf({ scope }: Bookkeepers, draftId: string): Promise<string> {
  const row = await scope.db
    .selectFrom("journal_entries")
    .select("public_id")
    .where("posting_key", "=", `draft:${draftId}`)
    .executeTakeFirstOrThrow();
  return row.public_id;
}
