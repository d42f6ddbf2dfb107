import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer } from "../harness/api-client";
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
  app = await startTestApp({ suppliers: ["amadeus", "ndc", "lcc"] });
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

const offersOf = (seller: string, adults: number) =>
  `/v1/offers?supplier=${seller}&legs=DAC-DXB-2027-02-03&adults=${adults}`;

test("a group is offered and held where the supplier sells so many seats at once", async () => {
  const { body } = await client.get<{ data: { id: string }[] }>(offersOf("ndc", group));
  const booked = await client.post<BookingBody & { passengers: unknown[] }>(
    "/v1/bookings",
    {
      offer_id: body.data[0]?.id,
      customer_id: await createTestCustomer(client),
      passengers: Array.from({ length: group }, (_, index) => ({
        type: "ADT",
        surname: `RAHMAN${String.fromCharCode(65 + Math.trunc(index / 26), 65 + (index % 26))}`,
        given_names: "AYESHA",
      })),
      contact: { email: "group@example.com" },
    },
    { Prefer: "wait=30" },
  );
  expect([booked.status, booked.body.state]).toEqual([201, "HELD"]);
  expect(booked.body.passengers).toHaveLength(group);
}, 60_000);

test("a supplier that sells fewer seats is not asked: the refusal says how many", async () => {
  const { status, body } = await client.get<ProblemBody>(offersOf("lcc", 10));
  expect([status, body.code]).toEqual([422, "passengers_invalid"]);
  expect(body).toMatchObject({ seats: 10, seats_max: 9 });
});
