import { ScheduleNotFoundError, WithStartWorkflowOperation } from "@temporalio/client";
import type { Workflow } from "@temporalio/common";

import { inTransaction } from "../../db/transaction";
import { type AirSupplierName, airSupplierNames } from "../../domain/supplier-names";
import { reactivatePartner, suspendPartner } from "../../services/partner/set-partner-status";
import { checkSchedulesType, checkSchedulesUpdate } from "../../temporal/contract/check-schedules";
import { systemContext } from "../../temporal/contract/payloads";
import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import { nowAsDateTime, testContext, today } from "../harness/database";
import { issueWorkedExample, quoteExchange, takeUpQuote } from "../harness/exchanges";
import { replayAndKeep } from "../harness/keep-history";
import { awaitMails } from "../harness/mailbox";
import { sellRefundable } from "../harness/refunds";
import { replayHistory } from "../harness/replay";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ suppliers: airSupplierNames, settleMs: 500 });
  const partner = await app.createPartner();
  client = apiClient(app, partner.token);
  await partner.scope.db
    .updateTable("partners")
    .set({ contact_email: "desk@nova.example" })
    .execute();
});

afterAll(() => app.close());

interface FlownBooking extends BookingBody {
  readonly segments: readonly {
    readonly departs_local: string;
    readonly arrives_local: string;
    readonly status: string;
  }[];
}

interface ScheduleChange {
  readonly id: string;
  readonly status: string;
  readonly minutes_moved: number | null;
  readonly segments: readonly { readonly after: object | null }[];
}

interface Check {
  readonly operation_id: string;
  readonly schedule_change_id: string | null;
}

const read = async ({ id }: Pick<BookingBody, "id">, by = client): Promise<FlownBooking> =>
  (await by.get<FlownBooking>(`/v1/bookings/${id}`)).body;

const laterBy = (local: string, minutes: number) =>
  new Date(Date.parse(`${local}Z`) + minutes * 60_000).toISOString().slice(0, 16);

/** The airline moves the only flight of a booking. */
const move = (
  supplier: AirSupplierName,
  booking: BookingBody,
  minutes: number,
  statusCode?: string,
) => moveOf(client, supplier, booking, minutes, statusCode);

async function moveOf(
  by: ApiClient,
  supplier: AirSupplierName,
  booking: BookingBody,
  minutes: number,
  statusCode = "HK",
): Promise<void> {
  const { segments } = await read(booking, by);
  const [flown] = segments;
  if (flown === undefined) throw new Error("nothing is flown");
  const flight = {
    carrierCode: "BG",
    flightNumber: "147",
    bookingClass: "Y",
    originAirport: "DAC",
    destinationAirport: "DXB",
    departsLocal: laterBy(flown.departs_local, minutes),
    arrivesLocal: laterBy(flown.arrives_local, minutes),
  };
  const change =
    supplier === "amadeus"
      ? { segments: [{ ...flight, statusCode }] }
      : { flights: [{ id: "SEG1", ...flight }] };
  await app.supplierSandbox(supplier).changeOrder(booking.record_locator, change);
}

async function check({ id }: Pick<BookingBody, "id">): Promise<Check> {
  const { status, body } = await client.post<Check>(`/v1/bookings/${id}/check-schedule`);
  expect(status).toBe(201);
  return body;
}

const get = async (id: string | null): Promise<ScheduleChange> =>
  (await client.get<ScheduleChange>(`/v1/schedule-changes/${id}`)).body;

const accept = <Body = ScheduleChange>(id: string | null, version = 1) =>
  client.post<Body>(`/v1/schedule-changes/${id}/accept`, undefined, {
    "If-Match": `"v${version}"`,
  });

describe.each(airSupplierNames)("a flight that is moved at %s", (supplier) => {
  test("is found, accepted, and issued at its new time", async () => {
    const recordLocator = await app.supplierSandbox(supplier).createOrder();
    const booking = await bookReservation(client, recordLocator, [], supplier);
    const before = await read(booking);
    expect((await check(booking)).schedule_change_id).toBeNull();
    await move(supplier, booking, 95, "TK");
    const refused = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([refused.status, refused.body.code]).toEqual([409, "pnr_changed"]);
    const { schedule_change_id: found } = await check(booking);
    expect(await get(found)).toMatchObject({ status: "OPEN", minutes_moved: 95 });
    expect((await accept(found)).body).toMatchObject({ status: "ACCEPTED" });
    const { segments } = await read(booking);
    expect(segments.map((segment) => segment.departs_local)).toEqual([
      laterBy(before.segments[0]?.departs_local ?? "", 95),
    ]);
    expect((await check(booking)).schedule_change_id).toBeNull();
    expect((await client.post(`/v1/bookings/${booking.id}/issue`)).status).toBe(201);
  });
});

