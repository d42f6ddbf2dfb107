import { randomUUID } from "node:crypto";

import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import type { OperationBody } from "../harness/books";
import { assertBooksAndSupplierAgree } from "../harness/books";
import { supplierControl } from "../harness/supplier-control";
import { countRows } from "../harness/table-rows";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ settleMs: 300, supplierTimeoutMs: 1_000 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

const replayed = "Idempotent-Replayed";

function newCustomer(): Record<string, unknown> {
  return { code: `C-${randomUUID().slice(0, 8)}`, display_name: "Ayesha Rahman" };
}

function withKey(key: string = randomUUID()): Record<string, string> {
  return { "Idempotency-Key": key };
}

/**
 * Written by the workers in their own time: balances folded, audit rows sealed, e-tickets stored and
 * mailed, each for an event of the outbox, which is counted.
 */
const keptInTheBackground =
  /_balances$|^audit_seals$|^unsealed_audit_logs$|^documents$|^email_outbox$/;

async function rowCounts() {
  const counts = await countRows(app.database.pool.promise(), partner.scope.partnerId);
  return Object.fromEntries(
    Object.entries(counts).filter(([table]) => !keptInTheBackground.test(table)),
  );
}

/** As if a day had gone by since the key was sent. */
async function letExpire(key: string): Promise<void> {
  await partner.scope.db
    .updateTable("idempotency_keys")
    .set({ expires_at: "2020-01-01 00:00:00" })
    .where("idempotency_key", "=", key)
    .execute();
}

async function issuanceRequests(recordLocator: string): Promise<number> {
  const requests = await supplierControl(app).requests(recordLocator);
  return requests.filter(({ operation }) => operation === "DocIssuance_IssueTicket").length;
}

