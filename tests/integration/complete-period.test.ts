import { deferBookings } from "../../bench/recognition/defer-bookings";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import type { OperationBody } from "../harness/books";
import { auditOf } from "../harness/books";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { replayAndKeep } from "../harness/keep-history";
import {
  addCustomer,
  addRate,
  addSupplier,
  post,
  postingOf,
  setPeriodStatus,
} from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let books: BooksPartner;
let periodId: string;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  books = await createBooksPartner(app);
  periodId = await periodIdOf(books, "2025-01");
  await post(books, postingOf(books, { eventDate: "2025-01-15" }));
  const { scope, customer, supplierId } = books;
  await deferBookings(scope, { customerId: customer.id, supplierId, ...oneInJanuary });
});

afterAll(() => app.close());

const oneInJanuary = {
  bookings: 1,
  linesEach: 1,
  issuedOn: "2025-01-05",
  servedOn: "2025-01-20",
};

interface CompletionBody {
  readonly operation_id: string;
  readonly status: string;
  readonly stages: readonly {
    readonly stage: string;
    readonly outcome: string;
    readonly text: string;
    readonly operation_id: string | null;
  }[];
}

const attestations = [{ item: "credit_loss_updated", note: "looked at, nothing to add" }];

function complete<Body = CompletionBody>(body?: object) {
  return books.client.post<Body>(`/v1/periods/${periodId}/complete`, body, { Prefer: "wait=30" });
}

async function keep(name: string, operationId: string): Promise<void> {
  const { body } = await books.client.get<{ workflow_id: string }>(`/v1/operations/${operationId}`);
  await replayAndKeep(app, name, body.workflow_id);
}

const statusOf = async () =>
  (await books.client.get<{ status: string }>(`/v1/periods/${periodId}`)).body.status;

