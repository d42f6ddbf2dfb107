import { toDateTime } from "../../db/read/amounts";
import { holdChanged } from "../../temporal/contract/hold";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import { inFull } from "../harness/in-full";
import { awaitMails } from "../harness/mailbox";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let supplier: SupplierControl;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  supplier = supplierControl(app);
});

afterEach(() => supplier.clearFaults());
afterAll(() => app.close());

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
}

const hourMs = 3_600_000;
const reason = { reason: "the customer changed their mind" };

/** As Amadeus writes a time limit: minutes of the office's clock, which is six hours ahead. */
function officeTime(fromNowMs: number): string {
  return new Date(Date.now() + 6 * hourMs + fromNowMs).toISOString().slice(0, 16);
}

/** A booking whose reservation has a ticketing time limit. */
async function hold(fromNowMs: number): Promise<BookingBody> {
  const pnr = { ticketingTimeLimit: officeTime(fromNowMs) };
  return bookReservation(client, await supplier.createPnr({ pnr }));
}

async function stateOf({ id }: BookingBody): Promise<string> {
  return (await client.get<BookingBody>(`/v1/bookings/${id}`)).body.state;
}

async function untilState(booking: BookingBody, state: string): Promise<void> {
  await awaitCondition(`${booking.id} ${state}`, async () =>
    (await stateOf(booking)) === state ? true : undefined,
  );
}

async function operationsOf({ id }: BookingBody, kind: string): Promise<OperationBody[]> {
  const { body } = await client.get<{ data: OperationBody[] }>(
    `/v1/operations?resource_id=${id}&kind=${kind}`,
  );
  return body.data;
}

function expiryOf({ id }: BookingBody) {
  const workflowId = workflowIds.holdExpiry(partner.scope.partner, id);
  return app.temporal.client.workflow.getHandle(workflowId);
}

/** What the books say of the time limit, told to the workflow beside the hold. */
async function setLimit(booking: BookingBody, fromNowMs: number): Promise<void> {
  const at = toDateTime(new Date(Date.now() + fromNowMs).toISOString());
  await partner.scope.db
    .updateTable("bookings")
    .set({ ticketing_deadline_at: at })
    .where("public_id", "=", booking.id)
    .execute();
  await awaitCondition(`the expiry of ${booking.id}`, async () => {
    const told = await expiryOf(booking)
      .signal(holdChanged)
      .then(
        () => true,
        () => undefined,
      );
    return told;
  });
}

async function workedAt(booking: BookingBody, operation: string): Promise<number> {
  const requests = await supplier.requests(booking.record_locator);
  return requests.filter((one) => one.operation === operation && one.worked).length;
}

async function openIntents(booking: BookingBody): Promise<unknown[]> {
  return partner.scope.db
    .selectFrom("supplier_request_log")
    .select(["operation", "state"])
    .where("idempotency_key", "=", `cancel:${booking.id}`)
    .where("state", "in", ["pending", "unknown"])
    .execute();
}

