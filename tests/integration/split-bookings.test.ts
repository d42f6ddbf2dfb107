import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import { fareOf, quoteExchange, takeUpQuote } from "../harness/exchanges";
import { replayAndKeep } from "../harness/keep-history";
import { longAgo } from "../harness/refunds";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { keepVoidWindowsOpen } from "../harness/void-window";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let supplier: SupplierControl;

beforeAll(async () => {
  app = await startTestApp({ settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  supplier = supplierControl(app);
});

afterAll(() => app.close());

interface SplitBody {
  readonly operation_id: string;
  readonly split_off: readonly {
    readonly record_locator: string;
    readonly booking_id: string | null;
    readonly passenger_numbers: readonly number[];
  }[];
}

interface WholeBooking extends BookingBody {
  readonly split_from: string | null;
  readonly fare: { readonly amount: string };
  readonly charges_total: { readonly amount: string };
  readonly passengers: readonly {
    readonly number: number;
    readonly surname: string;
    readonly record_locator: string | null;
  }[];
  readonly segments: readonly { readonly departs_local: string }[];
}

const names = ["AHMED", "BEGUM", "CHOWDHURY"] as const;

/** Three adults at 40,000 and 8,500 of taxes each, on one reservation. */
async function reserve(): Promise<string> {
  const passengers = names.map((surname) => ({ type: "ADT", surname, givenNames: "AYESHA MS" }));
  const fares = [fareOf(40_000, 8_500)];
  return supplier.createPnr({ template: "one-way", pnr: { passengers, fares } });
}

const book = async () => bookReservation(client, await reserve());

const read = async (id: string): Promise<WholeBooking> =>
  (await client.get<WholeBooking>(`/v1/bookings/${id}`)).body;

const split = <Body = SplitBody>(id: string, recordLocators: readonly string[] = []) =>
  client.post<Body>(`/v1/bookings/${id}/split`, { record_locators: recordLocators });

const issue = <Body = IssuanceBody>(id: string) => client.post<Body>(`/v1/bookings/${id}/issue`);

const surnamesOf = ({ passengers }: WholeBooking) => passengers.map(({ surname }) => surname);

async function expectCleanBooks(): Promise<void> {
  const { status, body } = await client.post<{ checks: { finding: unknown }[] }>(
    "/v1/ledger/verification",
  );
  expect(status).toBe(201);
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

describe("a reservation that was split before issue", () => {
  test("is refused to be issued by its name, and is two bookings once it is taken up", async () => {
    const booking = await book();
    const child = await supplier.splitPnr(booking.record_locator, [2, 3]);
    const refused = await issue<ProblemBody & { record_locators: string }>(booking.id);
    expect([refused.status, refused.body.code]).toEqual([409, "pnr_split"]);
    expect(refused.body.record_locators).toBe(child);

    const { status, body } = await split(booking.id);
    expect(status).toBe(201);
    const [part] = body.split_off;
    expect(part).toMatchObject({ record_locator: child, passenger_numbers: [2, 3] });
    const [first, second] = [await read(booking.id), await read(part?.booking_id ?? "")];
    expect([surnamesOf(first), surnamesOf(second)]).toEqual([["AHMED"], ["BEGUM", "CHOWDHURY"]]);
    expect(second).toMatchObject({
      state: "HELD",
      record_locator: child,
      split_from: booking.id,
      fare: { amount: "80000.00" },
      charges_total: { amount: "0.00" },
      total: { amount: "97000.00" },
    });
    // The service fee and its VAT stay with the first: in all the customer pays what was agreed.
    expect(first).toMatchObject({ version: 2, total: { amount: "49650.00" }, split_from: null });
    expect(second.segments).toEqual(first.segments);

    const issued = await Promise.all([first, second].map(({ id }) => issue(id)));
    expect(issued.map((answer) => answer.body.ticket_numbers.length)).toEqual([1, 2]);
    expect(issued[1]?.body.ticket_numbers.toSorted()).toEqual(await supplier.liveDocuments(child));
    const types = (await auditOf(app, booking.id)).map(({ type }) => type);
    expect(types).toContain("booking.split");
    await expectCleanBooks();
  });

  test("cancels what was split off at its own locator, and leaves the other held", async () => {
    const booking = await book();
    const child = await supplier.splitPnr(booking.record_locator, [1]);
    const { body } = await split(booking.id, [child]);
    const own = body.split_off[0]?.booking_id ?? "";
    const reason = { reason: "not flying" };
    expect((await client.post(`/v1/bookings/${own}/cancel`, reason)).status).toBe(201);
    const operations = async (recordLocator: string) =>
      (await supplier.requests(recordLocator)).map(({ operation }) => operation);
    expect(await operations(child)).toContain("PNR_Cancel");
    expect(await operations(booking.record_locator)).not.toContain("PNR_Cancel");
    expect((await issue(booking.id)).status).toBe(201);
  });

  test("waits for its own time limit", async () => {
    const recordLocator = await reserve();
    const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    await supplier.changePnr(recordLocator, { ticketingTimeLimit: `${day}T18:00` });
    const booking = await bookReservation(client, recordLocator);
    const child = await supplier.splitPnr(recordLocator, [3]);
    await supplier.changePnr(child, { ticketingTimeLimit: `${day}T12:00` });
    const own = (await split(booking.id)).body.split_off[0]?.booking_id ?? "";
    const { client: temporal } = app.temporal;
    const id = workflowIds.holdExpiry(partner.scope.partner, own);
    const waiting = await awaitCondition("what waits for its time limit", async () => {
      const found = await temporal.workflow
        .getHandle(id)
        .describe()
        .catch(() => undefined);
      return found?.status.name === "RUNNING" ? found : undefined;
    });
    expect(waiting.workflowId).toBe(id);
  });
});

describe("a reservation that was split after issue", () => {
  test("keeps its tickets in their booking, each act at the locator that they are in", async () => {
    const booking = await book();
    const { body: issuance } = await issue(booking.id);
    const [staying, moved, third] = issuance.ticket_numbers;
    const child = await supplier.splitPnr(booking.record_locator, [2]);
    const taken = await split(booking.id);
    expect(taken.body.split_off).toEqual([
      { record_locator: child, booking_id: null, passenger_numbers: [2] },
    ]);
    const { passengers, total } = await read(booking.id);
    expect(passengers.map((passenger) => passenger.record_locator)).toEqual([
      booking.record_locator,
      child,
      booking.record_locator,
    ]);
    expect(total).toEqual(booking.total);

    await keepVoidWindowsOpen(partner.scope);
    const path = `/v1/bookings/${booking.id}/void`;
    const all = await client.post<ProblemBody>(path, { reason: "all of them" });
    expect([all.status, all.body.code]).toEqual([409, "reservations_differ"]);
    expect(all.body).toMatchObject({
      reservations: `${booking.record_locator}: ${staying}, ${third}; ${child}: ${moved}`,
    });
    const voided = { reason: "not flying", ticket_numbers: [moved] };
    expect((await client.post(path, voided)).status).toBe(201);
    expect(await supplier.liveDocuments(child)).toEqual([]);
    expect(await supplier.liveDocuments(booking.record_locator)).toEqual([staying, third]);
    await expectCleanBooks();
  });

  test("is refunded and exchanged where each ticket is", async () => {
    const booking = await book();
    const { body: issuance } = await issue(booking.id);
    const [, second, third] = issuance.ticket_numbers;
    const children = [
      await supplier.splitPnr(booking.record_locator, [3]),
      await supplier.splitPnr(booking.record_locator, [2]),
    ];
    expect((await split(booking.id)).body.split_off.map((part) => part.record_locator)).toEqual(
      children,
    );
    await supplier.changeDocument(third ?? "", { issuedOn: longAgo });
    const quoted = await client.post<{ id: string }>("/v1/refunds/quote", {
      booking_id: booking.id,
      ticket_numbers: [third],
    });
    expect(quoted.status).toBe(201);
    const refund = { quote_id: quoted.body.id, reason: "not flying" };
    expect((await client.post("/v1/refunds", refund)).status).toBe(201);
    const [ofThird, ofSecond] = await Promise.all(children.map((one) => supplier.documents(one)));
    expect(ofThird?.map(({ status }) => status)).toEqual(["refunded"]);

    await supplier.changePnr(children[1] ?? "", {
      fares: [{ ...fareOf(45_000, 8_500), passengers: [1] }],
    });
    const quote = await quoteExchange(client, { booking }, { ticket_numbers: [second] });
    expect(quote.body).toMatchObject({ due: { amount: "5000.00" } });
    expect((await takeUpQuote(client, quote.body.id)).status).toBe(201);
    expect(ofSecond).toHaveLength(1);
    expect((await supplier.liveDocuments(children[1] ?? "")).length).toBe(1);
    await expectCleanBooks();
  });

  test("has its schedule looked at in each, and says where they differ", async () => {
    const booking = await book();
    await issue(booking.id);
    const child = await supplier.splitPnr(booking.record_locator, [2]);
    await split(booking.id);
    const check = () =>
      client.post<ProblemBody & { schedule_change_id: string | null }>(
        `/v1/bookings/${booking.id}/check-schedule`,
      );
    expect((await check()).body.schedule_change_id).toBeNull();
    const [flight] = (await read(booking.id)).segments;
    const segments = [
      {
        carrierCode: "BG",
        flightNumber: "147",
        bookingClass: "Y",
        originAirport: "DAC",
        destinationAirport: "DXB",
        departsLocal: `${flight?.departs_local.slice(0, 11)}01:30`,
        arrivesLocal: `${flight?.departs_local.slice(0, 11)}04:45`,
        statusCode: "TK",
      },
    ];
    await supplier.changePnr(child, { segments });
    const refused = await check();
    expect([refused.status, refused.body.code]).toEqual([409, "reservations_differ"]);
    await supplier.changePnr(booking.record_locator, { segments });
    expect((await check()).body.schedule_change_id).toMatch(/^sch/);
  });
});

describe("what is no split", () => {
  test("is not taken up: nobody has gone, or somebody is in neither or in both", async () => {
    const booking = await book();
    const none = await split<ProblemBody>(booking.id);
    expect([none.status, none.body.code]).toEqual([409, "pnr_split_unmatched"]);
    const child = await supplier.splitPnr(booking.record_locator, [2]);
    const other = await reserve();
    for (const locators of [[other], [child, other]]) {
      const { status, body } = await split<ProblemBody>(booking.id, locators);
      expect([status, body.code]).toEqual([409, "pnr_split_unmatched"]);
    }
    expect((await read(booking.id)).version).toBe(1);
  });

  test("and a reservation that is another booking's stays with that", async () => {
    const booking = await bookReservation(client, await reserve(), [serviceFee]);
    const child = await supplier.splitPnr(booking.record_locator, [2]);
    await bookReservation(client, child);
    const { status, body } = await split<ProblemBody>(booking.id);
    expect([status, body.code]).toEqual([409, "duplicate_code"]);
    expect((await read(booking.id)).version).toBe(1);
  });
});

test("the histories of a split that was taken up and of one that was not", async () => {
  const booking = await book();
  const refused = await split<ProblemBody>(booking.id);
  await supplier.splitPnr(booking.record_locator, [2]);
  const taken = await split(booking.id);
  const kept = [
    ["split-booking.refused", refused.body.operation_id],
    ["split-booking.taken", taken.body.operation_id],
  ] as const;
  for (const [name, operationId] of kept) {
    const path = `/v1/operations/${operationId}`;
    const { body } = await client.get<{ workflow_id: string }>(path);
    await awaitCondition("its end", async () => {
      const handle = app.temporal.client.workflow.getHandle(body.workflow_id);
      return (await handle.describe()).status.name === "RUNNING" ? undefined : true;
    });
    await replayAndKeep(app, name, body.workflow_id);
  }
});
