import { magicLocators } from "../../suppliers/amadeus/sandbox/magic-locators";
import type { ApiClient, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import type { OperationBody } from "../harness/books";
import { assertBooksAndSupplierAgree, operationOf } from "../harness/books";
import { today } from "../harness/database";
import { addRate } from "../harness/ledger";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;
/** Of a partner whose books know rates for the currencies of the sandbox. */
let worldly: ApiClient;

beforeAll(async () => {
  // Longer than the latest ticket of the sandbox takes: "nothing was issued" is believed after it.
  app = await startTestApp({ settleMs: 4_000, supplierTimeoutMs: 1_000 });
  client = apiClient(app, (await app.createPartner()).token);
  const partner = await app.createPartner();
  worldly = apiClient(app, partner.token);
  const rates = { USD: "117.33320000", JPY: "0.78450000", BHD: "311.21000000", KWD: "381.5" };
  for (const [from, rate] of Object.entries(rates)) {
    await addRate(partner.scope, { from, to: "BDT", rate, on: today() });
  }
});

afterAll(() => app.close());

/** Tickets at the supplier, in the books, and answered. */
const issued: Readonly<Record<string, number>> = {
  OK: 1,
  FAM: 4,
  GRP: 9,
  EQV: 1,
  SLO: 1,
  DLY: 1,
  SIM: 1,
  SES: 1,
  H50: 1,
  H52: 1,
  H53: 1,
  TMB: 1,
  RSB: 1,
  VNA: 1,
  VWC: 1,
};

/** In currencies of their own; a conjunction is two documents. */
const issuedAbroad: Readonly<Record<string, number>> = { CNJ: 2, CRD: 1, JPY: 1, BHD: 1, KWD: 1 };

/** The supplier had issued when its answer was lost: its tickets are found, not issued again. */
const adopted: Readonly<Record<string, number>> = {
  TMA: 1,
  RSA: 1,
  CLA: 1,
  MAL: 1,
  TRU: 1,
  DUP: 1,
  PRV: 1,
  ATK: 1,
  RTF: 1,
  FEW: 4,
  LAT: 1,
};

const refusedAtBooking: Readonly<Record<string, string>> = {
  NF: "pnr_not_found",
  SEC: "supplier_refused",
  CXL: "pnr_cancelled",
  BAD: "fare_unbalanced",
  UNK: "pnr_invalid",
  UNR: "pnr_invalid",
  TKD: "ticketed_elsewhere",
};

const refusedAtIssue: Readonly<Record<string, string>> = {
  CHG: "price_changed",
  CNC: "pnr_cancelled",
  REJ: "supplier_refused",
};

const needsAttention: Readonly<Record<string, string>> = {
  PRT: "documents_unmatched",
  MNY: "documents_unmatched",
};

async function issuances(recordLocator: string) {
  const requests = await supplierControl(app).requests(recordLocator);
  return requests.filter(({ operation }) => operation === "DocIssuance_IssueTicket");
}

test("every magic locator of the sandbox has its end here", () => {
  const covered = [
    ...Object.keys(issued),
    ...Object.keys(adopted),
    ...Object.keys(issuedAbroad),
    ...Object.keys(refusedAtBooking),
    ...Object.keys(refusedAtIssue),
    ...Object.keys(needsAttention),
  ];
  expect(covered.toSorted()).toEqual(magicLocators.map(({ prefix }) => prefix).toSorted());
});

describe("issuing a reservation", () => {
  test.concurrent.each(Object.entries(issued))("%s ends issued", async (prefix, count) => {
    const recordLocator = locator(prefix);
    const booking = await bookReservation(client, recordLocator);
    const answer = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
    expect(answer.status).toBe(201);
    expect(answer.body.ticket_numbers).toHaveLength(count);
    await assertBooksAndSupplierAgree(app, { bookingId: booking.id, recordLocator }, "issued");
    const effective = (await issuances(recordLocator)).filter(({ worked }) => worked);
    expect(effective).toHaveLength(1);
  });

  test.concurrent.each(Object.entries(adopted))(
    "%s adopts the tickets of the lost answer, and asks for none again",
    async (prefix, count) => {
      const recordLocator = locator(prefix);
      const booking = await bookReservation(client, recordLocator);
      const answer = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
      expect(answer.status).toBe(201);
      expect(answer.body.ticket_numbers).toHaveLength(count);
      await assertBooksAndSupplierAgree(app, { bookingId: booking.id, recordLocator }, "issued");
      expect(await issuances(recordLocator)).toHaveLength(1);
    },
  );

  test.concurrent.each(Object.entries(issuedAbroad))(
    "%s ends issued in its own currency, and balanced in the partner's",
    async (prefix, count) => {
      const recordLocator = locator(prefix);
      const booking = await bookReservation(worldly, recordLocator, []);
      const answer = await worldly.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
      expect(answer.status).toBe(201);
      expect(answer.body.ticket_numbers).toHaveLength(count);
      await assertBooksAndSupplierAgree(app, { bookingId: booking.id, recordLocator }, "issued");
    },
  );

  test.concurrent.each(Object.keys(issuedAbroad))(
    "%s is refused before the airline is asked: the partner has no rate for its currency",
    async (prefix) => {
      const recordLocator = locator(prefix);
      const booking = await bookReservation(client, recordLocator, []);
      const answer = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
      expect([answer.status, answer.body.code]).toEqual([422, "fx_rate_missing"]);
      await assertBooksAndSupplierAgree(
        app,
        { bookingId: booking.id, recordLocator },
        "not issued",
      );
      expect(await issuances(recordLocator)).toEqual([]);
    },
  );

  test.concurrent.each(Object.entries(refusedAtIssue))(
    "%s is refused: %s",
    async (prefix, code) => {
      const recordLocator = locator(prefix);
      const booking = await bookReservation(client, recordLocator);
      const answer = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
      expect(answer.body.code).toBe(code);
      expect([409, 422]).toContain(answer.status);
      await assertBooksAndSupplierAgree(
        app,
        { bookingId: booking.id, recordLocator },
        "not issued",
      );
      const operation = await operationOf(client, booking.id, "failed");
      expect(operation.error?.code).toBe(code);
    },
  );

  test.concurrent.each(Object.entries(needsAttention))(
    "%s waits for a person: %s",
    async (prefix, reason) => {
      const recordLocator = locator(prefix);
      const booking = await bookReservation(client, recordLocator);
      const answer = await client.post<OperationBody>(`/v1/bookings/${booking.id}/issue`);
      expect(answer.status).toBe(202);
      expect(answer.body).toMatchObject({ status: "needs_attention", attention: { reason } });
      await assertBooksAndSupplierAgree(
        app,
        { bookingId: booking.id, recordLocator },
        "needs attention",
      );
      expect(await issuances(recordLocator)).toHaveLength(1);
    },
  );
});

describe("booking a reservation", () => {
  test.concurrent.each(Object.entries(refusedAtBooking))(
    "%s is refused: %s, and nothing is booked",
    async (prefix, code) => {
      const recordLocator = locator(prefix);
      const customerId = await createTestCustomer(client);
      const answer = await client.post<ProblemBody>("/v1/bookings", {
        customer_id: customerId,
        reservation: { supplier: "amadeus", record_locator: recordLocator },
      });
      expect(answer.body.code).toBe(code);
      expect([409, 422]).toContain(answer.status);
      const listed = await client.get<{ data: unknown[] }>(
        `/v1/bookings?record_locator=${recordLocator}`,
      );
      expect(listed.body.data).toEqual([]);
      expect(await issuances(recordLocator)).toEqual([]);
    },
  );
});