describe("a change of the schedule after issue", () => {
  const control = () => supplierControl(app);

  test("is told by mail once, listed until it is answered, and accepted with the tickets as they are", async () => {
    const { booking, issuance } = await issueWorkedExample(client, control());
    await move("amadeus", booking, -40);
    const first = await check(booking);
    const again = await check(booking);
    expect(again.schedule_change_id).toBe(first.schedule_change_id);
    await awaitCondition("the notice, once", async () => {
      const mails = await awaitMails(app, "desk@nova.example", 1);
      const told = mails.filter(({ subject }) => subject.includes(booking.reference));
      return told.length === 1 ? told : undefined;
    });
    const open = () =>
      client.get<{ data: ScheduleChange[] }>(
        `/v1/schedule-changes?status=OPEN&booking_id=${booking.id}`,
      );
    expect((await open()).body.data).toMatchObject([
      { id: first.schedule_change_id, minutes_moved: 40, segments: [{ number: 1 }] },
    ]);
    expect((await accept(first.schedule_change_id, 9)).status).toBe(412);
    expect((await accept(first.schedule_change_id)).status).toBe(200);
    expect((await open()).body.data).toEqual([]);
    const { tickets } = await read(booking);
    expect(tickets.map(({ number }) => number)).toEqual(issuance.ticket_numbers);
    const types = (await auditOf(app, booking.id)).map(({ type }) => type);
    expect(types.filter((type) => type.startsWith("booking.schedule"))).toEqual([
      "booking.schedule_changed",
      "booking.schedule_accepted",
    ]);
    const late = await accept<ProblemBody>(first.schedule_change_id, 2);
    expect([late.status, late.body.code]).toEqual([409, "schedule_change_answered"]);
    const { body: operation } = await client.get<{ workflow_id: string }>(
      `/v1/operations/${first.operation_id}`,
    );
    await awaitClosed(operation.workflow_id);
    await replayAndKeep(app, "check-schedule.found", operation.workflow_id);
  });

  test("is superseded where the airline changes it again, or back", async () => {
    const { booking } = await issueWorkedExample(client, control());
    await move("amadeus", booking, 30);
    const { schedule_change_id: first } = await check(booking);
    await move("amadeus", booking, 60);
    const { schedule_change_id: second } = await check(booking);
    await move("amadeus", booking, 0);
    expect((await check(booking)).schedule_change_id).toBeNull();
    expect([(await get(first)).status, (await get(second)).status]).toEqual([
      "SUPERSEDED",
      "SUPERSEDED",
    ]);
  });

  test("is answered by an involuntary exchange, which costs nothing", async () => {
    const issued = await issueWorkedExample(client, control());
    await move("amadeus", issued.booking, 300);
    const { schedule_change_id: found } = await check(issued.booking);
    const quote = await quoteExchange(client, issued, { kind: "involuntary" });
    expect((await takeUpQuote(client, quote.body.id)).status).toBe(201);
    expect((await get(found)).status).toBe("EXCHANGED");
    expect((await check(issued.booking)).schedule_change_id).toBeNull();
  });

  test("in which a flight is gone is not accepted, and answered by a refund without a penalty", async () => {
    const sale = await sellRefundable(client, control());
    await move("amadeus", sale.booking, 0, "UN");
    const { schedule_change_id: found } = await check(sale.booking);
    expect(await get(found)).toMatchObject({ minutes_moved: null, segments: [{ after: null }] });
    const refused = await accept<ProblemBody>(found);
    expect([refused.status, refused.body.code]).toEqual([422, "itinerary_invalid"]);
    const quote = await client.post<{ id: string }>("/v1/refunds/quote", {
      booking_id: sale.booking.id,
      kind: "schedule_change",
    });
    expect([quote.status, quote.body]).toMatchObject([201, { kind: "schedule_change" }]);
    const refund = await client.post("/v1/refunds", {
      quote_id: quote.body.id,
      reason: "the flight is no longer flown",
    });
    expect(refund.status).toBe(201);
    expect((await get(found)).status).toBe("REFUNDED");
  });
});