describe("holdExpiry", () => {
  test("cancels at the supplier and in the books once the time limit is over", async () => {
    const booking = await hold(-2 * 60_000);
    await untilState(booking, "EXPIRED");
    expect(await expiryOf(booking).result()).toMatchObject({ bookingState: "EXPIRED" });
    expect(await workedAt(booking, "PNR_Cancel")).toBe(1);
    expect(await operationsOf(booking, "booking.expire")).toMatchObject([
      { status: "succeeded", stage: "expired" },
    ]);
    expect(await auditOf(app, booking.id)).toContainEqual(
      expect.objectContaining({
        type: "booking.expired",
        payload: expect.objectContaining({ from_state: "HELD", state: "EXPIRED" }),
      }),
    );
    const issued = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([issued.status, issued.body.code]).toEqual([409, "booking_state_invalid"]);
  });

  test("reminds whoever looks after the partner's bookings, once", async () => {
    await partner.scope.db
      .updateTable("partners")
      .set({ contact_email: "desk@nova.example", hold_reminder_hours: "3" })
      .execute();
    const booking = await hold(48 * hourMs);
    await setLimit(booking, 3 * hourMs + 500);
    const [mail] = await awaitMails(app, "desk@nova.example", 1);
    expect(mail?.subject).toContain(booking.reference);
    await expiryOf(booking).signal(holdChanged);
    const sent = await awaitCondition("the reminder to be sent", async () => {
      const rows = await partner.scope.db
        .selectFrom("email_outbox")
        .select(["status", "message_key"])
        .where("message_type", "=", "hold_reminder")
        .execute();
      return rows.every(({ status }) => status === "sent") ? rows : undefined;
    });
    expect(sent).toHaveLength(1);
    expect(await stateOf(booking)).toBe("HELD");
  });

  test("keeps what the supplier holds for longer", async () => {
    const booking = await hold(48 * hourMs);
    await setLimit(booking, -1_000);
    await awaitCondition("the postponement", async () => {
      const [operation] = await operationsOf(booking, "booking.expire");
      return operation?.status === "succeeded" ? operation : undefined;
    });
    const { body } = await client.get<BookingBody & { ticketing_deadline_at: string }>(
      `/v1/bookings/${booking.id}`,
    );
    expect(body.state).toBe("HELD");
    expect(Date.parse(body.ticketing_deadline_at)).toBeGreaterThan(Date.now() + 40 * hourMs);
    expect(await workedAt(booking, "PNR_Cancel")).toBe(0);
  });

  test("ends beside a booking that is issued, and cancels nothing", async () => {
    const booking = await hold(48 * hourMs);
    expect((await client.post(`/v1/bookings/${booking.id}/issue`)).status).toBe(201);
    expect(await expiryOf(booking).result()).toBeNull();
    expect(await workedAt(booking, "PNR_Cancel")).toBe(0);
  });

  test("leaves what is being issued, although its time is over", async () => {
    const booking = await hold(48 * hourMs);
    const { record_locator: recordLocator } = booking;
    await supplier.addFault({
      operation: "DocIssuance_IssueTicket",
      recordLocator,
      times: 1,
      behaviour: { kind: "workThenHang" },
    });
    const issuing = client.post(`/v1/bookings/${booking.id}/issue`);
    await awaitCondition("the issuance at the supplier", async () =>
      (await workedAt(booking, "DocIssuance_IssueTicket")) === 1 ? true : undefined,
    );
    await supplier.changePnr(recordLocator, { ticketingTimeLimit: officeTime(-2 * 60_000) });
    await setLimit(booking, -1_000);
    expect((await issuing).status).toBe(201);
    expect(await expiryOf(booking).result()).toBeNull();
    expect(await stateOf(booking)).toBe("ISSUED");
    expect(await workedAt(booking, "PNR_Cancel")).toBe(0);
  });

  test("issues nothing of what it is cancelling, whose answer was lost", async () => {
    const booking = await hold(48 * hourMs);
    const { record_locator: recordLocator } = booking;
    await supplier.changePnr(recordLocator, { ticketingTimeLimit: officeTime(-2 * 60_000) });
    await supplier.addFault({
      operation: "PNR_Cancel",
      recordLocator,
      times: 1,
      behaviour: { kind: "hang" },
    });
    await setLimit(booking, -1_000);
    await awaitCondition("the intent to cancel", async () =>
      (await openIntents(booking)).length > 0 ? true : undefined,
    );
    const issued = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    // By the reservation that it reads, or by the booking, which has ended by then.
    expect(["pnr_cancelled", "booking_not_issuable", "booking_state_invalid"]).toContain(
      issued.body.code,
    );
    await untilState(booking, "EXPIRED");
    expect(await supplier.documents(recordLocator)).toEqual([]);
    expect(await openIntents(booking)).toEqual([]);
  });

  test.each([
    { act: "an expiry", kind: "booking.expire", state: "EXPIRED" },
    { act: "a cancellation", kind: "booking.cancel", state: "CANCELLED_BEFORE_ISSUE" },
  ])("hands what a person decides to $act under way", async ({ kind, state }) => {
    const booking = await hold(48 * hourMs);
    const { record_locator: recordLocator } = booking;
    await supplier.addFault({
      operation: "PNR_Cancel",
      recordLocator,
      times: 1,
      behaviour: { kind: "hang" },
    });
    const begin = async () => {
      if (kind === "booking.cancel")
        return client.post(`/v1/bookings/${booking.id}/cancel`, reason);
      await supplier.changePnr(recordLocator, { ticketingTimeLimit: officeTime(-2 * 60_000) });
      return setLimit(booking, -1_000);
    };
    const begun = begin();
    const [operation] = await awaitCondition("the intent to cancel", async () =>
      (await openIntents(booking)).length > 0 ? operationsOf(booking, kind) : undefined,
    );
    const decision = { action: "retry", note: "asked the airline" };
    const decided = await client.post<ProblemBody>(
      `/v1/operations/${operation?.id}/resolve`,
      decision,
    );
    // The workflow's own answer: it is at work, and asks nobody.
    expect([decided.status, decided.body.detail]).toEqual([
      409,
      "The operation needs no attention now.",
    ]);
    await begun;
    await untilState(booking, state);
  });
});

