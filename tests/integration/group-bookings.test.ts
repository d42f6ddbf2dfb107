import type { ApiClient, IssuanceBody } from "../harness/api-client";
import { apiClient, bookReservation } from "../harness/api-client";
import { settlePolicy } from "../harness/approvals";
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
  // A group costs more than what goes without a second person.
  await settlePolicy(partner.scope, "booking.issue", { levels: [] });
});

afterAll(() => app.close());

const group = 99;

test("a group of ninety-nine is booked and issued like one passenger, in one commit", async () => {
  const passengers = Array.from({ length: group }, (_, index) => ({
    type: "ADT",
    surname: `RAHMAN${String.fromCharCode(65 + Math.trunc(index / 26), 65 + (index % 26))}`,
    givenNames: "AYESHA MS",
  }));
  const recordLocator = await supplier.createPnr({ template: "one-way", pnr: { passengers } });
  const booking = await bookReservation(client, recordLocator);
  const issued = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`, undefined, {
    Prefer: "wait=30",
  });
  expect(issued.status).toBe(201);
  expect(new Set(issued.body.ticket_numbers).size).toBe(group);
  expect(issued.body.ticket_numbers.toSorted()).toEqual(
    await supplier.liveDocuments(recordLocator),
  );
  const verified = await client.post<{ checks: readonly { readonly finding: unknown }[] }>(
    "/v1/ledger/verification",
  );
  expect(verified.status).toBe(201);
  expect(verified.body.checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
}, 120_000);
