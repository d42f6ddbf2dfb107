import { deferBookings } from "../../bench/recognition/defer-bookings";
import type { ProblemBody } from "../harness/api-client";
import type { Levels } from "../harness/approvals";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import type { ApprovalBody, Bookkeepers } from "../harness/bookkeepers";
import { openBookkeepers } from "../harness/bookkeepers";
import type { OperationBody } from "../harness/books";
import { replayAndKeep } from "../harness/keep-history";
import { addCustomer, addSupplier } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let sold: { readonly customerId: number; readonly supplierId: number };

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  people = await openBookkeepers(app, { booksFrom: "2025-01-01" });
  const { scope } = people;
  sold = { customerId: (await addCustomer(scope)).id, supplierId: await addSupplier(scope) };
});

afterAll(() => app.close());

interface RunBody {
  readonly id: string;
  readonly status: string;
  readonly is_as_due: boolean;
  readonly due: { readonly lines: number; readonly amount: { readonly amount: string } };
  readonly recognised: { readonly lines: number; readonly amount: { readonly amount: string } };
  readonly failure: { readonly code: string } | null;
}

let bookings = 0;

/** Two slices each, 28.00 and some cents a booking. */
async function defer(month: string, count = 1): Promise<void> {
  const days = { issuedOn: `${month}-05`, servedOn: `${month}-20` };
  const many = { bookings: count, after: bookings, linesEach: 2 };
  await deferBookings(people.scope, { ...sold, ...days, ...many });
  bookings += count;
}

async function periodOf(month: string): Promise<string> {
  const { body } = await people.maker.get<{ data: { id: string; code: string }[] }>("/v1/periods");
  return body.data.find(({ code }) => code === month)?.id ?? "";
}

async function recognise<Body = RunBody>(month: string) {
  return people.maker.post<Body>(`/v1/periods/${await periodOf(month)}/recognise`);
}

const askFrom = (levels: Levels) => settlePolicy(people.scope, "recognition.run", { levels });

async function startWaiting(month: string) {
  const { status, body } = await recognise<OperationBody>(month);
  expect([status, body.stage]).toEqual([202, "pending_approval"]);
  const { body: inbox } = await people.checker.get<{
    data: (ApprovalBody & { request: Readonly<Record<string, unknown>> })[];
  }>("/v1/approvals?status=pending&act=recognition.run");
  const asked = inbox.data.find((each) => each.subject_id === body.id);
  if (asked === undefined) throw new Error("nobody was asked");
  return { operation: body, asked };
}

const ended = ({ id }: OperationBody) =>
  awaitCondition("the run to end", async () => {
    const { body } = await people.maker.get<OperationBody>(`/v1/operations/${id}`);
    return body.status === "running" ? undefined : body;
  });

async function lastRun(): Promise<RunBody | undefined> {
  const { body } = await people.maker.get<{ data: RunBody[] }>("/v1/recognition-runs?limit=1");
  return body.data[0];
}

const noneRecognised = { lines: 0, amount: { amount: "0.00" } };

describe("a run whose policy asks another person", () => {
  test("goes on at once below the threshold, and waits at it", async () => {
    await defer("2025-01", 2);
    await askFrom([["56.04", 1]]);
    const below = await recognise("2025-01");
    expect([below.status, below.body.recognised.amount.amount]).toEqual([201, "56.03"]);

    await defer("2025-02", 2);
    await askFrom([["56.00", 1]]);
    const { operation, asked } = await startWaiting("2025-02");
    expect(asked.request).toMatchObject({
      period: "2025-02",
      recognised_through: "2025-02-28",
      bookings: "2",
      lines: "4",
      amount: { amount: "56.07", currency: "BDT" },
    });
    expect(await lastRun()).toMatchObject({ status: "running", due: { lines: 4 } });
    const own = await tryToApprove<ProblemBody>(people.maker, asked);
    expect([own.status, own.body.code]).toEqual([422, "approval_by_maker"]);
    const second = await recognise<ProblemBody>("2025-02");
    expect([second.status, second.body["operation_id"]]).toEqual([409, operation.id]);
    expect((await tryToApprove(people.checker, asked)).status).toBe(200);
    expect((await ended(operation)).status).toBe("succeeded");
    expect(await lastRun()).toMatchObject({
      status: "succeeded",
      is_as_due: true,
      recognised: { lines: 4, amount: { amount: "56.07" } },
    });
    await replayAndKeep(app, "run-recognition.approved", operation.workflow_id);
  });

  test("is refused where more fell due than was approved, and asks for what is due now", async () => {
    await defer("2025-03");
    await askFrom([["0", 1]]);
    const { operation, asked } = await startWaiting("2025-03");
    await defer("2025-03");
    await tryToApprove(people.checker, asked);
    expect(await ended(operation)).toMatchObject({
      status: "failed",
      error: { code: "recognition_preview_changed" },
    });
    expect(await lastRun()).toMatchObject({
      status: "failed",
      failure: { code: "RECOGNITION_PREVIEW_CHANGED" },
      recognised: noneRecognised,
    });
    const anew = await startWaiting("2025-03");
    await tryToApprove(people.checker, anew.asked);
    expect((await ended(anew.operation)).status).toBe("succeeded");
    expect(await lastRun()).toMatchObject({ is_as_due: true, recognised: { lines: 4 } });
  });

  test("recognises nothing when it is rejected, or cancelled while it waits", async () => {
    await defer("2025-04");
    await askFrom([["0", 1]]);
    const first = await startWaiting("2025-04");
    const rejected = await people.checker.post(`/v1/approvals/${first.asked.id}/reject`, {
      reason: "not before the refunds",
    });
    expect(rejected.status).toBe(200);
    expect(await ended(first.operation)).toMatchObject({
      status: "failed",
      error: { code: "approval_rejected" },
    });
    expect(await lastRun()).toMatchObject({ status: "failed", recognised: noneRecognised });

    const second = await startWaiting("2025-04");
    const cancelled = await people.maker.post(`/v1/operations/${second.operation.id}/cancel`, {
      note: "the wrong month",
    });
    expect(cancelled.status).toBe(200);
    expect((await ended(second.operation)).status).toBe("cancelled");
    expect(await lastRun()).toMatchObject({ status: "cancelled", recognised: noneRecognised });
    const { body } = await people.checker.get<ApprovalBody>(`/v1/approvals/${second.asked.id}`);
    expect(body.status).toBe("withdrawn");
  });
});
