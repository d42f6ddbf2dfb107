import type { AirSupplierName } from "../../domain/supplier-names";
import type { SupplierOperation } from "../../suppliers/port";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { laterFlight, fareOf } from "../harness/exchanges";
import { longAgo } from "../harness/refunds";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { keepVoidWindowsOpen } from "../harness/void-window";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["amadeus", "sabre", "ndc", "lcc"], settleMs: 200 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

interface Sold extends BookingBody {
  readonly tickets: readonly { readonly number: string; readonly status: string }[];
}

interface Operation {
  readonly id: string;
  readonly status: string;
  readonly attention: { readonly reason: string; readonly text: string } | null;
}

const reason = { reason: "the customer changed their mind" };
const soapNo = { kind: "reject", errorCode: "284", errorText: "SECURED PNR" };
const restNo = { kind: "refuse", code: "REQUEST_REJECTED", text: "not now" };

type Act = "issue" | "void" | "refund" | "exchange" | "cancel";
type Case = readonly [
  act: Act,
  supplier: AirSupplierName,
  look: string,
  looksBeforehand: number,
  no: object,
];

/**
 * By what the act looks, how often it does before it asks for the change, and how it is refused: noes
 * that the fault matrix does not have, and one of each other act.
 */
const cases: readonly Case[] = [
  ["issue", "sabre", "getBooking", 1, { ...restNo, code: "BOOKING_NOT_FOUND" }],
  ["void", "ndc", "OrderRetrieve", 2, restNo],
  ["refund", "amadeus", "Ticket_ProcessEDoc", 1, soapNo],
  ["exchange", "amadeus", "Ticket_ProcessEDoc", 1, soapNo],
  ["cancel", "lcc", "get_order", 2, restNo],
];

const changes: Readonly<Record<Act, SupplierOperation>> = {
  issue: "issue",
  void: "voidDocuments",
  refund: "refund",
  exchange: "exchange",
  cancel: "cancelOrder",
};

const ends: Readonly<Record<Act, string>> = {
  issue: "ISSUED",
  void: "CANCELLED_AFTER_ISSUE",
  refund: "CANCELLED_AFTER_ISSUE",
  exchange: "ISSUED",
  cancel: "CANCELLED_BEFORE_ISSUE",
};

async function prepare(act: Act, supplier: AirSupplierName): Promise<BookingBody> {
  const sandbox = app.supplierSandbox(supplier);
  const booking = await bookReservation(
    client,
    await sandbox.createOrder(),
    [serviceFee],
    supplier,
  );
  if (act === "issue" || act === "cancel") return booking;
  await client.post(`/v1/bookings/${booking.id}/issue`);
  await awaitCondition(`${booking.id} to be issued`, async () => {
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    return body.state === "ISSUED" ? body : undefined;
  });
  if (act === "void") await keepVoidWindowsOpen(partner.scope);
  if (act === "refund" && supplier === "amadeus") {
    for (const number of await sandbox.liveDocuments(booking.record_locator)) {
      await sandbox.control("PATCH", `/documents/${number}`, { issuedOn: longAgo });
    }
  }
  if (act === "exchange" && supplier === "amadeus") {
    await sandbox.changeOrder(booking.record_locator, {
      fares: [fareOf(46_000, 9_000)],
      segments: [laterFlight],
      penalty: "3000.00",
    });
  }
  return booking;
}

/** What the request of the act is, once there is a quote where it takes one up. */
async function requestFor(act: Act, { id }: BookingBody): Promise<readonly [string, object?]> {
  if (act === "issue") return [`/v1/bookings/${id}/issue`];
  if (act === "void" || act === "cancel") return [`/v1/bookings/${id}/${act}`, reason];
  const quote = await client.post<{ id: string }>(`/v1/${act}s/quote`, { booking_id: id });
  expect([quote.status, quote.body]).toMatchObject([201, {}]);
  return [`/v1/${act}s`, { quote_id: quote.body.id, ...reason }];
}

const kinds: Readonly<Record<Act, string>> = {
  issue: "booking.issue",
  void: "ticket.void",
  refund: "refund.create",
  exchange: "ticket.exchange",
  cancel: "booking.cancel",
};

function untilOperation(act: Act, bookingId: string, status: string): Promise<Operation> {
  return awaitCondition(`${act} of ${bookingId}: ${status}`, async () => {
    const { body } = await client.get<{ data: Operation[] }>(
      `/v1/operations?resource_id=${bookingId}&kind=${kinds[act]}`,
    );
    return body.data.find((operation) => operation.status === status);
  });
}

describe.each(cases)(
  "%s at %s, its answer lost and the look refused",
  (act, supplier, look, skip, behaviour) => {
    test("asks a person, and is found done when the supplier answers", async () => {
      const sandbox = app.supplierSandbox(supplier);
      const booking = await prepare(act, supplier);
      const { id, record_locator: recordLocator } = booking;
      const [path, body] = await requestFor(act, booking);
      const before = (await sandbox.count(changes[act], recordLocator)).done;
      await sandbox.fault(changes[act], "reset after the work", { recordLocator });
      await sandbox.control("POST", "/faults", {
        operation: look,
        ...sandbox.about(recordLocator),
        skip,
        times: 1,
        behaviour,
      });
      const { status } = await client.post(path, body);
      expect([201, 202]).toContain(status);
      const asked = await untilOperation(act, id, "needs_attention");
      expect(asked.attention).toMatchObject({
        reason: "supplier_silent",
        text: expect.stringContaining("refuses to say what came of it"),
      });
      await client.post(`/v1/operations/${asked.id}/resolve`, { action: "retry", note: "again" });
      const after = await awaitCondition(`${id} after the ${act}`, async () => {
        const { body: found } = await client.get<Sold>(`/v1/bookings/${id}`);
        const isDone =
          act !== "exchange" || found.tickets.some((one) => one.status === "EXCHANGED");
        return found.state === ends[act] && isDone ? found : undefined;
      });
      const good = after.tickets
        .filter((one) => one.status === "ISSUED")
        .map(({ number }) => number);
      expect(await sandbox.liveDocuments(recordLocator)).toEqual(good.toSorted());
      expect((await sandbox.count(changes[act], recordLocator)).done - before).toBe(1);
    });
  },
);

test("what a person gives up is answered by that: nothing of it stays open", async () => {
  const sandbox = app.supplierSandbox("sabre");
  const booking = await prepare("void", "sabre");
  const { id, record_locator: recordLocator } = booking;
  await sandbox.fault("voidDocuments", "reset before the work", { recordLocator });
  await sandbox.control("POST", "/faults", {
    operation: "getBooking",
    ...sandbox.about(recordLocator),
    skip: 1,
    times: 1,
    behaviour: restNo,
  });
  await client.post(`/v1/bookings/${id}/void`, reason);
  const asked = await untilOperation("void", id, "needs_attention");
  const decision = { action: "abandon", note: "they stand, says Sabre" };
  await client.post(`/v1/operations/${asked.id}/resolve`, decision);
  await untilOperation("void", id, "failed");
  const requests = await partner.scope.db
    .selectFrom("supplier_request_log")
    .select(["state", "outcome_text"])
    .where("idempotency_key", "=", `void:${id}`)
    .execute();
  expect(requests).toEqual([{ state: "not_done", outcome_text: "a person has given it up" }]);
  expect(await sandbox.liveDocuments(recordLocator)).toHaveLength(1);
});
