import { type AirSupplierName, airSupplierNames } from "../../domain/supplier-names";
import { findCall, replayCall } from "../../scripts/supplier-replay";
import { setGdsCredentials } from "../../services/supplier/set-gds-credentials";
import { ndcSandboxCredentials } from "../../suppliers/ndc/sandbox/default-account";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { nowAsDateTime, testContext } from "../harness/database";
import type { RefundQuoteBody } from "../harness/refunds";
import type { SupplierFault } from "../harness/supplier-faults";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";
import { keepVoidWindowsOpen } from "../harness/void-window";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ suppliers: airSupplierNames, settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

const reason = { reason: "the customer changed their mind" };

async function book(supplier: AirSupplierName): Promise<BookingBody> {
  const recordLocator = await app.supplierSandbox(supplier).createOrder();
  return bookReservation(client, recordLocator, [serviceFee], supplier);
}

/** Whether it answers in time or not: what its operation comes to. */
async function issue({ id }: BookingBody, seller = client): Promise<readonly string[]> {
  const { status } = await seller.post<IssuanceBody>(`/v1/bookings/${id}/issue`);
  expect([201, 202]).toContain(status);
  const { tickets } = await awaitCondition(`${id} to be issued`, async () => {
    const { body: list } = await seller.get<{ data: { attention: object | null }[] }>(
      `/v1/operations?resource_id=${id}&kind=booking.issue`,
    );
    expect(list.data.map(({ attention }) => attention)).toEqual([null]);
    const { body } = await seller.get<BookingBody>(`/v1/bookings/${id}`);
    return body.state === "ISSUED" ? body : undefined;
  });
  return tickets.map(({ number }) => number).toSorted();
}