describe("POST /v1/bookings/{id}/check-schedule", () => {
  test("refuses a reservation that is cancelled at the supplier", async () => {
    const recordLocator = await app.supplierSandbox("amadeus").createOrder();
    const booking = await bookReservation(client, recordLocator, []);
    await app.supplierSandbox("amadeus").changeOrder(recordLocator, { cancelled: true });
    const refused = await client.post<ProblemBody & IssuanceBody>(
      `/v1/bookings/${booking.id}/check-schedule`,
    );
    expect([refused.status, refused.body.code]).toEqual([422, "pnr_cancelled"]);
    const { body } = await client.get<{ data: { workflow_id: string }[] }>(
      `/v1/operations?resource_id=${booking.id}&kind=booking.check_schedule`,
    );
    const workflowId = body.data[0]?.workflow_id ?? "";
    await awaitClosed(workflowId);
    await replayAndKeep(app, "check-schedule.refused", workflowId);
  });
});

interface Looked {
  readonly operation_id: string;
}

interface RunBody {
  readonly id: string;
  readonly status: string;
  readonly workflow_id: string;
  readonly result: {
    readonly bookings_checked: number;
    readonly with_changes: number;
    readonly refused: number;
    readonly unanswered: number;
    readonly refusals: readonly { readonly booking_id: string; readonly code: string }[];
  } | null;
}

