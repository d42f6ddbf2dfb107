import { approve, createDraft, expectStatus, postManualEntry, submitDraft } from "../bookkeepers";
import { today } from "../database";
import { post, postingOf, setPeriodStatus } from "../ledger";
import type { RefusalCase } from "./refusing-books";
import { askToReverse, credit, debit, drafts, periodPath } from "./refusing-books";

export const approvalCases: readonly RefusalCase[] = [
  ...(["maker", "makerAgain"] as const).map((who): RefusalCase => ({
    code: "APPROVAL_BY_MAKER",
    name: `approval by its maker${who === "maker" ? "" : ", by another token"}`,
    status: 422,
    detail: /Let another person approve/,
    arrange: async (books) => {
      const { id } = await submitDraft(books, await createDraft(books));
      return () => books[who].post(`/v1/approvals/${id}/approve`, {});
    },
  })),
  {
    code: "APPROVAL_NOT_YOURS",
    name: "withdrawing what another person has asked for",
    status: 422,
    detail: /Only who asked for it withdraws it/,
    arrange: async (books) => {
      const { id } = await submitDraft(books, await createDraft(books));
      return () => books.checker.post(`/v1/approvals/${id}/withdraw`, { reason: "not mine" });
    },
  },
  {
    code: "APPROVAL_DECIDED",
    name: "approving a second time",
    status: 409,
    detail: /approved before/,
    arrange: async (books) => {
      const approval = await submitDraft(books, await createDraft(books));
      await approve(books, approval);
      return () => books.checker.post(`/v1/approvals/${approval.id}/approve`, {});
    },
  },
  {
    code: "APPROVAL_PENDING",
    name: "asking twice to reopen a period",
    status: 409,
    detail: /asked for already/,
    arrange: async (books) => {
      await setPeriodStatus(books.scope, "2025-01", "closed");
      const path = `${await periodPath(books, "2025-01")}/reopen`;
      const body = { reason: "a credit note came late" };
      expectStatus(201, await books.maker.post(path, body));
      return () => books.maker.post(path, body);
    },
  },
  {
    code: "DRAFT_STATE_INVALID",
    name: "submitting a draft a second time",
    status: 409,
    detail: /submitted already/,
    arrange: async (books) => {
      const { id } = await createDraft(books);
      await submitDraft(books, { id });
      return () => books.maker.post(`${drafts}/${id}/submit`);
    },
  },
  {
    code: "RECURRENCE_STATE_INVALID",
    name: "resuming what is not paused",
    status: 409,
    detail: /requested: there is nothing to resume/,
    arrange: async ({ maker }) => {
      const path = "/v1/journal-entries/recurring";
      const repeats = { frequency: "daily" };
      const lines = [debit, credit];
      const body = { code: "DAILY", description: "Daily", repeats, starts_on: today(), lines };
      const { id } = expectStatus(201, await maker.post<{ id: string }>(path, body));
      return () => maker.post(`${path}/${id}/resume`, { reason: "go on" });
    },
  },
];

export const reversalCases: readonly RefusalCase[] = [
  {
    code: "ENTRY_ALREADY_REVERSED",
    name: "asking to reverse what is reversed",
    status: 409,
    detail: /reversed at most once/,
    arrange: async (books) => {
      const entryId = await postManualEntry(books);
      await approve(books, expectStatus(201, await askToReverse(books, entryId)));
      return () => askToReverse(books, entryId);
    },
  },
  {
    code: "ENTRY_ALREADY_REVERSED",
    name: "approving a second reversal that was asked for before the first",
    status: 409,
    detail: /reversed at most once|reversed/,
    arrange: async (books) => {
      const entryId = await postManualEntry(books);
      const first = expectStatus(201, await askToReverse(books, entryId));
      const second = expectStatus(201, await askToReverse(books, entryId));
      await approve(books, first);
      return () => books.checker.post(`/v1/approvals/${second.id}/approve`, {});
    },
  },
  {
    code: "ENTRY_NOT_REVERSIBLE",
    name: "reversing what an event posted",
    status: 422,
    detail: /undo that, and the entry goes with it/,
    arrange: async (books) => {
      const { publicId } = await post(books, postingOf(books));
      return () => askToReverse(books, publicId);
    },
  },
  {
    code: "ENTRY_NOT_REVERSIBLE",
    name: "reversing before the entry's own day",
    status: 422,
    detail: /not reversed before its own day/,
    arrange: async (books) => {
      const entryId = await postManualEntry(books);
      return () => askToReverse(books, entryId, { entry_date: "2026-01-01" });
    },
  },
];
