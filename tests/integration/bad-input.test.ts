import { randomUUID } from "node:crypto";

import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import {
  apiClient,
  bookReservation,
  createTestCustomer,
  locator,
  serviceFee,
} from "../harness/api-client";
import { inFull } from "../harness/in-full";
import type { RowCounts } from "../harness/table-rows";
import { countRows } from "../harness/table-rows";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let customerId: string;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  customerId = await createTestCustomer(client);
});

afterAll(() => app.close());

/** What a refused request leaves behind: that it was made, here and at a supplier, and its answer. */
const ofRequests = ["operations", "idempotency_keys", "audit_logs", "supplier_calls"];

async function businessRows(): Promise<RowCounts> {
  const counts = await countRows(app.database.pool.promise(), partner.scope.partnerId);
  return Object.fromEntries(
    Object.entries(counts).filter(([table]) => !ofRequests.includes(table)),
  );
}

async function allRows(): Promise<RowCounts> {
  return countRows(app.database.pool.promise(), partner.scope.partnerId);
}

/** What an issuance writes; its e-ticket and its balances follow in their own time. */
async function issuanceRows(): Promise<RowCounts> {
  const tables = /^(booking|journal_entr|revenue_schedule|operations|outbox|supplier_request)/;
  const counts = await allRows();
  return Object.fromEntries(Object.entries(counts).filter(([table]) => tables.test(table)));
}

function fromReservation(recordLocator: string): Record<string, unknown> {
  return {
    customer_id: customerId,
    reservation: { supplier: "amadeus", record_locator: recordLocator },
    charges: [serviceFee],
  };
}

