import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import type { SupplierFault } from "../harness/supplier-faults";
import type { SupplierSandbox } from "../harness/supplier-sandbox";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let sandbox: SupplierSandbox;
let customerId: string;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["lcc", "ndc"], settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  sandbox = app.supplierSandbox("lcc");
  customerId = await createTestCustomer(client);
});

afterEach(() => sandbox.clearFaults());
afterAll(() => app.close());

interface OfferBody {
  readonly id: string;
  readonly supplier: string;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly flights: readonly { readonly origin: string; readonly destination: string }[];
}

const journey = "supplier=lcc&legs=DAC-DXB-2027-02-03&adults=2";

async function findOffer(): Promise<OfferBody> {
  const { status, body } = await client.get<{ data: OfferBody[] }>(`/v1/offers?${journey}`);
  expect(status).toBe(200);
  const [offer] = body.data;
  if (offer === undefined) throw new Error("nothing is offered");
  return offer;
}

function holdOf(offer: Pick<OfferBody, "id">, body: object = {}): object {
  return {
    offer_id: offer.id,
    customer_id: customerId,
    passengers: [
      { type: "ADT", surname: "RAHMAN", given_names: "AYESHA", date_of_birth: "1988-04-02" },
      { type: "ADT", surname: "RAHMAN", given_names: "TANVIR" },
    ],
    contact: { email: "ayesha@example.com" },
    charges: [serviceFee],
    ...body,
  };
}

/** Orders of the sandbox that a key of ours has made. */
async function ordersMade(): Promise<number> {
  const { entries } = await sandbox.control<{
    entries: { operation: string; worked: boolean }[];
  }>("GET", "/journal");
  return entries.filter(({ operation, worked }) => operation === "orders" && worked).length;
}

describe("GET /v1/offers", () => {
  test("says what the supplier offers, each under an id of its own", async () => {
    const offer = await findOffer();
    expect(offer).toMatchObject({
      supplier: "lcc",
      flights: [expect.objectContaining({ origin: "DAC" })],
    });
    expect(Number(offer.total.amount)).toBeGreaterThan(0);
  });

  test("refuses a supplier that has no offers, and one that does not answer", async () => {
    const none = await client.get<ProblemBody>("/v1/offers?supplier=ndc&legs=DAC-DXB-2027-02-03");
    expect([none.status, none.body.code]).toEqual([422, "supplier_refused"]);
    const bad = await client.get<ProblemBody>("/v1/offers?supplier=lcc&legs=DAC-DXB");
    expect(bad.status).toBe(400);
  });
});

describe("POST /v1/bookings of an offer", () => {
  test("holds it at the supplier, and what is held is issued", async () => {
    const offer = await findOffer();
    const { status, body } = await client.post<BookingBody>("/v1/bookings", holdOf(offer));
    expect([status, body.state]).toEqual([201, "HELD"]);
    expect(await auditOf(app, body.id)).toContainEqual(
      expect.objectContaining({ type: "booking.created" }),
    );
    const { passengers } = body as BookingBody & {
      readonly passengers: readonly { readonly given_names: string }[];
    };
    expect(passengers.map((one) => one.given_names)).toEqual(["AYESHA", "TANVIR"]);
    const stored = await partner.scope.db
      .selectFrom("operations")
      .select("request_payload")
      .where("resource_public_id", "=", body.id)
      .executeTakeFirstOrThrow();
    expect(stored.request_payload).not.toContain("1988-04-02");
    await client.post(`/v1/bookings/${body.id}/issue`);
    await awaitCondition("the tickets", async () => {
      const booking = await client.get<BookingBody>(`/v1/bookings/${body.id}`);
      return booking.body.state === "ISSUED" ? true : undefined;
    });
  });

  test("holds one order, whatever is lost on the way, and gives one key one booking", async () => {
    const losses: readonly SupplierFault[] = [
      "hang after the work",
      "reset after the work",
      "reset before the work",
      "HTTP 503",
    ];
    for (const loss of losses) {
      const offer = await findOffer();
      const before = await ordersMade();
      await sandbox.fault("createHold", loss);
      const key = { "Idempotency-Key": `hold-${offer.id}` };
      const first = await client.post<BookingBody>("/v1/bookings", holdOf(offer), key);
      expect([loss, first.status]).toEqual([loss, 201]);
      const again = await client.post<BookingBody>("/v1/bookings", holdOf(offer), key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect([loss, (await ordersMade()) - before]).toEqual([loss, 1]);
    }
  });

  test("refuses before the supplier is asked: customer, travellers, an offer of nobody's", async () => {
    const offer = await findOffer();
    const before = await ordersMade();
    const fewer = await client.post<ProblemBody>(
      "/v1/bookings",
      holdOf(offer, {
        passengers: [{ type: "ADT", surname: "RAHMAN", given_names: "AYESHA" }],
      }),
    );
    expect([fewer.status, fewer.body.code]).toEqual([422, "passengers_invalid"]);
    const other = apiClient(app, (await app.createPartner()).token);
    const theirs = await other.post<ProblemBody>(
      "/v1/bookings",
      holdOf(offer, { customer_id: await createTestCustomer(other) }),
    );
    expect([theirs.status, theirs.body.code]).toEqual([409, "offer_expired"]);
    const dormant = await createTestCustomer(client);
    await partner.scope.db
      .updateTable("customers")
      .set({ status: "credit_hold" })
      .where("public_id", "=", dormant)
      .execute();
    const refused = await client.post<ProblemBody>(
      "/v1/bookings",
      holdOf(offer, { customer_id: dormant }),
    );
    expect([refused.status, refused.body.code]).toEqual([422, "customer_inactive"]);
    expect(await ordersMade()).toBe(before);
  });
});
