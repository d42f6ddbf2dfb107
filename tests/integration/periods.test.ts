import { inSnapshot } from "../../db/transaction";
import { checkRecords } from "../../db/verify/records";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { asRoot } from "../harness/as-root";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { insertBspRows } from "../harness/furnished-bsp";
import { addRate, post, postingOf, setPeriodStatus } from "../harness/ledger";
import { openPerson } from "../harness/open-person";
import { addUser } from "../harness/people";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
});

afterAll(() => app.close());

interface PeriodBody {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly checklist: {
    readonly id: string;
    readonly passed: boolean;
    readonly items: readonly {
      readonly item: string;
      readonly status: string;
      readonly figure: string;
      readonly text: string;
      readonly link: string | null;
    }[];
  } | null;
}

/** With one sale on credit in January 2025, whose loss allowance was looked at. */
async function withSale(): Promise<BooksPartner> {
  const books = await createBooksPartner(app);
  await post(books, postingOf(books, { eventDate: "2025-01-15" }));
  return books;
}

const attestations = [{ item: "credit_loss_updated", note: "looked at, nothing to add" }];

async function act(books: BooksPartner, id: string, action: string, body?: unknown) {
  return books.client.post<PeriodBody & ProblemBody & Record<string, unknown>>(
    `/v1/periods/${id}/${action}`,
    body,
  );
}

async function close(books: BooksPartner, id: string): Promise<void> {
  expect((await act(books, id, "soft-close")).body.status).toBe("soft_closed");
  expect((await act(books, id, "close", { attestations })).body.status).toBe("closed");
}

async function statusesOf(books: BooksPartner, id: string): Promise<Record<string, string>> {
  const { body } = await books.client.get<PeriodBody>(`/v1/periods/${id}`);
  return Object.fromEntries((body.checklist?.items ?? []).map((each) => [each.item, each.status]));
}