describe("a booking in full", () => {
  test("is taken as it stands here, so that each refusal below is of its own error", async () => {
    expect(
      (await client.post("/v1/bookings", { customer_id: customerId, ...inFull() })).status,
    ).toBe(201);
  });

  test.each<[string, Record<string, unknown>, number, string, string[]?]>([
    [
      "whose fare does not add up",
      inFull({ total: { amount: "48500.01", currency: "BDT" } }),
      422,
      "fare_unbalanced",
    ],
    [
      "in a currency that does not exist",
      inFull({ base: { amount: "40000.00", currency: "XBX" } }),
      400,
      "request_invalid",
      ["/fares/0/base/currency currency_unknown"],
    ],
    [
      "with more decimals than its currency has",
      inFull({ base: { amount: "40000.001", currency: "BDT" } }),
      400,
      "request_invalid",
      ["/fares/0/base/amount amount_precision"],
    ],
    [
      "with decimals where its currency has none",
      inFull({
        base: { amount: "40000.5", currency: "JPY" },
        taxes: [],
        total: { amount: "40000.5", currency: "JPY" },
      }),
      400,
      "request_invalid",
      ["/fares/0/base/amount amount_precision", "/fares/0/total/amount amount_precision"],
    ],
    [
      "in two currencies",
      inFull({ base: { amount: "40000.00", currency: "USD" } }),
      422,
      "currency_mismatch",
    ],
    [
      "with a number where an amount is a text",
      inFull({ base: { amount: 40_000, currency: "BDT" } }),
      400,
      "request_invalid",
      ["/fares/0/base/amount invalid_type"],
    ],
    [
      "with a whole card number in a name",
      { ...inFull(), metadata: { note: "card 4111 1111 1111 1111" } },
      400,
      "card_number_refused",
    ],
    [
      "with a card number in place of its last four digits",
      inFull({ form_of_payment: { kind: "card", brand: "VI", last_four: "4111111111111111" } }),
      400,
      "card_number_refused",
    ],
    [
      "for a customer that does not exist",
      { ...inFull(), customer_id: "cus_01hxv2ztq3k4m5n6p7q8r9s0t1" },
      404,
      "not_found",
    ],
    [
      "with a member nobody knows",
      { ...inFull(), discount: "10" },
      400,
      "request_invalid",
      ["/discount unrecognized_keys"],
    ],
  ])("%s is refused, and nothing is written", async (_, body, status, code, fields = []) => {
    const before = await businessRows();
    const answer = await client.post<ProblemBody>("/v1/bookings", {
      customer_id: customerId,
      ...body,
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    const { errors = [] } = answer.body;
    expect(errors.map(({ pointer, code: field }) => `${pointer} ${field}`)).toEqual(fields);
    expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
    expect(answer.body.detail.length).toBeGreaterThan(10);
    expect(await businessRows()).toEqual(before);
  });
});

describe("a booking from a PNR", () => {
  test.each([
    ["that the GDS does not know", "NF", 422, "pnr_not_found"],
    ["that is cancelled", "CXL", 422, "pnr_cancelled"],
  ])("%s is refused, and nothing is written", async (_, prefix, status, code) => {
    const before = await businessRows();
    const answer = await client.post<ProblemBody>("/v1/bookings", fromReservation(locator(prefix)));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail.length).toBeGreaterThan(10);
    expect(await businessRows()).toEqual(before);
  });
});

describe("an issuance", () => {
  test("of an issued booking is refused, and nothing is written", async () => {
    const { id } = await bookReservation(client, locator("OK"));
    expect((await client.post(`/v1/bookings/${id}/issue`)).status).toBe(201);
    const before = await issuanceRows();
    const answer = await client.post<ProblemBody>(`/v1/bookings/${id}/issue`);
    expect([answer.status, answer.body.code]).toEqual([409, "booking_already_issued"]);
    expect(await issuanceRows()).toEqual(before);
  });

  test("of another partner's booking is 404 for it, and so is everything of that booking", async () => {
    const { id } = await bookReservation(client, locator("OK"));
    await client.post(`/v1/bookings/${id}/issue`);
    const { body: booking } = await client.get<BookingBody>(`/v1/bookings/${id}`);
    const other = apiClient(app, (await app.createPartner()).token);
    const paths = [`/v1/bookings/${id}`, `/v1/tickets/${booking.tickets[0]?.number}`];
    for (const path of paths) {
      expect((await client.get(path)).status).toBe(200);
      expect((await other.get<ProblemBody>(path)).body.code).toBe("not_found");
    }
    const answer = await other.post<ProblemBody>(`/v1/bookings/${id}/issue`);
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
  });
});

describe("who asks", () => {
  const paths = ["/v1/bookings", "/v1/journal-entries", "/v1/operations/op_x", "/v1/tickets/1"];

  test.each([
    ["no token", undefined, "token_missing"],
    ["what is no token", "Bearer of-good-news", "token_invalid"],
    ["a token nobody issued", `Bearer tvb_test_${"A".repeat(43)}`, "token_invalid"],
    ["a password", "Basic cm9vdDpyb290", "token_invalid"],
  ])("with %s is told so on every path", async (_, authorization, code) => {
    for (const path of paths) {
      const response = await app.request(
        path,
        authorization === undefined ? {} : { headers: { Authorization: authorization } },
      );
      const body = (await response.json()) as ProblemBody;
      expect([response.status, body.code]).toEqual([401, code]);
      expect(response.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
    }
  });

  test("without the scope is refused, and nothing is written but that it was", async () => {
    const { id } = await bookReservation(client, locator("OK"));
    const reader = apiClient(
      app,
      await app.createToken(partner.scope, ["booking.read.partner", "customer.read.partner"]),
    );
    const before = await allRows();
    const answers = [
      await reader.post<ProblemBody>(`/v1/bookings/${id}/issue`),
      await reader.post<ProblemBody>("/v1/bookings", { customer_id: customerId, ...inFull() }),
      await reader.get<ProblemBody>("/v1/journal-entries"),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([403, "permission_missing"]);
    }
    expect((await reader.get(`/v1/bookings/${id}`)).status).toBe(200);
    const { audit_logs: rows = 0, unsealed_audit_logs: _, ...others } = before;
    expect(await allRows()).toMatchObject({ ...others, audit_logs: rows + answers.length });
  });
});

describe("a request", () => {
  test.each([
    ["no Idempotency-Key", undefined, "idempotency_key_missing"],
    ["an empty Idempotency-Key", "", "request_invalid"],
    ["blanks in its Idempotency-Key", "two words", "idempotency_key_invalid"],
    ["too long an Idempotency-Key", "k".repeat(256), "idempotency_key_invalid"],
  ])("with %s is refused, and nothing is written", async (_, key, code) => {
    const before = await allRows();
    const response = await app.request("/v1/customers", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${partner.token}`,
        "Content-Type": "application/json",
        ...(key === undefined ? {} : { "Idempotency-Key": key }),
      },
      body: JSON.stringify({ code: "C-1", display_name: "Ayesha Rahman" }),
    });
    const body = (await response.json()) as ProblemBody;
    expect([response.status, body.code]).toEqual([400, code]);
    expect(await allRows()).toEqual(before);
  });

  test.each([
    ["is cut off", () => '{"code": "C-1", ', 400, "request_malformed"],
    [
      "is over the limit",
      () => JSON.stringify({ code: "x".repeat(app.dependencies.settings.bodyBytesMax) }),
      413,
      "body_too_large",
    ],
  ])("whose body %s is refused, and nothing is written", async (_, body, status, code) => {
    const before = await allRows();
    const response = await app.request("/v1/customers", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${partner.token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": randomUUID(),
      },
      body: body(),
    });
    const problem = (await response.json()) as ProblemBody;
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(await allRows()).toEqual(before);
  });
});
