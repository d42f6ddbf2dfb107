import { type SupplierName, supplierNames } from "../../domain/supplier-names";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import { issueWorkedExample, quoteExchange, takeUpQuote } from "../harness/exchanges";
import { replayAndKeep } from "../harness/keep-history";
import { awaitMails } from "../harness/mailbox";
import { sellRefundable } from "../harness/refunds";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ suppliers: supplierNames, settleMs: 500 });
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

const read = async ({ id }: Pick<BookingBody, "id">): Promise<FlownBooking> =>
  (await client.get<FlownBooking>(`/v1/bookings/${id}`)).body;

const laterBy = (local: string, minutes: number) =>
  new Date(Date.parse(`${local}Z`) + minutes * 60_000).toISOString().slice(0, 16);

/** The airline moves the only flight of a booking. */
async function move(
  supplier: SupplierName,
  booking: BookingBody,
  minutes: number,
  statusCode = "HK",
): Promise<void> {
  const { segments } = await read(booking);
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

describe.each(supplierNames)("a flight that is moved at %s", (supplier) => {
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

async function awaitClosed(workflowId: string): Promise<void> {
  await awaitCondition(`${workflowId} to end`, async () => {
    const handle = app.temporal.client.workflow.getHandle(workflowId);
    return (await handle.describe()).status.name === "RUNNING" ? undefined : true;
  });
}