async function expectCleanBooks(seller = client): Promise<void> {
  const { status, body } = await seller.post<{
    checks: readonly { readonly finding: unknown }[];
  }>("/v1/ledger/verification");
  expect(status).toBe(201);
  expect(body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}

describe.each(airSupplierNames)("a reservation over %s", (supplier) => {
  test("is booked, issued, and its tickets are those of the supplier", async () => {
    const booking = await book(supplier);
    expect(booking).toMatchObject({ state: "HELD", supplier });
    const numbers = await issue(booking);
    const sandbox = app.supplierSandbox(supplier);
    expect(numbers).toEqual(await sandbox.liveDocuments(booking.record_locator));
    expect(numbers).not.toEqual([]);
    await expectCleanBooks();
  });

  const losses: readonly SupplierFault[] = [
    "hang after the work",
    "reset before the work",
    "reset after the work",
    "malformed answer",
    "HTTP 503",
  ];

  test("is issued exactly once, however the answer is lost", async () => {
    const sandbox = app.supplierSandbox(supplier);
    await Promise.all(
      losses.map(async (loss) => {
        const booking = await book(supplier);
        await sandbox.fault("issue", loss, { recordLocator: booking.record_locator });
        const numbers = await issue(booking);
        const { record_locator: recordLocator } = booking;
        expect([loss, await sandbox.liveDocuments(recordLocator)]).toEqual([loss, numbers]);
        expect([loss, (await sandbox.count("issue", recordLocator)).done]).toEqual([loss, 1]);
      }),
    );
    await expectCleanBooks();
  });

  test("is not booked where the supplier does not know it", async () => {
    const customer = await book(supplier);
    const { body: known } = await client.get<{ customer_id: string }>(
      `/v1/bookings/${customer.id}`,
    );
    const { status, body } = await client.post<ProblemBody>("/v1/bookings", {
      customer_id: known.customer_id,
      reservation: { supplier, record_locator: supplier === "amadeus" ? "NTFND0" : "ZZZZZ9" },
    });
    expect([status, body.code]).toEqual([422, "pnr_not_found"]);
  });
});

describe.each(["amadeus", "sabre", "ndc"] as const)("a void at %s", (supplier) => {
  test("voids there and mirrors the issuance, whatever is lost on the way", async () => {
    const sandbox = app.supplierSandbox(supplier);
    const booking = await book(supplier);
    await issue(booking);
    await keepVoidWindowsOpen(partner.scope);
    const { record_locator: recordLocator } = booking;
    await sandbox.fault("voidDocuments", "hang after the work", { recordLocator });
    const { status } = await client.post(`/v1/bookings/${booking.id}/void`, reason);
    expect([201, 202]).toContain(status);
    await awaitCondition(`${booking.id} to be void`, async () => {
      const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
      return body.state === "CANCELLED_AFTER_ISSUE" ? true : undefined;
    });
    expect(await sandbox.liveDocuments(recordLocator)).toEqual([]);
    expect((await sandbox.count("voidDocuments", recordLocator)).done).toBe(1);
    await expectCleanBooks();
  });
});

describe("a void that the supplier does not do", () => {
  /** A partner of an airline that is not known to void by one of its messages. */
  async function openWithoutVoids(supplier: "ndc" | "lcc"): Promise<[TestPartner, ApiClient]> {
    const seller = await app.createPartner();
    if (supplier === "ndc") {
      const { url } = app.supplierSandbox("ndc");
      const credentials = { ...ndcSandboxCredentials(url), voidsBy: undefined };
      await setGdsCredentials(
        seller.scope,
        { gdsProviderCode: "NDC", label: "no voids", secret: JSON.stringify(credentials) },
        { secrets: app.dependencies.secrets, context: testContext, at: nowAsDateTime() },
      );
    }
    return [seller, apiClient(app, seller.token)];
  }

  test.each(["ndc", "lcc"] as const)("at %s is refused, the ticket stands", async (supplier) => {
    const [{ scope }, seller] = await openWithoutVoids(supplier);
    const recordLocator = await app.supplierSandbox(supplier).createOrder();
    const booking = await bookReservation(seller, recordLocator, [serviceFee], supplier);
    const numbers = await issue(booking, seller);
    await keepVoidWindowsOpen(scope);
    const { status, body } = await seller.post<ProblemBody>(
      `/v1/bookings/${booking.id}/void`,
      reason,
    );
    expect([status, body.code]).toEqual([422, "supplier_refused"]);
    expect(body).toMatchObject({
      reason: "not_supported",
      detail: expect.stringContaining("The supplier cannot do this through us."),
    });
    expect(await app.supplierSandbox(supplier).liveDocuments(recordLocator)).toEqual(numbers);
    await expectCleanBooks(seller);
  });
});

describe("an exchange at ndc", () => {
  test.each<SupplierFault | "nothing">(["nothing", "hang after the work"])(
    "is quoted, done once and booked, where the answer meets: %s",
    async (harm) => {
      const sandbox = app.supplierSandbox("ndc");
      const booking = await book("ndc");
      const { record_locator: recordLocator } = booking;
      const [old = ""] = await issue(booking);
      const asked = { booking_id: booking.id };
      const quote = await client.post<{ id: string }>("/v1/exchanges/quote", asked);
      expect([quote.status, quote.body]).toMatchObject([201, { status: "QUOTED" }]);
      if (harm !== "nothing") await sandbox.fault("exchange", harm, { recordLocator });
      const { status } = await client.post("/v1/exchanges", {
        quote_id: quote.body.id,
        ...reason,
      });
      expect([201, 202]).toContain(status);
      const after = await awaitCondition(`${booking.id} to be exchanged`, async () => {
        const { body } = await client.get<{ tickets: { number: string; status: string }[] }>(
          `/v1/bookings/${booking.id}`,
        );
        const statuses = body.tickets.map((ticket) => ticket.status);
        return statuses.includes("EXCHANGED") ? body : undefined;
      });
      const good = after.tickets.filter((ticket) => ticket.status === "ISSUED");
      const numbers = good.map(({ number }) => number);
      expect(numbers).toEqual(await sandbox.liveDocuments(recordLocator));
      expect(numbers).not.toContain(old);
      expect((await sandbox.count("exchange", recordLocator)).done).toBe(1);
      await expectCleanBooks();
    },
  );
});

describe.each(["sabre", "ndc", "lcc"] as const)("a refund at %s", (supplier) => {
  test.each<SupplierFault | "nothing">(["nothing", "hang after the work"])(
    "is quoted, granted once and booked, where the answer meets: %s",
    async (harm) => {
      const sandbox = app.supplierSandbox(supplier);
      const booking = await book(supplier);
      const { record_locator: recordLocator } = booking;
      const numbers = await issue(booking);
      const asked = { booking_id: booking.id };
      const quote = await client.post<RefundQuoteBody>("/v1/refunds/quote", asked);
      expect([quote.status, quote.body]).toMatchObject([201, { state: "QUOTED" }]);
      if (harm !== "nothing") await sandbox.fault("refund", harm, { recordLocator });
      const { status } = await client.post("/v1/refunds", { quote_id: quote.body.id, ...reason });
      expect([201, 202]).toContain(status);
      const refund = await awaitCondition(`${booking.id} to be refunded`, async () => {
        const { body } = await client.get<{ data: { state: string; documents: unknown[] }[] }>(
          `/v1/refunds?booking_id=${booking.id}`,
        );
        return body.data.find(({ state }) => /PAYBACK_PENDING|COMPLETED/.test(state));
      });
      expect(refund).toBeDefined();
      const documents = await sandbox.documents(recordLocator);
      expect(documents.map((one) => one.status)).toEqual(numbers.map(() => "refunded"));
      expect((await sandbox.count("refund", recordLocator)).done).toBe(1);
      await expectCleanBooks();
    },
  );
});

describe.each(["sabre", "ndc", "lcc"] as const)("a reservation that %s splits", (supplier) => {
  /** Two adults on one reservation, and how its second passenger comes to another. */
  async function bookTwo() {
    const sandbox = app.supplierSandbox(supplier);
    const passengers = ["AHMED", "BEGUM"].map((surname, index) => {
      return { id: `PAX${index + 1}`, type: "ADT", surname, givenNames: "AYESHA MS" };
    });
    const fare = {
      reference: "1",
      passengerIds: ["PAX1", "PAX2"],
      base: "40000.00",
      taxes: [{ code: "BD", amount: "500.00" }],
      fareBasis: "YOWBD",
      commissionPercent: "0",
    };
    const recordLocator = await sandbox.createOrder({ passengers, fares: [fare] });
    const booking = await bookReservation(client, recordLocator, [], supplier);
    const takeUp = async () => {
      const path = `/orders/${recordLocator}/split`;
      const moved = { passengerIds: ["PAX2"] };
      const { id } = await sandbox.control<{ id: string }>("POST", path, moved);
      const { status, body } = await client.post<{
        split_off: { record_locator: string; booking_id: string | null }[];
      }>(`/v1/bookings/${booking.id}/split`, { record_locators: [id] });
      expect([status, body.split_off[0]?.record_locator]).toEqual([201, id]);
      return { child: id, ownBooking: body.split_off[0]?.booking_id ?? "" };
    };
    return { sandbox, booking, takeUp };
  }

  test("before issue is two bookings, each issued at its own locator", async () => {
    const { sandbox, booking, takeUp } = await bookTwo();
    const { child, ownBooking } = await takeUp();
    const { body: own } = await client.get<BookingBody>(`/v1/bookings/${ownBooking}`);
    expect(own).toMatchObject({ state: "HELD", record_locator: child, supplier });
    for (const one of [booking, own]) {
      expect(await issue(one)).toEqual(await sandbox.liveDocuments(one.record_locator));
    }
    await expectCleanBooks();
  });

  test("after issue has each ticket refunded where it is", async () => {
    const { sandbox, booking, takeUp } = await bookTwo();
    await issue(booking);
    const { child } = await takeUp();
    const [moved = ""] = await sandbox.liveDocuments(child);
    const asked = { booking_id: booking.id, ticket_numbers: [moved] };
    const quote = await client.post<RefundQuoteBody>("/v1/refunds/quote", asked);
    expect([quote.status, quote.body]).toMatchObject([201, { state: "QUOTED" }]);
    const refund = { quote_id: quote.body.id, ...reason };
    expect([201, 202]).toContain((await client.post("/v1/refunds", refund)).status);
    await awaitCondition("the refund", async () =>
      (await sandbox.liveDocuments(child)).length === 0 ? true : undefined,
    );
    expect(await sandbox.liveDocuments(booking.record_locator)).toHaveLength(1);
    await expectCleanBooks();
  });
});

interface CallBody {
  readonly operation: string;
  readonly outcome: string;
  readonly request: { readonly url: string; readonly body: string };
  readonly response: { readonly status: number; readonly body: string } | null;
}

interface RequestBody {
  readonly id: string;
  readonly operation: string;
  readonly state: string;
  readonly attempt: number;
  readonly calls: readonly CallBody[];
  readonly reads: readonly CallBody[];
}

interface RequestPage {
  readonly data: readonly RequestBody[];
  readonly next_cursor: string | null;
}

describe("GET /v1/bookings/{id}/supplier-requests", () => {
  /** Once all of the attempt's calls are kept. */
  async function readDetails(path: string, calls: number): Promise<RequestBody> {
    return awaitCondition("what went over the wire", async () => {
      const { body } = await client.get<RequestBody>(path);
      return body.calls.length >= calls ? body : undefined;
    });
  }

  test.each(airSupplierNames)("shows what went to %s and came back", async (supplier) => {
    const booking = await book(supplier);
    const [number = ""] = await issue(booking);
    const path = `/v1/bookings/${booking.id}/supplier-requests`;
    const { body } = await client.get<RequestPage>(path);
    expect(body.data).toMatchObject([{ operation: "issue", state: "succeeded", supplier }]);
    const details = await readDetails(`${path}/${body.data[0]?.id}`, 2);
    expect(details.calls.map(({ outcome }) => outcome)).toContain("reply");
    const text = details.calls.map((call) => JSON.stringify(call)).join();
    expect(text).toContain(booking.record_locator);
    // Without the airline's code: one prints it apart.
    expect(text).toContain(number.slice(3));
    const other = await app.createPartner();
    const stranger = apiClient(app, other.token);
    for (const foreign of [path, `${path}/${details.id}`]) {
      expect((await stranger.get(foreign)).status).toBe(404);
    }
  });

  test("lists each attempt with its outcome, filtered and paged", async () => {
    const booking = await book("sabre");
    const { record_locator: recordLocator } = booking;
    await app.supplierSandbox("sabre").fault("issue", "hang after the work", { recordLocator });
    await issue(booking);
    await app.supplierSandbox("sabre").clearFaults();
    const path = `/v1/bookings/${booking.id}/supplier-requests`;
    const { body: all } = await client.get<RequestPage>(`${path}?operation=issue`);
    expect(all.data.map(({ state }) => state)).toEqual(["succeeded"]);
    const details = await readDetails(`${path}/${all.data[0]?.id}`, 2);
    const lost = details.calls.find(({ outcome }) => outcome === "no_answer");
    expect(lost).toMatchObject({ response: null });
    const after = await awaitCondition("it asked what came of it", async () => {
      const { body } = await client.get<RequestBody>(`${path}/${details.id}`);
      return body.reads.length > 0 ? body.reads : undefined;
    });
    expect(after.map(({ outcome }) => outcome)).toContain("reply");
    expect((await client.get<RequestPage>(`${path}?state=refused`)).body.data).toEqual([]);
    expect((await client.get<RequestPage>(`${path}?limit=1`)).body.data).toHaveLength(1);
  });

  test.each(airSupplierNames)(
    "replays what was read at %s, at its sandbox alone",
    async (supplier) => {
      const booking = await book(supplier);
      const workflow = `%create-booking:%`;
      const { public_id: id } = await awaitCondition("the reading", () =>
        partner.scope.db
          .selectFrom("supplier_calls")
          .innerJoin("operations", "operations.workflow_id", "supplier_calls.workflow_id")
          .select("supplier_calls.public_id")
          .where("operations.resource_public_id", "=", booking.id)
          .where("operations.workflow_id", "like", workflow)
          .where("supplier_calls.operation", "!=", "token")
          .executeTakeFirst(),
      );
      const call = await findCall(app.database, app.dependencies.keyRing, id);
      const url = new URL(call.exchange?.request.url ?? "").origin;
      const replayed = await replayCall(call, { url, hosts: new Set(["127.0.0.1"]) });
      expect(replayed.status).toEqual({ kept: 200, now: 200 });
      const kept = replayed.lines.filter(({ sign }) => sign === " ").map(({ text }) => text);
      expect(kept.join()).toContain(booking.record_locator);
      const live = replayCall(call, { url, hosts: new Set(["sandbox.example"]) });
      await expect(live).rejects.toThrow("127.0.0.1 is not in SANDBOX_SUPPLIER_HOSTS");
    },
  );

  test("shows no request of another booking, and none to who may not see them", async () => {
    const [one, another] = [await book("ndc"), await book("ndc")];
    await issue(one);
    const { body } = await client.get<RequestPage>(`/v1/bookings/${one.id}/supplier-requests`);
    const foreign = `/v1/bookings/${another.id}/supplier-requests/${body.data[0]?.id}`;
    expect((await client.get(foreign)).status).toBe(404);
    const clerk = apiClient(app, await app.createToken(partner.scope, ["booking.read.partner"]));
    const { status } = await clerk.get(`/v1/bookings/${one.id}/supplier-requests`);
    expect(status).toBe(403);
  });
});

describe("POST /v1/bookings", () => {
  test("refuses a record locator that the supplier cannot have", async () => {
    const { body: customer } = await client.post<{ id: string }>("/v1/customers", {
      code: "C-LOCATOR",
      display_name: "Ayesha Rahman",
    });
    const { status, body } = await client.post<ProblemBody>("/v1/bookings", {
      customer_id: customer.id,
      reservation: { supplier: "sabre", record_locator: "ord_0000ABCdef" },
    });
    expect([status, body.errors?.[0]?.pointer]).toEqual([400, "/reservation/record_locator"]);
  });
});