describe("a repeated Idempotency-Key", () => {
  test("with the same body gets the stored answer, word for word, and writes nothing", async () => {
    const [key, body] = [withKey(), newCustomer()];
    const first = await client.post("/v1/customers", body, key);
    expect([first.status, first.headers.get(replayed)]).toEqual([201, null]);
    const before = await rowCounts();
    const second = await client.post("/v1/customers", body, key);
    expect([second.status, second.headers.get(replayed)]).toEqual([201, "true"]);
    expect(second.body).toEqual(first.body);
    for (const header of ["Location", "ETag", "Content-Type"]) {
      expect(second.headers.get(header)).toBe(first.headers.get(header));
    }
    expect(await rowCounts()).toEqual(before);
  });

  test("is the same with its members in another order, and quoted as the draft has it", async () => {
    const [key, body] = [randomUUID(), newCustomer()];
    const first = await client.post("/v1/customers", body, withKey(key));
    const turned = Object.fromEntries(Object.entries(body).toReversed());
    const second = await client.post("/v1/customers", turned, withKey(`"${key}"`));
    expect(second.headers.get(replayed)).toBe("true");
    expect(second.body).toEqual(first.body);
  });

  test("with another body is refused", async () => {
    const key = withKey();
    await client.post("/v1/customers", newCustomer(), key);
    const before = await rowCounts();
    const second = await client.post<ProblemBody>("/v1/customers", newCustomer(), key);
    expect([second.status, second.body.code]).toEqual([422, "idempotency_key_reused"]);
    expect(await rowCounts()).toEqual(before);
  });

  test("of another route is another key", async () => {
    const key = withKey();
    const customer = await client.post<{ id: string }>("/v1/customers", newCustomer(), key);
    const booking = await client.post<BookingBody>(
      "/v1/bookings",
      {
        customer_id: customer.body.id,
        reservation: { supplier: "amadeus", record_locator: locator("OK") },
      },
      key,
    );
    expect([booking.status, booking.headers.get(replayed)]).toEqual([201, null]);
    const issued = await client.post(`/v1/bookings/${booking.body.id}/issue`, undefined, key);
    expect([issued.status, issued.headers.get(replayed)]).toEqual([201, null]);
  });

  test("of another booking is another key", async () => {
    const key = withKey();
    const bookings = [
      await bookReservation(client, locator("OK")),
      await bookReservation(client, locator("OK")),
    ];
    for (const { id } of bookings) {
      const { status, body } = await client.post<IssuanceBody>(
        `/v1/bookings/${id}/issue`,
        undefined,
        key,
      );
      expect([status, body.booking_id]).toEqual([201, id]);
    }
  });

  test("of another partner is another key", async () => {
    const [key, body] = [withKey(), newCustomer()];
    const first = await client.post<{ id: string }>("/v1/customers", body, key);
    const other = apiClient(app, (await app.createPartner()).token);
    const second = await other.post<{ id: string }>("/v1/customers", body, key);
    expect([second.status, second.headers.get(replayed)]).toEqual([201, null]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test("of another token of the partner is the same key", async () => {
    const [key, body] = [withKey(), newCustomer()];
    const first = await client.post("/v1/customers", body, key);
    const token = await app.createToken(partner.scope, ["customer.create.partner"]);
    const second = await apiClient(app, token).post("/v1/customers", body, key);
    expect(second.headers.get(replayed)).toBe("true");
    expect(second.body).toEqual(first.body);
  });

  test("gets a refusal again, though it might succeed by now", async () => {
    const [key, body] = [withKey(), newCustomer()];
    const customer = await client.post<{ code: string }>("/v1/customers", body);
    const refused = await client.post<ProblemBody>("/v1/customers", body, key);
    expect([refused.status, refused.body.code]).toEqual([409, "duplicate_code"]);
    await partner.scope.db
      .updateTable("customers")
      .set({ customer_code: `renamed-${customer.body.code}` })
      .where("customer_code", "=", customer.body.code)
      .execute();
    const again = await client.post<ProblemBody>("/v1/customers", body, key);
    expect([again.status, again.headers.get(replayed)]).toEqual([409, "true"]);
    expect(again.body).toEqual(refused.body);
    expect(again.headers.get("Content-Type")).toBe("application/problem+json");
  });

  test("of a request that was malformed is free: nothing was stored", async () => {
    const key = withKey();
    const malformed = await client.post("/v1/customers", { display_name: "" }, key);
    expect(malformed.status).toBe(400);
    const second = await client.post("/v1/customers", newCustomer(), key);
    expect([second.status, second.headers.get(replayed)]).toEqual([201, null]);
  });

  test("acts again once it has expired", async () => {
    const [key, body] = [randomUUID(), newCustomer()];
    const first = await client.post<{ code: string }>("/v1/customers", body, withKey(key));
    await letExpire(key);
    const again = await client.post<ProblemBody>("/v1/customers", body, withKey(key));
    expect([again.status, again.body.code]).toEqual([409, "duplicate_code"]);
    const other = { ...body, code: `${first.body.code}-2` };
    await letExpire(key);
    expect((await client.post("/v1/customers", other, withKey(key))).status).toBe(201);
  });

  test.each([
    ["none", undefined, "idempotency_key_missing"],
    ["blanks", "two words", "idempotency_key_invalid"],
    ["characters beyond ASCII", "schl\u00fcssel", "idempotency_key_invalid"],
    ["more than 255 characters", "k".repeat(256), "idempotency_key_invalid"],
    ["nothing between quotes", '""', "idempotency_key_invalid"],
  ])("is refused where it has %s", async (_, key, code) => {
    const booking = await bookReservation(client, locator("OK"));
    const before = await rowCounts();
    for (const [path, body] of [
      ["/v1/customers", newCustomer()],
      [`/v1/bookings/${booking.id}/issue`, undefined],
    ] as const) {
      const response = await app.request(path, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${partner.token}`,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...(key === undefined ? {} : { "Idempotency-Key": key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const problem: ProblemBody = JSON.parse(await response.text());
      expect([response.status, problem.code]).toEqual([400, code]);
    }
    expect(await rowCounts()).toEqual(before);
  });

  test.each(["k", "k".repeat(255), "!~", "8e03978e-40d5-43dd-bc93-6894a57f9324"])(
    "is taken where it is %s",
    async (key) => {
      const { status } = await client.post("/v1/customers", newCustomer(), withKey(key));
      expect(status).toBe(201);
    },
  );
});

describe("a repeated key of an issuance", () => {
  test("gets the stored answer, also long after the booking was issued", async () => {
    const recordLocator = locator("OK");
    const booking = await bookReservation(client, recordLocator);
    const key = withKey();
    const path = `/v1/bookings/${booking.id}/issue`;
    const first = await client.post<IssuanceBody>(path, undefined, key);
    const before = await rowCounts();
    const second = await client.post<IssuanceBody>(path, undefined, key);
    expect([second.status, second.headers.get(replayed)]).toEqual([201, "true"]);
    expect(second.body).toEqual(first.body);
    expect(await rowCounts()).toEqual(before);
    expect(await issuanceRequests(recordLocator)).toBe(1);
  });

  test("gets the refusal again, and the airline is not asked again", async () => {
    const recordLocator = locator("REJ");
    const booking = await bookReservation(client, recordLocator);
    const key = withKey();
    const path = `/v1/bookings/${booking.id}/issue`;
    const first = await client.post<ProblemBody>(path, undefined, key);
    const second = await client.post<ProblemBody>(path, undefined, key);
    expect([first.status, second.status]).toEqual([422, 422]);
    expect(second.headers.get(replayed)).toBe("true");
    const { request_id: _first, ...told } = first.body;
    const { request_id: _second, ...again } = second.body;
    expect(again).toMatchObject({ code: told.code, detail: told.detail });
    expect(again.operation_id).toBe(told.operation_id);
    expect(await issuanceRequests(recordLocator)).toBe(1);
    // Another key is another try.
    expect((await client.post<ProblemBody>(path)).body.operation_id).not.toBe(told.operation_id);
    expect(await issuanceRequests(recordLocator)).toBe(2);
  });

  test("with a body that the first had not is refused", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const key = withKey();
    const path = `/v1/bookings/${booking.id}/issue`;
    expect((await client.post(path, {}, key)).status).toBe(201);
    const second = await client.post<ProblemBody>(path, undefined, key);
    expect([second.status, second.body.code]).toEqual([422, "idempotency_key_reused"]);
  });

  test("joins the operation that is running, and gets its answer", async () => {
    const recordLocator = locator("DLY");
    const booking = await bookReservation(client, recordLocator);
    const key = withKey();
    const path = `/v1/bookings/${booking.id}/issue`;
    const soon = await client.post<OperationBody>(path, undefined, { ...key, Prefer: "wait=0" });
    expect(soon.status).toBe(202);
    expect(soon.headers.get("Location")).toBe(`/v1/operations/${soon.body.id}`);
    expect(soon.headers.get("Retry-After")).toBe("1");
    const joined = await client.post<IssuanceBody>(path, undefined, key);
    expect([joined.status, joined.headers.get(replayed)]).toEqual([201, "true"]);
    expect(joined.body.operation_id).toBe(soon.body.id);
    expect(await issuanceRequests(recordLocator)).toBe(1);
  });

  test("acts again once it has expired: a refused booking is tried again", async () => {
    const recordLocator = locator("REJ");
    const booking = await bookReservation(client, recordLocator);
    const key = randomUUID();
    const path = `/v1/bookings/${booking.id}/issue`;
    await client.post(path, undefined, withKey(key));
    await letExpire(key);
    const again = await client.post<ProblemBody>(path, undefined, withKey(key));
    expect([again.status, again.headers.get(replayed)]).toEqual([422, null]);
    expect(await issuanceRequests(recordLocator)).toBe(2);
  });

  test("that has expired never issues twice: the booking is issued already", async () => {
    const recordLocator = locator("OK");
    const booking = await bookReservation(client, recordLocator);
    const key = randomUUID();
    const path = `/v1/bookings/${booking.id}/issue`;
    await client.post(path, undefined, withKey(key));
    await letExpire(key);
    const before = await rowCounts();
    const again = await client.post<ProblemBody>(path, undefined, withKey(key));
    expect([again.status, again.body.code]).toEqual([409, "booking_already_issued"]);
    // The expired key is forgotten, and no new one remembered.
    const { idempotency_keys: keys = 0, ...others } = before;
    expect(await rowCounts()).toEqual({ ...others, idempotency_keys: keys - 1 });
    expect(await issuanceRequests(recordLocator)).toBe(1);
  });
});

describe("fifty requests at once", () => {
  const crowd = Array.from({ length: 50 }, (_, index) => index);

  test("with one key for one booking issue it once, and all get the one answer", async () => {
    const recordLocator = locator("OK");
    const booking = await bookReservation(client, recordLocator);
    const key = withKey();
    const answers = await Promise.all(
      crowd.map(() =>
        client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`, undefined, key),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get(replayed) === null)).toHaveLength(1);
    await assertBooksAndSupplierAgree(app, { bookingId: booking.id, recordLocator }, "issued");
    expect(await issuanceRequests(recordLocator)).toBe(1);
  });

  test("with different keys for one booking issue it once: the others are told which operation to follow", async () => {
    const recordLocator = locator("OK");
    const booking = await bookReservation(client, recordLocator);
    const answers = await Promise.all(
      crowd.map(() => client.post<IssuanceBody & ProblemBody>(`/v1/bookings/${booking.id}/issue`)),
    );
    const issued = answers.filter(({ status }) => status === 201);
    expect(issued).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 201);
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([409]));
    for (const { body } of others) {
      expect(["operation_in_progress", "booking_already_issued"]).toContain(body.code);
      expect(body.operation_id).toBe(issued[0]?.body.operation_id);
    }
    await assertBooksAndSupplierAgree(app, { bookingId: booking.id, recordLocator }, "issued");
    expect(await issuanceRequests(recordLocator)).toBe(1);
  });

  test("with one key for one customer take it up once: the others get it, or are told to come again", async () => {
    const [key, body] = [withKey(), newCustomer()];
    const answers = await Promise.all(
      crowd.map(() => client.post<ProblemBody>("/v1/customers", body, key)),
    );
    const taken = answers.filter(({ status }) => status === 201);
    expect(new Set(taken.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    const told = answers.filter(({ status }) => status !== 201);
    for (const answer of told) {
      expect([answer.status, answer.body.code]).toEqual([409, "idempotency_key_in_use"]);
      expect(answer.headers.get("Retry-After")).toBe("1");
      expect(answer.body.retryable).toBe(true);
    }
    const rows = await partner.scope.db
      .selectFrom("customers")
      .select("customer_id")
      .where("customer_code", "=", String(body["code"]))
      .execute();
    expect(rows).toHaveLength(1);
  });

  test("with different keys for one customer's code take it up once", async () => {
    const body = newCustomer();
    const answers = await Promise.all(
      crowd.map(() => client.post<ProblemBody>("/v1/customers", body)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map((answer) => `${answer.status} ${answer.body.code}`))).toEqual(
      new Set(["409 duplicate_code"]),
    );
  });

  test("with different keys for one reservation book it once", async () => {
    const recordLocator = locator("OK");
    const customerId = await createTestCustomer(client);
    const body = {
      customer_id: customerId,
      reservation: { supplier: "amadeus", record_locator: recordLocator },
    };
    const answers = await Promise.all(
      crowd.slice(0, 20).map(() => client.post<ProblemBody>("/v1/bookings", body)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map((answer) => `${answer.status} ${answer.body.code}`))).toEqual(
      new Set(["409 duplicate_code"]),
    );
  });
});

describe("a key whose request died", () => {
  test("is taken over once its lease has ended, and answers as the first would have", async () => {
    const [key, body] = [randomUUID(), newCustomer()];
    const first = await client.post("/v1/customers", body, withKey(key));
    expect(first.status).toBe(201);
    // As it was before the answer was stored, with a lease that has ended.
    await partner.scope.db
      .updateTable("idempotency_keys")
      .set({ state: "running", lease_expires_at: "2020-01-01 00:00:00" })
      .where("idempotency_key", "=", key)
      .execute();
    await partner.scope.db
      .updateTable("customers")
      .set({ customer_code: randomUUID() })
      .where("customer_code", "=", String(body["code"]))
      .execute();
    const again = await client.post("/v1/customers", body, withKey(key));
    expect([again.status, again.headers.get(replayed)]).toEqual([201, null]);
  });

  test("is in use until then", async () => {
    const [key, body] = [randomUUID(), newCustomer()];
    await client.post("/v1/customers", body, withKey(key));
    await partner.scope.db
      .updateTable("idempotency_keys")
      .set({ state: "running", lease_expires_at: "2099-01-01 00:00:00" })
      .where("idempotency_key", "=", key)
      .execute();
    const again = await client.post<ProblemBody>("/v1/customers", body, withKey(key));
    expect([again.status, again.body.code]).toEqual([409, "idempotency_key_in_use"]);
  });
});
