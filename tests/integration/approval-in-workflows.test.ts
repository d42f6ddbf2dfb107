import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { PartnerDatabase } from "../../db/partner-scope";
import { approvalChanged } from "../../temporal/contract/await-approval";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { Answer, BookingBody, ProblemBody } from "../harness/api-client";
import { bookReservation, locator } from "../harness/api-client";
import type { ApprovalView } from "../harness/approvals";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import type { Bookkeepers } from "../harness/bookkeepers";
import { expectStatus, openBookkeepers } from "../harness/bookkeepers";
import { auditOf } from "../harness/books";
import { issueWorkedExample, quoteExchange, takeUpQuote } from "../harness/exchanges";
import { replayHistory, toHistoryJson } from "../harness/replay";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;
let scope: PartnerDatabase;
let supplier: SupplierControl;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
  ({ scope } = people);
  supplier = supplierControl(app);
});

afterAll(() => app.close());

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly workflow_id: string;
  readonly error: { readonly code: string; readonly facts?: object } | null;
}

/** A booking of 50,800.00: its ticket, the service fee and VAT on that. */
function book(): Promise<BookingBody> {
  return bookReservation(people.maker, locator("OK"));
}

function act<Body = OperationBody>(
  { id }: BookingBody,
  verb: "issue" | "void",
): Promise<Answer<Body>> {
  const body = verb === "void" ? { reason: "the customer changed their mind" } : undefined;
  return people.maker.post<Body>(`/v1/bookings/${id}/${verb}`, body);
}

async function stateOf({ id }: BookingBody): Promise<string> {
  return (await people.maker.get<BookingBody>(`/v1/bookings/${id}`)).body.state;
}

async function requestOf({ id }: OperationBody): Promise<ApprovalView> {
  const { body } = await people.maker.get<{ data: ApprovalView[] }>(
    `/v1/approvals?subject_id=${id}`,
  );
  const [request, ...others] = body.data;
  if (request === undefined || others.length > 0) throw new Error(`not one request for ${id}`);
  return request;
}

async function untilDone({ id }: OperationBody): Promise<OperationBody> {
  return awaitCondition(`the end of ${id}`, async () => {
    const { body } = await people.maker.get<OperationBody & { done: boolean }>(
      `/v1/operations/${id}`,
    );
    return body.done ? body : undefined;
  });
}

/** A booking whose issuance waits for another person. */
async function begin(): Promise<{
  readonly booking: BookingBody;
  readonly operation: OperationBody;
  readonly request: ApprovalView;
}> {
  const booking = await book();
  const operation = expectStatus(202, await act(booking, "issue"));
  expect([operation.status, operation.stage]).toEqual(["running", "pending_approval"]);
  return { booking, operation, request: await requestOf(operation) };
}

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
async function replayAndKeep(name: string, { workflow_id: id }: OperationBody): Promise<void> {
  const history = await app.temporal.client.workflow.getHandle(id).fetchHistory();
  await replayHistory(history, name);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  const directory = join(process.cwd(), "tests/histories");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), toHistoryJson(history));
}

async function expectNothingIssued(booking: BookingBody): Promise<void> {
  expect(await stateOf(booking)).toBe("HELD");
  expect(await supplier.liveDocuments(booking.record_locator)).toEqual([]);
}

/** As if its time were over; what waits beside it looks again. */
async function letExpire({ id }: ApprovalView): Promise<void> {
  const times = { expires_at: "2020-01-01 00:00:00" };
  await scope.db.updateTable("approvals").set(times).where("public_id", "=", id).execute();
  const workflow = workflowIds.awaitApproval(scope.partner, id);
  await awaitCondition("somebody waits beside it", () =>
    app.temporal.client.workflow
      .getHandle(workflow)
      .signal(approvalChanged)
      .then(() => true)
      .catch(() => undefined),
  );
}