describe("POST /v1/periods/{period_id}/complete", () => {
  test("ends at the stage that is refused, and says why and what was done", async () => {
    const { status, body } = await complete<ProblemBody>();
    expect([status, body.code]).toEqual([422, "period_stage_refused"]);
    expect(body).toMatchObject({
      stage: "close",
      reason: "PERIOD_CHECKLIST_FAILED",
      failed: "credit_loss_updated",
      done: "soft_close, recognition, accruals, revaluation, year_end",
    });
    expect(await statusOf()).toBe("soft_closed");
    await keep("complete-period.refused", String(body["operation_id"]));
  });

  test("goes on from there: what is done is skipped, the rest is done, each by its operation", async () => {
    const { status, body } = await complete({ attestations, lock: true, audit_pack: true });
    expect(status).toBe(201);
    expect(body.stages.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      "soft_close skipped",
      "recognition skipped",
      "accruals skipped",
      "revaluation skipped",
      "year_end skipped",
      "close done",
      "lock done",
      "audit_pack done",
    ]);
    expect(await statusOf()).toBe("locked");
    for (const { outcome, operation_id: id } of body.stages) {
      if (outcome === "skipped") continue;
      const { body: operation } = await books.client.get<{ status: string }>(
        `/v1/operations/${String(id)}`,
      );
      expect(operation.status).toBe("succeeded");
    }
    const runs = await books.client.get<{ data: { status: string }[] }>("/v1/recognition-runs");
    expect(runs.body.data).toMatchObject([{ status: "succeeded", recognised: { lines: 1 } }]);
    expect((await auditOf(app, periodId)).map(({ type }) => type)).toEqual([
      "period.soft_closed",
      "period.closed",
      "period.locked",
      "period.completed",
    ]);
    await keep("complete-period.completed", body.operation_id);

    const again = await complete();
    expect(again.status).toBe(201);
    expect(new Set(again.body.stages.map(({ outcome }) => outcome))).toEqual(new Set(["skipped"]));
  });

  test("revalues, and at a year's end moves its result, before it closes", async () => {
    const year = await createBooksPartner(app);
    const { scope, client, customer } = year;
    const usd = (amount: string) => parseMoney({ amount, currency: "USD" });
    await addRate(scope, { from: "USD", to: "BDT", rate: "110.00000000", on: "2025-12-01" });
    await addRate(scope, { from: "USD", to: "BDT", rate: "115.00000000", on: "2025-12-31" });
    const owed = [
      debit("1101", usd("10.00"), { customerId: customer.id }),
      credit("4031", usd("10.00"), {}),
    ];
    await post(year, postingOf(year, { eventDate: "2025-12-10", lines: owed }));
    for (let month = 1; month <= 11; month += 1) {
      await setPeriodStatus(scope, `2025-${String(month).padStart(2, "0")}`, "closed");
    }
    const path = `/v1/periods/${await periodIdOf(year, "2025-12")}/complete`;
    const { body } = await client.post<CompletionBody>(path, { attestations });
    expect(body.stages.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
      "soft_close done",
      "recognition skipped",
      "accruals skipped",
      "revaluation done",
      "year_end done",
      "close done",
      "lock skipped",
      "audit_pack skipped",
    ]);
    const end = body.stages.find(({ stage }) => stage === "year_end")?.operation_id;
    const { body: moved } = await client.get<OperationBody>(`/v1/operations/${String(end)}`);
    // 10.00 at 110, and at 115 at the closing.
    expect(moved.result).toMatchObject({ profit: { amount: "1150.00", currency: "BDT" } });
  });

  test("waits for who approves its recognition, and keeps nobody on the line for that", async () => {
    const people = await openBookkeepers(app, { booksFrom: "2025-01-01" });
    const { scope, maker, checker } = people;
    const sold = {
      customerId: (await addCustomer(scope)).id,
      supplierId: await addSupplier(scope),
    };
    await deferBookings(scope, { ...sold, ...oneInJanuary });
    await settlePolicy(scope, "recognition.run", { levels: [["0", 1]] });
    const { body: periods } = await maker.get<{ data: { id: string }[] }>("/v1/periods");
    const path = `/v1/periods/${String(periods.data[0]?.id)}`;
    const operation = async ({ id }: { readonly id: string }) =>
      (await maker.get<OperationBody>(`/v1/operations/${id}`)).body;
    const inbox = async () =>
      (await checker.get<{ data: ApprovalBody[] }>("/v1/approvals?status=pending")).body.data;

    const other = await maker.post<OperationBody>(`${path}/recognise`);
    const second = await maker.post<ProblemBody>(`${path}/complete`, { attestations });
    expect(second.status).toBe(422);
    expect(second.body).toMatchObject({ stage: "recognition", reason: "OPERATION_IN_PROGRESS" });
    await maker.post(`/v1/operations/${other.body.id}/cancel`, { note: "by the closing" });
    // Cancelled is told before its workflow has ended, which the closing would find running.
    const { workflow_id: otherId } = await operation(other.body);
    await app.temporal.client.workflow
      .getHandle(otherId)
      .result()
      .catch(() => undefined);

    const wait = { Prefer: "wait=30" };
    const called = await maker.post<OperationBody>(`${path}/complete`, { attestations }, wait);
    expect([called.status, (await operation(called.body)).stage]).toEqual([
      202,
      "pending_approval",
    ]);
    const [itsRun] = await inbox();
    await maker.post(`/v1/operations/${String(itsRun?.subject_id)}/cancel`, { note: "not yet" });
    const refused = await awaitCondition("the closing to end", async () => {
      const body = await operation(called.body);
      return body.status === "running" ? undefined : body;
    });
    expect(refused).toMatchObject({
      status: "failed",
      error: { code: "period_stage_refused", reason: "OPERATION_CANCELLED", done: "soft_close" },
    });

    const { body } = await maker.post<OperationBody>(`${path}/complete`, { attestations }, wait);
    const [asked] = await inbox();
    expect((await tryToApprove(checker, { id: String(asked?.id) })).status).toBe(200);
    const ended = await awaitCondition("the closing to end", async () => {
      const now = await operation(body);
      return now.status === "running" ? undefined : now;
    });
    expect(ended).toMatchObject({ status: "succeeded", result: { object: "period_completion" } });
    await replayAndKeep(app, "complete-period.approved", ended.workflow_id);
    const itsOwn = await operation({ id: String(asked?.subject_id) });
    await replayAndKeep(app, "run-recognition.in-a-closing", itsOwn.workflow_id);
  });

  test("takes the permission of every stage", async () => {
    const token = await app.createToken(books.scope, ["period.close.partner"]);
    const answer = await apiClient(app, token).post<ProblemBody>(
      `/v1/periods/${periodId}/complete`,
    );
    expect([answer.status, answer.body.code]).toEqual([403, "permission_missing"]);
    expect(answer.body).toMatchObject({ permission: "period.soft_close.partner" });
  });
});