describe("GET /v1/periods", () => {
  test("lists them in the order of time, by fiscal year and status", async () => {
    const books = await createBooksPartner(app);
    const { body } = await books.client.get<{ data: PeriodBody[] }>("/v1/periods?fiscal_year=2025");
    expect(body.data.map(({ code }) => code)).toEqual(
      Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, "0")}`),
    );
    await setPeriodStatus(books.scope, "2025-03", "soft_closed");
    const soft = await books.client.get<{ data: PeriodBody[] }>("/v1/periods?status=soft_closed");
    expect(soft.body.data.map(({ code }) => code)).toEqual(["2025-03"]);
  });

  test("answers 404 to another partner", async () => {
    const id = await periodIdOf(await createBooksPartner(app), "2025-01");
    const other = await createBooksPartner(app);
    expect((await other.client.get(`/v1/periods/${id}`)).status).toBe(404);
    expect((await act(other, id, "soft-close")).status).toBe(404);
  });
});

describe("POST /v1/periods/{id}/check", () => {
  test("tells each item with its figure, changing nothing", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    const { status, body } = await act(books, id, "check");
    expect([status, body.status, body.checklist?.passed]).toEqual([201, "open", false]);
    expect(
      body.checklist?.items.map((each) => [each.item, each.status, each.figure, each.link]),
    ).toEqual([
      ["earlier_periods_closed", "passed", "0", "/v1/periods"],
      ["later_periods_open", "passed", "23", null],
      ["supplier_intents_resolved", "passed", "0", "/v1/operations?status=needs_attention"],
      [
        "bookings_decided",
        "passed",
        "0",
        "/v1/bookings?state=HELD,PENDING_PAYMENT,PENDING_APPROVAL",
      ],
      ["bsp_settled", "not_applicable", "0", null],
      ["bank_reconciled", "not_applicable", "0", null],
      ["recognition_run", "not_applicable", "0.00", null],
      ["revaluation_done", "not_applicable", "0", null],
      ["credit_loss_updated", "failed", "100.00", "/v1/reports/receivables?as_of=2025-01-31"],
      ["year_end_posted", "not_applicable", "0", null],
      ["signed_off", "not_applicable", "0", null],
      ["trial_balance_zero", "passed", "100.000", null],
      ["subledgers_agree", "passed", expect.stringMatching(/^\d+$/), null],
      ["audit_chain_intact", "passed", expect.stringMatching(/^\d+$/), null],
    ]);
  });

  test("finds what blocks it: earlier periods, bank lines, foreign balances, a broken trial balance", async () => {
    const books = await withSale();
    const march = await periodIdOf(books, "2025-03");
    await act(books, march, "check");
    expect(await statusesOf(books, march)).toMatchObject({ earlier_periods_closed: "failed" });
    await asRoot((root) =>
      root.query(
        "UPDATE journal_entry_lines SET functional_amount = functional_amount + 1, transaction_amount = transaction_amount + 1 WHERE partner_id = ? AND side = 'debit'",
        [books.scope.partnerId],
      ),
    );
    const id = await periodIdOf(books, "2025-01");
    await act(books, id, "check");
    expect(await statusesOf(books, id)).toMatchObject({ trial_balance_zero: "failed" });
  });

  test("takes BSP as settled once its files cover the period and each difference is somebody's", async () => {
    const books = await withSale();
    const { db } = books.scope;
    await insertBspRows(books.scope);
    await db.updateTable("partners").set({ bsp_billing_cycle: "semi_monthly" }).execute();
    const bill = (ends: string) =>
      db
        .updateTable("bsp_import_files")
        .set({ is_test: 0, billing_starts_on: "2025-01-01", billing_ends_on: ends })
        .execute();
    const id = await periodIdOf(books, "2025-01");
    const check = async () => {
      const { body } = await act(books, id, "check");
      const item = body.checklist?.items.find((each) => each.item === "bsp_settled");
      return [item?.status, item?.figure, item?.link];
    };
    expect(await check()).toEqual(["not_applicable", "0", null]);
    await bill("2025-01-31");
    expect(await check()).toEqual(["failed", "1", "/v1/bsp-exceptions?state=open"]);
    const userId = await addUser(books.scope);
    await db.updateTable("bsp_exceptions").set({ assigned_user_id: userId }).execute();
    expect(await check()).toEqual(["passed", "0", null]);
    await bill("2025-01-15");
    expect(await check()).toEqual(["failed", "0", "/v1/bsp-files"]);
  });

  test("links each item that fails to where it can be looked at, or done", async () => {
    const books = await createBooksPartner(app);
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "117", on: "2025-12-01" });
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "118", on: "2025-12-31" });
    const amount = parseMoney({ amount: "100.00", currency: "USD" });
    const lines = [
      debit("1101", amount, { customerId: books.customer.id }),
      debit("1011", amount, {}),
      credit("2011", amount, { supplierId: books.supplierId }),
      credit("4031", amount, {}),
    ];
    await post(books, postingOf(books, { eventDate: "2025-12-10", lines }));
    const { body } = await act(books, await periodIdOf(books, "2025-12"), "check");
    const failed = body.checklist?.items.filter(({ status }) => status === "failed") ?? [];
    expect(failed.map(({ item, figure }) => [item, figure])).toEqual([
      ["earlier_periods_closed", "11"],
      ["bsp_settled", "1"],
      ["bank_reconciled", "1"],
      ["revaluation_done", "100.00"],
      ["credit_loss_updated", "11700.00"],
      ["year_end_posted", "11700.00"],
    ]);
    for (const { link } of failed) {
      // 405: it is done there by a POST.
      expect([200, 405]).toContain((await books.client.get(String(link))).status);
    }
  });
});

describe("POST /v1/periods/{id}/soft-close, close and lock", () => {
  test("go one step after the other, each in the audit and the period's history", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    await close(books, id);
    expect((await act(books, id, "lock")).body.status).toBe("locked");
    const audit = await books.scope.db
      .selectFrom("audit_logs")
      .select(["event_type", "actor_type"])
      .where("target_entity_id", "=", id)
      .orderBy("audit_log_id")
      .execute();
    expect(audit.map((row) => `${row.event_type} ${row.actor_type}`)).toEqual([
      "period.soft_closed api_token",
      "period.closed api_token",
      "period.locked api_token",
    ]);
    const history = await books.scope.db
      .selectFrom("accounting_period_history")
      .select("status")
      .where("change_type", "=", "UPDATE")
      .orderBy("history_id")
      .execute();
    expect(history.map(({ status }) => status)).toEqual(["soft_closed", "closed", "locked"]);
  });

  test("close refuses while an item fails, and names it", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    await act(books, id, "soft-close");
    const refused = await act(books, id, "close");
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: "period_checklist_failed", failed: "credit_loss_updated" },
    ]);
    const { body } = await books.client.get<PeriodBody>(`/v1/periods/${id}`);
    expect([body.status, body.checklist?.id]).toEqual([
      "soft_closed",
      refused.body["checklist_id"],
    ]);
    await act(books, id, "close", { attestations });
    expect(await statusesOf(books, id)).toMatchObject({ credit_loss_updated: "attested" });
  });

  test("refuse a step that is not the next, a period out of order, and one that has not ended", async () => {
    const books = await withSale();
    const january = await periodIdOf(books, "2025-01");
    const february = await periodIdOf(books, "2025-02");
    expect((await act(books, january, "close")).body.code).toBe("period_state_invalid");
    expect((await act(books, february, "soft-close")).body.code).toBe("period_order_invalid");
    const future = await periodIdOf(books, "2026-12");
    expect((await act(books, future, "soft-close")).body.code).toBe("period_not_ended");
  });

  test("refuse a word for what the software proves itself", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    const answer = await act(books, id, "close", {
      attestations: [{ item: "trial_balance_zero", note: "looks fine" }],
    });
    expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
  });

  test("answer a repeated key with what it came to, and act once", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    const headers = { "Idempotency-Key": "soft-close-of-january" };
    const path = `/v1/periods/${id}/soft-close`;
    const first = await books.client.post<PeriodBody>(path, undefined, headers);
    const again = await books.client.post<PeriodBody>(path, undefined, headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  });

  test("want their permission", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    const token = await app.createToken(books.scope, ["period.read.partner"]);
    const answer = await apiClient(app, token).post(`/v1/periods/${id}/soft-close`);
    expect(answer.status).toBe(403);
  });

  test("send what comes later for a closed period to the next open one", async () => {
    const books = await withSale();
    await close(books, await periodIdOf(books, "2025-01"));
    const { entryDate } = await post(books, postingOf(books, { eventDate: "2025-01-20" }));
    expect(entryDate).toBe("2025-02-01");
  });

  test("never leave an entry in a closed period, however many post while it closes", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    const write = (options: Parameters<typeof post>[2]) =>
      Promise.all(
        Array.from({ length: 6 }, async () => {
          for (let count = 0; count < 10; count += 1) {
            await post(books, postingOf(books, { eventDate: "2025-01-20" }), options);
          }
        }),
      );
    const [, soft] = await Promise.all([write({}), act(books, id, "soft-close")]);
    expect(soft.body.status).toBe("soft_closed");
    const adjusting = write({ maySoftClosed: true });
    // What is posted after its checklist was run has it run again.
    const [, closed] = await Promise.all([adjusting, act(books, id, "close", { attestations })]);
    expect(closed.body.status).toBe("closed");
    const entries = await listPosted(books);
    expect(entries).toHaveLength(121);
    const closedAt = await auditIdOf(books, "period.closed");
    const inPeriod = entries.filter(({ entryDate }) => entryDate <= "2025-01-31");
    expect(inPeriod.filter(({ auditId }) => auditId > closedAt)).toEqual([]);
    const moved = entries.filter(({ entryDate }) => entryDate === "2025-02-01");
    expect(inPeriod.length + moved.length).toBe(121);
    const late = await post(books, postingOf(books, { eventDate: "2025-01-20" }), {
      maySoftClosed: true,
    });
    expect(late.entryDate).toBe("2025-02-01");
  });
});

/** The audit's row of a posting is written after it has found its period, and before it commits. */
async function listPosted({ scope }: BooksPartner) {
  const rows = await scope.db
    .selectFrom("journal_entries as entry")
    .innerJoin("audit_logs as audit", "audit.target_entity_id", "entry.public_id")
    .select(["entry.entry_date as entryDate", "audit.audit_log_id as auditId"])
    .where("audit.event_type", "=", "je.posted")
    .execute();
  return rows;
}

async function auditIdOf({ scope }: BooksPartner, type: string): Promise<number> {
  const row = await scope.db
    .selectFrom("audit_logs")
    .select("audit_log_id")
    .where("event_type", "=", type)
    .executeTakeFirstOrThrow();
  return row.audit_log_id;
}

describe("POST /v1/periods/{id}/reopen", () => {
  const reason = { reason: "a credit note of January came late" };

  test("goes back to soft-closed when another person approves it, with the reason in the audit", async () => {
    const books = await withSale();
    const id = await periodIdOf(books, "2025-01");
    await close(books, id);
    const asked = await act(books, id, "reopen", reason);
    expect([asked.status, asked.body]).toMatchObject([
      201,
      { object: "approval", kind: "period_reopening", status: "pending", subject_id: id },
    ]);
    const path = `/v1/approvals/${asked.body.id}/approve`;
    const own = await books.client.post<ProblemBody>(path, {});
    expect(own.body.code).toBe("approval_by_maker");
    const { client: checker } = await openPerson(app, books.scope, { role: "controller" });
    const approved = await checker.post(path, { reason: "seen the note" });
    expect([approved.status, approved.body]).toMatchObject([
      201,
      { object: "approval_outcome", outcome: { type: "period", id } },
    ]);
    expect((await books.client.get<PeriodBody>(`/v1/periods/${id}`)).body.status).toBe(
      "soft_closed",
    );
    const event = await books.scope.db
      .selectFrom("audit_logs")
      .select("event_payload")
      .where("event_type", "=", "period.reopened")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(event.event_payload)).toMatchObject({ reason: "seen the note" });
    expect((await act(books, id, "close", { attestations })).body.status).toBe("closed");
    expect((await inSnapshot(books.scope, checkRecords)).finding).toBeNull();
  });

  test("is refused of one that is locked, or that a later closed one was opened with", async () => {
    const books = await withSale();
    const january = await periodIdOf(books, "2025-01");
    await close(books, january);
    await close(books, await periodIdOf(books, "2025-02"));
    expect((await act(books, january, "reopen", reason)).body.code).toBe("period_order_invalid");
    await act(books, january, "lock");
    expect((await act(books, january, "reopen", reason)).body.code).toBe("period_state_invalid");
  });
});