describe("looking ahead by itself", () => {
  let partner: TestPartner;
  let own: ApiClient;

  beforeAll(async () => {
    partner = await app.createPartner();
    own = apiClient(app, partner.token);
  });

  const schedule = () =>
    app.temporal.client.schedule.getHandle(workflowIds.checkSchedules(partner.scope.partner));

  const describeSchedule = () =>
    schedule()
      .describe()
      .catch((error: unknown) => {
        if (error instanceof ScheduleNotFoundError) return undefined;
        throw error;
      });

  async function settle(change: object): Promise<void> {
    const { headers } = await own.get("/v1/partner");
    const version = { "If-Match": headers.get("ETag") ?? "" };
    const { status, body } = await own.patch("/v1/partner", change, version);
    expect([status, body]).toMatchObject([200, change]);
  }

  async function issue(supplier: AirSupplierName): Promise<BookingBody> {
    const recordLocator = await app.supplierSandbox(supplier).createOrder();
    const booking = await bookReservation(own, recordLocator, [], supplier);
    expect((await own.post(`/v1/bookings/${booking.id}/issue`)).status).toBe(201);
    return booking;
  }

  const listRuns = async () =>
    (await own.get<{ data: RunBody[] }>("/v1/operations?kind=booking.check_schedules")).body.data;

  /** Runs it now, and waits until there is a run of this state. */
  async function run(status: string): Promise<RunBody> {
    const before = await listRuns();
    await schedule().trigger();
    return awaitCondition(`a run that is ${status}`, async () =>
      (await listRuns()).find(
        (one) => one.status === status && before.every(({ id }) => id !== one.id),
      ),
    );
  }

  async function openChanges(): Promise<readonly (ScheduleChange & { booking_id: string })[]> {
    const { body } = await own.get<{ data: (ScheduleChange & { booking_id: string })[] }>(
      "/v1/schedule-changes?status=OPEN",
    );
    return body.data;
  }

  test("asks for what is issued and departs in the days that are settled, once for each run", async () => {
    const moved = await issue("amadeus");
    const asSold = await issue("sabre");
    const gone = await issue("amadeus");
    const far = await issue("amadeus");
    const held = await bookReservation(
      own,
      await app.supplierSandbox("ndc").createOrder(),
      [],
      "ndc",
    );
    await partner.scope.db
      .updateTable("booking_segments")
      .set({ departs_local: "2028-01-01 10:00:00", arrives_local: "2028-01-01 14:00:00" })
      .where("booking_id", "=", (eb) =>
        eb.selectFrom("bookings").select("booking_id").where("public_id", "=", far.id),
      )
      .execute();
    await moveOf(own, "amadeus", moved, 95);
    await app.supplierSandbox("amadeus").changeOrder(gone.record_locator, { cancelled: true });
    await settle({ schedule_check_hours: 12, schedule_check_days: 360 });
    const made = await awaitCondition("the Schedule", describeSchedule);
    expect([made.state.paused, made.spec.intervals?.[0]?.every]).toEqual([false, 12 * 3_600_000]);
    const asked = (supplier: AirSupplierName, { record_locator: id }: BookingBody) =>
      app
        .supplierSandbox(supplier)
        .calls(id)
        .then(({ length }) => length);
    const before = [await asked("amadeus", far), await asked("ndc", held)];

    const first = await run("succeeded");
    expect(first.result).toMatchObject({
      bookings_checked: 2,
      with_changes: 1,
      refused: 1,
      unanswered: 0,
      refusals: [{ booking_id: gone.id, code: "pnr_cancelled" }],
    });
    expect([await asked("amadeus", far), await asked("ndc", held)]).toEqual(before);
    const [change, ...others] = await openChanges();
    expect(others).toEqual([]);
    expect(change).toMatchObject({ booking_id: moved.id, minutes_moved: 95 });
    expect((await listRuns())[0]?.id).toBe(first.id);
    await awaitClosed(first.workflow_id);
    await replayAndKeep(app, "check-schedules.run", first.workflow_id);

    expect((await run("succeeded")).result).toMatchObject({ with_changes: 1 });
    expect((await openChanges()).map(({ id }) => id)).toEqual([change?.id]);
    expect(asSold.id).not.toBe(change?.booking_id);
  });

  test("leaves a supplier that asks for patience to the next run", async () => {
    const sabre = app.supplierSandbox("sabre");
    const behaviour = { kind: "httpStatus", status: 429, retryAfterSeconds: 600 };
    await sabre.control("POST", "/faults", { operation: "getBooking", behaviour });
    const left = await run("succeeded");
    await sabre.clearFaults();
    expect(left.result).toMatchObject({ bookings_checked: 1, with_changes: 1, unanswered: 1 });
    await awaitClosed(left.workflow_id);
    await replayAndKeep(app, "check-schedules.unanswered", left.workflow_id);
  });

  test("goes on from where a run has become another one", async () => {
    const { partner: id } = partner.scope;
    const progress = {
      operationId: "op_of_another_run",
      from: today(),
      through: "2027-12-31",
      after: 0,
      silent: ["1S"],
      found: { checked: 7, changed: 0, refused: 0, unanswered: 0, refusals: [] },
    };
    const found = await app.temporal.client.workflow.execute(checkSchedulesType, {
      workflowId: `${workflowIds.checkSchedules(id)}-goes-on`,
      taskQueue: taskQueues.books,
      args: [{ schemaVersion: 1, partner: id, progress }],
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: id }],
    });
    expect(found).toMatchObject({ checked: 8, changed: 1, refused: 1, unanswered: 1 });
  });

  test("becomes another run after so many pages, and goes on where it was", async () => {
    const { partner: id } = partner.scope;
    const { workflow } = app.temporal.client;
    const handle = await workflow.start(checkSchedulesType, {
      workflowId: `${workflowIds.checkSchedules(id)}-page-by-page`,
      taskQueue: taskQueues.books,
      args: [{ schemaVersion: 1, partner: id, pageSize: 1, pagesMax: 1, progress: null }],
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: id }],
    });
    const first = workflow.getHandle(handle.workflowId, handle.firstExecutionRunId);
    expect(await handle.result()).toMatchObject({ checked: 2, changed: 1, refused: 1 });
    expect((await first.describe()).status.name).toBe("CONTINUED_AS_NEW");
    await replayHistory(await first.fetchHistory(), handle.workflowId);
    const [last] = await listRuns();
    expect(last).toMatchObject({ status: "succeeded", result: { bookings_checked: 2 } });
  });

  test("is cancelled while a supplier keeps it waiting", async () => {
    const sabre = app.supplierSandbox("sabre");
    await sabre.fault("retrieve", "hang", { times: Infinity });
    const running = await run("running");
    await awaitCondition("the others", async () =>
      (await listRuns())[0]?.result === null ? undefined : true,
    );
    const { status } = await own.post(`/v1/operations/${running.id}/cancel`, {
      note: "the supplier is away",
    });
    expect(status).toBe(200);
    await sabre.clearFaults();
    expect((await listRuns())[0]).toMatchObject({ id: running.id, status: "cancelled" });
    await awaitClosed(running.workflow_id);
    await replayAndKeep(app, "check-schedules.cancelled", running.workflow_id);
  });

  test("pauses with the partner, goes on with it, and ends when it is switched off", async () => {
    const isPaused = async () => (await describeSchedule())?.state.paused;
    const act = { reason: "unpaid", context: testContext, at: nowAsDateTime() };
    await inTransaction(partner.scope, (transaction) => suspendPartner(transaction, act));
    await awaitCondition("the pause", async () => ((await isPaused()) === true ? true : undefined));
    await inTransaction(partner.scope, (transaction) => reactivatePartner(transaction, act));
    await awaitCondition("its end", async () => ((await isPaused()) === false ? true : undefined));
    await settle({ schedule_check_hours: 0 });
    await awaitCondition("no Schedule", async () =>
      (await describeSchedule()) === undefined ? true : undefined,
    );
    expect(await describeSchedule()).toBeUndefined();
  });

  describe("POST /v1/schedule-checks", () => {
    const path = "/v1/schedule-checks";
    const asked = (operationId: string) =>
      workflowIds.checkSchedulesNow(partner.scope.partner, operationId);

    test("looks once for who asks, also where the Schedule is off", async () => {
      const key = { "Idempotency-Key": "look-now" };
      const found = await own.post<Looked>(path, undefined, key);
      expect([found.status, found.body]).toMatchObject([
        201,
        { object: "schedule_checks", bookings_checked: 2, with_changes: 1, refused: 1 },
      ]);
      const id = found.body.operation_id;
      const again = await own.post<Looked>(path, undefined, key);
      expect([again.status, again.body]).toEqual([201, found.body]);
      expect((await listRuns())[0]).toMatchObject({ id, status: "succeeded" });
      expect(await describeSchedule()).toBeUndefined();
      const trail = await auditOf(app, id);
      expect(trail).toMatchObject([
        { type: "booking.schedules_checked", payload: { bookings_checked: 2, with_changes: 1 } },
      ]);
      expect(trail[0]?.actor).not.toBeNull();
      await awaitClosed(asked(id));
      await replayAndKeep(app, "check-schedules.asked", asked(id));
    });

    test("is followed and cancelled while a supplier keeps it waiting", async () => {
      const sabre = app.supplierSandbox("sabre");
      await sabre.fault("retrieve", "hang", { times: Infinity });
      const running = await own.post<{ id: string; status: string }>(path, undefined, {
        Prefer: "wait=1",
      });
      expect([running.status, running.body.status]).toEqual([202, "running"]);
      const { id } = running.body;
      await awaitCondition("the others", async () => (await listRuns())[0]?.result !== null);
      const { status } = await own.post(`/v1/operations/${id}/cancel`, { note: "not today" });
      await sabre.clearFaults();
      expect(status).toBe(200);
      expect((await listRuns())[0]).toMatchObject({ id, status: "cancelled" });
      await awaitClosed(asked(id));
      await replayAndKeep(app, "check-schedules.asked-and-cancelled", asked(id));
    });

    test("lets nobody wait for a run that becomes another one", async () => {
      const operationId = "op_that_grows_long";
      const [from, through] = [today(), "2027-12-31"];
      const found = { checked: 0, changed: 0, refused: 0, unanswered: 0, refusals: [] };
      const progress = { operationId, from, through, after: 0, silent: [], found };
      const request = { operationId, context: systemContext };
      const { partner: id } = partner.scope;
      const start = new WithStartWorkflowOperation<Workflow>(checkSchedulesType, {
        workflowId: asked(operationId),
        taskQueue: taskQueues.books,
        args: [{ schemaVersion: 1, partner: id, request, pageSize: 1, pagesMax: 1, progress }],
        typedSearchAttributes: [{ key: searchAttributes.partnerId, value: id }],
        workflowIdConflictPolicy: "FAIL",
      });
      const answer = await app.temporal.client.workflow.executeUpdateWithStart(
        checkSchedulesUpdate,
        { args: [{ operationId }], startWorkflowOperation: start },
      );
      expect(answer).toBeNull();
      const handle = await start.workflowHandle();
      expect(await handle.result()).toMatchObject({ checked: 2, changed: 1, refused: 1 });
    });
  });
});

async function awaitClosed(workflowId: string): Promise<void> {
  await awaitCondition(`${workflowId} to end`, async () => {
    const handle = app.temporal.client.workflow.getHandle(workflowId);
    return (await handle.describe()).status.name === "RUNNING" ? undefined : true;
  });
}