describe("an issuance that its policy lets wait", () => {
  beforeAll(() => settlePolicy(scope, "booking.issue", { levels: [["50000", 1]] }));

  test("waits with its booking, and goes on when another person has approved", async () => {
    const { booking, operation, request } = await begin();
    expect(await stateOf(booking)).toBe("PENDING_APPROVAL");
    expect(request).toMatchObject({
      kind: "workflow",
      act: "booking.issue",
      status: "pending",
      request: { booking: booking.id, amount: booking.total },
    });
    const asked = await supplier.requests(booking.record_locator);
    const second = await act<ProblemBody>(booking, "issue");
    expect([second.status, second.body.code]).toEqual([409, "operation_in_progress"]);
    const own = await tryToApprove<ProblemBody>(people.makerAgain, request);
    expect([own.status, own.body.code]).toEqual([422, "approval_by_maker"]);
    expect(await supplier.requests(booking.record_locator)).toEqual(asked);
    expectStatus(200, await tryToApprove(people.checker, request));
    expect((await untilDone(operation)).status).toBe("succeeded");
    expect(await stateOf(booking)).toBe("ISSUED");
    expect(await supplier.liveDocuments(booking.record_locator)).toHaveLength(1);
    await replayAndKeep("issue-booking.approved", operation);
  });

  test("ends where it is rejected, and can be asked for anew", async () => {
    const { booking, operation, request } = await begin();
    const reject = `/v1/approvals/${request.id}/reject`;
    expectStatus(200, await people.checker.post(reject, { reason: "over its budget" }));
    const ended = await untilDone(operation);
    expect([ended.status, ended.error?.code]).toEqual(["failed", "approval_rejected"]);
    await expectNothingIssued(booking);
    await replayAndKeep("issue-booking.rejected", operation);
    const again = expectStatus(202, await act(booking, "issue"));
    expectStatus(200, await tryToApprove(people.checker, await requestOf(again)));
    expect((await untilDone(again)).status).toBe("succeeded");
  });

  test("ends where who asked withdraws it", async () => {
    const { booking, operation, request } = await begin();
    const withdraw = `/v1/approvals/${request.id}/withdraw`;
    expectStatus(200, await people.maker.post(withdraw, { reason: "booked twice" }));
    expect((await untilDone(operation)).error?.code).toBe("approval_withdrawn");
    await expectNothingIssued(booking);
  });

  test("ends where nobody approves it in time", async () => {
    const { booking, operation, request } = await begin();
    await letExpire(request);
    const ended = await untilDone(operation);
    expect([ended.status, ended.error?.code]).toEqual(["failed", "approval_expired"]);
    await expectNothingIssued(booking);
    const late = await tryToApprove<ProblemBody>(people.checker, request);
    expect([late.status, late.body.code]).toEqual([409, "approval_expired"]);
  });

  test("takes its request back where it is cancelled", async () => {
    const { booking, operation } = await begin();
    const cancel = `/v1/operations/${operation.id}/cancel`;
    expectStatus(200, await people.maker.post(cancel, { note: "the customer left" }));
    expect((await untilDone(operation)).status).toBe("cancelled");
    expect(await requestOf(operation)).toMatchObject({
      status: "withdrawn",
      reason: "the customer left",
    });
    await expectNothingIssued(booking);
  });

  test("asks nobody below the threshold, and says so", async () => {
    await settlePolicy(scope, "booking.issue", { levels: [["50800.01", 1]] });
    try {
      const booking = await book();
      const { operation_id: id } = expectStatus(
        201,
        await act<{ operation_id: string }>(booking, "issue"),
      );
      const [request] = await scope.db
        .selectFrom("approvals")
        .select(["status", "approvers_required", "checker_type"])
        .where("subject_public_id", "=", id)
        .execute();
      expect(request).toEqual({
        status: "approved",
        approvers_required: 0,
        checker_type: "system",
      });
    } finally {
      await settlePolicy(scope, "booking.issue", { levels: [["50000", 1]] });
    }
  });
});

