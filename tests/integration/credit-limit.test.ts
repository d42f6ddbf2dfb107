import type { ApiClient, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer, locator, serviceFee } from "../harness/api-client";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;
let supplier: SupplierControl;

beforeAll(async () => {
  app = await startTestApp();
  client = apiClient(app, (await app.createPartner()).token);
  supplier = supplierControl(app);
});

afterAll(() => app.close());

/** What each of the reservations comes to, with our fee (accounting.md 5.1). */
const price = "50800.00";

async function book(customerId: string): Promise<{ id: string; recordLocator: string }> {
  const recordLocator = locator("OK");
  const { status, body } = await client.post<{ id: string; total: { amount: string } }>(
    "/v1/bookings",
    {
      customer_id: customerId,
      reservation: { supplier: "amadeus", record_locator: recordLocator },
      charges: [serviceFee],
    },
  );
  expect([status, body.total.amount]).toEqual([201, price]);
  return { id: body.id, recordLocator };
}

function issue(bookingId: string) {
  return client.post<IssuanceBody & ProblemBody>(`/v1/bookings/${bookingId}/issue`);
}

async function setLimit(customerId: string, amount: string | null): Promise<void> {
  const { status } = await client.post(`/v1/customers/${customerId}/credit-limit`, {
    credit_limit: amount === null ? null : { amount, currency: "BDT" },
    reason: "agreed with the customer",
  });
  expect(status).toBe(200);
}

test("what is owed and what is held count; the supplier is not asked to issue beyond it", async () => {
  const customer = await createTestCustomer(client);
  await setLimit(customer, "101600.00");
  const [first, second] = [await book(customer), await book(customer)];
  expect((await issue(first.id)).status).toBe(201);
  expect((await issue(second.id)).status).toBe(201);
  const third = await book(customer);
  const refused = await issue(third.id);
  expect([refused.status, refused.body.code]).toEqual([422, "credit_limit_exceeded"]);
  expect(refused.body).toMatchObject({
    limit: "101600.00 BDT",
    used: "101600.00 BDT",
    amount: `${price} BDT`,
  });
  expect(await supplier.liveDocuments(third.recordLocator)).toEqual([]);

  await setLimit(customer, "152400.00");
  expect((await issue(third.id)).status).toBe(201);
});

test("another booking that is held takes room; one minor unit too few is too few", async () => {
  const customer = await createTestCustomer(client);
  await setLimit(customer, "101599.99");
  const [first] = [await book(customer), await book(customer)];
  const refused = await issue(first.id);
  expect([refused.status, refused.body.code]).toEqual([422, "credit_limit_exceeded"]);
  await setLimit(customer, "101600.00");
  expect((await issue(first.id)).status).toBe(201);
});

test("a customer without a limit is not asked for one", async () => {
  const customer = await createTestCustomer(client);
  for (let turn = 0; turn < 2; turn += 1) {
    expect((await issue((await book(customer)).id)).status).toBe(201);
  }
});
