import { toDateTime } from "../../db/read/amounts";
import { holdChanged } from "../../temporal/contract/hold";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import type { SupplierFault } from "../harness/supplier-faults";
import { requestOf } from "../harness/supplier-faults";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

/** Suppliers that hold what they offer. */
const holding = ["lcc", "ndc"] as const;
type Holding = (typeof holding)[number];

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let customerId: string;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["lcc", "ndc", "sabre"], settleMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  customerId = await createTestCustomer(client);
});

afterEach(() => Promise.all(holding.map((name) => app.supplierSandbox(name).clearFaults())));
afterAll(() => app.close());

interface OfferBody {
  readonly id: string;
  readonly supplier: string;
  readonly total: { readonly amount: string; readonly currency: string };
  readonly flights: readonly { readonly origin: string; readonly destination: string }[];
}

const journey = "legs=DAC-DXB-2027-02-03&adults=2";

async function findOffer(supplier: Holding, search = journey): Promise<OfferBody> {
  const { status, body } = await client.get<{ data: OfferBody[] }>(
    `/v1/offers?supplier=${supplier}&${search}`,
  );
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
async function ordersMade(supplier: Holding): Promise<number> {
  const { entries } = await app.supplierSandbox(supplier).control<{
    entries: { operation: string; worked: boolean }[];
  }>("GET", "/journal");
  const creates = requestOf(supplier, "createHold");
  return entries.filter(({ operation, worked }) => operation === creates && worked).length;
}

describe("GET /v1/offers", () => {
  test.each(holding)("says what %s offers, each under an id of its own", async (supplier) => {
    const offer = await findOffer(supplier);
    expect(offer).toMatchObject({
      supplier,
      flights: [expect.objectContaining({ origin: "DAC" })],
    });
    expect(Number(offer.total.amount)).toBeGreaterThan(0);
  });

  test("refuses a supplier that has no offers, and one that does not answer", async () => {
    const none = await client.get<ProblemBody>("/v1/offers?supplier=sabre&legs=DAC-DXB-2027-02-03");
    expect([none.status, none.body.code]).toEqual([422, "supplier_refused"]);
    const bad = await client.get<ProblemBody>("/v1/offers?supplier=lcc&legs=DAC-DXB");
    expect(bad.status).toBe(400);
  });
});

describe.each(holding)("POST /v1/bookings of an offer of %s", (supplier) => {
  test("holds it at the supplier, and what is held is issued", async () => {
    const offer = await findOffer(supplier);
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
      const offer = await findOffer(supplier);
      const before = await ordersMade(supplier);
      await app.supplierSandbox(supplier).fault("createHold", loss);
      const key = { "Idempotency-Key": `hold-${offer.id}` };
      const first = await client.post<BookingBody>("/v1/bookings", holdOf(offer), key);
      expect([loss, first.status]).toEqual([loss, 201]);
      const again = await client.post<BookingBody>("/v1/bookings", holdOf(offer), key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect([loss, (await ordersMade(supplier)) - before]).toEqual([loss, 1]);
    }
  });
});

describe("POST /v1/bookings of an offer", () => {
  test("refuses before the supplier is asked: customer, travellers, an offer of nobody's", async () => {
    const offer = await findOffer("lcc");
    const before = await ordersMade("lcc");
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
    expect(await ordersMade("lcc")).toBe(before);
  });
});

describe("an offer of an airline (NDC)", () => {
  interface HeldBooking extends BookingBody {
    readonly ticketing_deadline_at: string | null;
    readonly passengers: readonly { readonly type: string }[];
    readonly segments: readonly { readonly origin: string }[];
  }

  const family = "legs=DAC-DXB-2027-02-03,DXB-DAC-2027-02-10&adults=2&children=1&infants=1";
  const travellers = [
    { type: "ADT", surname: "RAHMAN", given_names: "AYESHA" },
    { type: "ADT", surname: "RAHMAN", given_names: "TANVIR" },
    { type: "CHD", surname: "RAHMAN", given_names: "MINA", date_of_birth: "2020-04-02" },
    { type: "INF", surname: "RAHMAN", given_names: "RAFI", date_of_birth: "2026-04-02" },
  ];

  /** The offer that was made last. */
  const changeOffer = async (change: object): Promise<void> => {
    const { control } = app.supplierSandbox("ndc");
    const { offers } = await control<{ offers: { id: string }[] }>("GET", "/offers");
    await control("PATCH", `/offers/${offers.at(-1)?.id}`, change);
  };

  test("is there and back for a family, held until the airline's time limit, and let go", async () => {
    const offer = await findOffer("ndc", family);
    expect(offer.flights.map(({ origin }) => origin)).toEqual(["DAC", "DXB"]);
    const { status, body } = await client.post<HeldBooking>(
      "/v1/bookings",
      holdOf(offer, { passengers: travellers, charges: [] }),
    );
    expect([status, body.state, body.total]).toEqual([201, "HELD", offer.total]);
    expect(body.passengers.map(({ type }) => type)).toEqual(["ADT", "ADT", "CHD", "INF"]);
    expect(body.segments.map(({ origin }) => origin)).toEqual(["DAC", "DXB"]);
    expect(Date.parse(body.ticketing_deadline_at ?? "")).toBeGreaterThan(Date.now());
    const cancelled = await client.post(`/v1/bookings/${body.id}/cancel`, { reason: "no visa" });
    expect(cancelled.status).toBe(201);
    const order = await app
      .supplierSandbox("ndc")
      .control<{ state: string }>("GET", `/orders/${body.record_locator}`);
    expect(order.state).toBe("cancelled");
  });

  test("expires in the books and at the airline once its time limit is over", async () => {
    const offer = await findOffer("ndc");
    const { body } = await client.post<HeldBooking>("/v1/bookings", holdOf(offer));
    const sandbox = app.supplierSandbox("ndc");
    await sandbox.changeOrder(body.record_locator, { createdAt: "2026-01-01T00:00:00Z" });
    const past = toDateTime(new Date(Date.now() - 1_000).toISOString());
    await partner.scope.db
      .updateTable("bookings")
      .set({ ticketing_deadline_at: past })
      .where("public_id", "=", body.id)
      .execute();
    const workflowId = workflowIds.holdExpiry(partner.scope.partner, body.id);
    const waiting = app.temporal.client.workflow.getHandle(workflowId);
    await awaitCondition("the expiry to be told", () =>
      waiting.signal(holdChanged).then(
        () => true,
        () => undefined,
      ),
    );
    await awaitCondition(`${body.id} to expire`, async () => {
      const booking = await client.get<BookingBody>(`/v1/bookings/${body.id}`);
      return booking.body.state === "EXPIRED" ? true : undefined;
    });
    expect((await sandbox.count("cancelOrder", body.record_locator)).done).toBe(1);
  });

  test("is refused by its name where it costs more by then, or is over", async () => {
    const dearer = await findOffer("ndc");
    const before = await ordersMade("ndc");
    await changeOffer({ base: "41000.00" });
    const other = await client.post<ProblemBody>("/v1/bookings", holdOf(dearer));
    expect([other.status, other.body.code]).toEqual([409, "price_changed"]);
    const over = await findOffer("ndc");
    await changeOffer({ expiresAt: "2026-01-01T00:00:00Z" });
    const late = await client.post<ProblemBody>("/v1/bookings", holdOf(over));
    expect([late.status, late.body.code]).toEqual([409, "offer_expired"]);
    expect(await ordersMade("ndc")).toBe(before);
  });
});