describe("a void that its policy lets wait", () => {
  let issued: BookingBody;

  beforeAll(async () => {
    await settlePolicy(scope, "booking.issue", { levels: [] });
    await settlePolicy(scope, "ticket.void", { levels: [["0", 1]] });
  });

  beforeEach(async () => {
    issued = await book();
    expectStatus(201, await act(issued, "issue"));
    await setCutOff("Pacific/Pago_Pago", "23:30");
  });

  /** By a clock that is hours behind the office's, or the window shuts while the tests run. */
  async function setCutOff(zone: string, time: string): Promise<void> {
    await scope.db
      .updateTable("suppliers")
      .set({ void_cut_off_time: time, void_time_zone: zone })
      .execute();
  }

  test("goes on when another person has approved", async () => {
    const operation = expectStatus(202, await act(issued, "void"));
    const request = await requestOf(operation);
    expect(request).toMatchObject({
      act: "ticket.void",
      request: { amount: { amount: "49650.00", currency: "BDT" } },
    });
    expect(await supplier.liveDocuments(issued.record_locator)).toHaveLength(1);
    expectStatus(200, await tryToApprove(people.checker, request));
    expect((await untilDone(operation)).status).toBe("succeeded");
    expect(await supplier.liveDocuments(issued.record_locator)).toEqual([]);
    expect(await stateOf(issued)).toBe("CANCELLED_AFTER_ISSUE");
    await replayAndKeep("void-tickets.approved", operation);
  });

  test("is refused where the window shut while it waited", async () => {
    const operation = expectStatus(202, await act(issued, "void"));
    await setCutOff("Pacific/Kiritimati", "00:00");
    expectStatus(200, await tryToApprove(people.checker, await requestOf(operation)));
    expect((await untilDone(operation)).error?.code).toBe("void_window_closed");
    expect(await supplier.liveDocuments(issued.record_locator)).toHaveLength(1);
    expect(await stateOf(issued)).toBe("ISSUED");
  });

  test("leaves the tickets where it is rejected", async () => {
    const operation = expectStatus(202, await act(issued, "void"));
    const { id } = await requestOf(operation);
    expectStatus(
      200,
      await people.checker.post(`/v1/approvals/${id}/reject`, { reason: "they have flown" }),
    );
    expect((await untilDone(operation)).error?.code).toBe("approval_rejected");
    expect(await supplier.liveDocuments(issued.record_locator)).toHaveLength(1);
    expect((await auditOf(app, issued.id)).map(({ type }) => type)).toContain(
      "ticket.void_refused",
    );
  });
});

describe("an exchange that its policy lets wait", () => {
  beforeAll(async () => {
    await settlePolicy(scope, "booking.issue", { levels: [] });
    await settlePolicy(scope, "ticket.exchange", { levels: [["1000", 1]] });
  });

  async function exchange(penalty: string) {
    const issued = await issueWorkedExample(people.maker, supplier);
    await supplier.changePnr(issued.booking.record_locator, { penalty });
    const { id } = expectStatus(201, await quoteExchange(people.maker, issued));
    const answer = await takeUpQuote<OperationBody>(people.maker, id);
    return { issued, answer, quoteId: id };
  }

  test("goes on when another person has approved, also when our own hour is over", async () => {
    const { issued, answer, quoteId } = await exchange("3000.00");
    const operation = expectStatus(202, answer);
    const request = await requestOf(operation);
    expect(request).toMatchObject({
      act: "ticket.exchange",
      request: { amount: { amount: "3000.00", currency: "BDT" }, quote: quoteId },
    });
    const [number = ""] = issued.issuance.ticket_numbers;
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual([number]);
    await scope.db
      .updateTable("exchange_quotes")
      .set({ expires_at: "2020-01-01 00:00:00" })
      .where("public_id", "=", quoteId)
      .execute();
    expectStatus(200, await tryToApprove(people.checker, request));
    expect((await untilDone(operation)).status).toBe("succeeded");
    expect(await supplier.liveDocuments(issued.booking.record_locator)).not.toContain(number);
    await replayAndKeep("exchange-tickets.approved", operation);
  });

  test("leaves the tickets where it is rejected", async () => {
    const { issued, answer } = await exchange("3000.00");
    const operation = expectStatus(202, answer);
    const { id } = await requestOf(operation);
    expectStatus(
      200,
      await people.checker.post(`/v1/approvals/${id}/reject`, { reason: "too dear" }),
    );
    expect((await untilDone(operation)).error?.code).toBe("approval_rejected");
    expect(await supplier.liveDocuments(issued.booking.record_locator)).toEqual(
      issued.issuance.ticket_numbers,
    );
  });

  test("asks nobody below the threshold", async () => {
    expect((await exchange("999.00")).answer.status).toBe(201);
  });
});