describe("POST /v1/bookings/{id}/cancel", () => {
  const cancel = <Body = { state: string; operation_id: string | null }>(
    { id }: Pick<BookingBody, "id">,
    headers: Record<string, string> = {},
  ) => client.post<Body>(`/v1/bookings/${id}/cancel`, reason, headers);

  test("cancels what is held, at the supplier and in the books, once for one key", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const key = { "Idempotency-Key": `cancel-${booking.id}` };
    const first = await cancel(booking, key);
    expect([first.status, first.body.state]).toEqual([201, "CANCELLED_BEFORE_ISSUE"]);
    expect((await cancel(booking, key)).body).toEqual(first.body);
    expect(await workedAt(booking, "PNR_Cancel")).toBe(1);
    expect(await auditOf(app, booking.id)).toContainEqual(
      expect.objectContaining({
        type: "booking.cancelled",
        payload: expect.objectContaining({ ...reason, from_state: "HELD" }),
      }),
    );
    const again = await cancel<ProblemBody>(booking);
    expect([again.status, again.body.code]).toEqual([409, "booking_state_invalid"]);
  });

  test("cancels once what the supplier cancelled without being heard", async () => {
    const booking = await bookReservation(client, locator("OK"));
    await supplier.addFault({
      operation: "PNR_Cancel",
      recordLocator: booking.record_locator,
      times: 1,
      behaviour: { kind: "resetAfterWork" },
    });
    expect((await cancel(booking)).status).toBe(201);
    expect(await workedAt(booking, "PNR_Cancel")).toBe(1);
    expect(await openIntents(booking)).toEqual([]);
  });

  test("cancels a draft, which no supplier holds", async () => {
    const customerId = await createTestCustomer(client);
    const { body: draft } = await client.post<BookingBody>("/v1/bookings", {
      customer_id: customerId,
      ...inFull(),
    });
    expect(draft.state).toBe("DRAFT");
    const cancelled = await cancel(draft);
    expect([cancelled.status, cancelled.body]).toMatchObject([
      201,
      { state: "CANCELLED_BEFORE_ISSUE", operation_id: null },
    ]);
  });

  test("refuses by name what was issued, and what carries tickets at the supplier", async () => {
    const booking = await bookReservation(client, locator("OK"));
    await client.post(`/v1/bookings/${booking.id}/issue`);
    const issued = await cancel<ProblemBody>(booking);
    expect([issued.status, issued.body.code]).toEqual([409, "booking_already_issued"]);
    const elsewhere = await bookReservation(client, locator("OK"));
    const other = apiClient(app, (await app.createPartner()).token);
    const theirs = await bookReservation(other, elsewhere.record_locator);
    expect((await other.post(`/v1/bookings/${theirs.id}/issue`)).status).toBe(201);
    const ticketed = await cancel<ProblemBody>(elsewhere);
    expect([ticketed.status, ticketed.body.code]).toEqual([409, "ticketed_elsewhere"]);
    expect(await stateOf(elsewhere)).toBe("HELD");
  });

  test("refuses what is being issued", async () => {
    const booking = await bookReservation(client, locator("OK"));
    await supplier.addFault({
      operation: "DocIssuance_IssueTicket",
      recordLocator: booking.record_locator,
      times: 1,
      behaviour: { kind: "hang" },
    });
    const issuing = client.post(`/v1/bookings/${booking.id}/issue`);
    await awaitCondition("the issuance at the supplier", async () => {
      const requests = await supplier.requests(booking.record_locator);
      return requests.some(({ operation }) => operation === "DocIssuance_IssueTicket")
        ? true
        : undefined;
    });
    const refused = await cancel<ProblemBody>(booking);
    expect([refused.status, refused.body.code]).toEqual([409, "operation_in_progress"]);
    expect((await issuing).status).toBe(201);
    expect(await workedAt(booking, "PNR_Cancel")).toBe(0);
  });
});
