import { toHoldReference } from "../../suppliers/amadeus/hold/hold-reference";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { SupplierFault } from "../harness/supplier-faults";
import type { SupplierSandbox } from "../harness/supplier-sandbox";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;
let sandbox: SupplierSandbox;
let customerId: string;
let day = 0;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["amadeus"], settleMs: 200 });
  client = apiClient(app, (await app.createPartner()).token);
  sandbox = app.supplierSandbox("amadeus");
  customerId = await createTestCustomer(client);
});

afterEach(() => sandbox.clearFaults());
afterAll(() => app.close());

interface OfferBody {
  readonly id: string;
  readonly total: { readonly amount: string; readonly currency: string };
}

interface HeldBooking extends BookingBody {
  readonly ticketing_deadline_at: string | null;
  readonly passengers: readonly { readonly type: string }[];
  readonly segments: readonly { readonly origin: string }[];
}

interface SandboxPnr {
  readonly recordLocator: string;
  readonly cancelled: boolean;
}

const rahman = { type: "ADT", surname: "RAHMAN", given_names: "AYESHA" };
const family = [
  rahman,
  { type: "ADT", surname: "RAHMAN", given_names: "TANVIR" },
  { type: "CHD", surname: "RAHMAN", given_names: "MINA", date_of_birth: "2020-04-02" },
  { type: "INF", surname: "RAHMAN", given_names: "RAFI", date_of_birth: "2026-04-02" },
];

/** A day of departure that no other search asks for. */
function nextDay(): string {
  day += 1;
  return new Date(Date.UTC(2027, 1, day)).toISOString().slice(0, 10);
}

async function findOffer(search = `legs=DAC-DXB-${nextDay()}&adults=1`): Promise<OfferBody> {
  const { status, body } = await client.get<{ data: OfferBody[] }>(
    `/v1/offers?supplier=amadeus&${search}`,
  );
  expect(status).toBe(200);
  const [offer] = body.data;
  if (offer === undefined) throw new Error("nothing is offered");
  return offer;
}

function holdOf(offer: OfferBody, passengers: readonly object[] = [rahman]): object {
  return {
    offer_id: offer.id,
    customer_id: customerId,
    passengers,
    contact: { email: "ayesha@example.com" },
    charges: [],
  };
}

async function pnrsOf(bookingId: string): Promise<readonly SandboxPnr[]> {
  const reference = encodeURIComponent(toHoldReference(`hold:${bookingId}`));
  const path = `/references/${reference}`;
  return (await sandbox.control<{ pnrs: readonly SandboxPnr[] }>("GET", path)).pnrs;
}

describe("an offer of Amadeus", () => {
  test("is held there and back for a family until its last day of ticketing, and issued", async () => {
    const offer = await findOffer(
      "legs=DAC-DXB-2027-01-05,DXB-DAC-2027-01-12&adults=2&children=1&infants=1",
    );
    const { status, body } = await client.post<HeldBooking>("/v1/bookings", holdOf(offer, family));
    expect([status, body.state, body.total]).toEqual([201, "HELD", offer.total]);
    expect(body.passengers.map(({ type }) => type).toSorted()).toEqual([
      "ADT",
      "ADT",
      "CHD",
      "INF",
    ]);
    expect(body.segments.map(({ origin }) => origin)).toEqual(["DAC", "DXB"]);
    expect(Date.parse(body.ticketing_deadline_at ?? "")).toBeGreaterThan(Date.now());
    await client.post(`/v1/bookings/${body.id}/issue`);
    await awaitCondition("the tickets", async () => {
      const booking = await client.get<BookingBody>(`/v1/bookings/${body.id}`);
      return booking.body.state === "ISSUED" ? true : undefined;
    });
    expect(await sandbox.liveDocuments(body.record_locator)).toHaveLength(4);
  });

  test("is let go of when its booking is cancelled", async () => {
    const offer = await findOffer();
    const { body } = await client.post<HeldBooking>("/v1/bookings", holdOf(offer));
    const cancelled = await client.post(`/v1/bookings/${body.id}/cancel`, { reason: "no visa" });
    expect(cancelled.status).toBe(201);
    expect(await pnrsOf(body.id)).toMatchObject([
      { recordLocator: body.record_locator, cancelled: true },
    ]);
  });

  test("is held once, whatever is lost on the way, and once for one key", async () => {
    // The others are in the contract and in the fault matrix.
    const losses: readonly SupplierFault[] = ["reset after the work", "HTTP 503"];
    for (const loss of losses) {
      const offer = await findOffer();
      await sandbox.fault("createHold", loss);
      const key = { "Idempotency-Key": `hold-${offer.id}` };
      const first = await client.post<BookingBody>("/v1/bookings", holdOf(offer), key);
      expect([loss, first.status]).toEqual([loss, 201]);
      const again = await client.post<BookingBody>("/v1/bookings", holdOf(offer), key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect([loss, await pnrsOf(first.body.id)]).toMatchObject([
        loss,
        [{ recordLocator: first.body.record_locator }],
      ]);
    }
  });

  test("is refused by its name at another price, and where its seats are gone", async () => {
    const dearer = await client.post<ProblemBody>(
      "/v1/bookings",
      holdOf(await findOffer(), [{ ...rahman, surname: "DEARER" }]),
    );
    expect([dearer.status, dearer.body.code]).toEqual([409, "price_changed"]);
    const departsOn = nextDay();
    const offer = await findOffer(`legs=DAC-DXB-${departsOn}&adults=1`);
    await sandbox.control("PUT", "/seats", { flight: "BG147", departsOn, seats: 0 });
    const gone = await client.post<ProblemBody>("/v1/bookings", holdOf(offer));
    expect([gone.status, gone.body.code]).toEqual([409, "offer_expired"]);
  });

  test("asks a person where Amadeus will not say what came of it", async () => {
    const offer = await findOffer();
    await sandbox.fault("createHold", "reset after the work");
    await sandbox.control("POST", "/faults", {
      operation: "PNR_Retrieve:Name",
      times: 1,
      behaviour: { kind: "reject", errorCode: "284", errorText: "RESTRICTED" },
    });
    const asked = await client.post<{ id: string; resource: { id: string } }>(
      "/v1/bookings",
      holdOf(offer),
    );
    const operation = await awaitCondition("a person to be asked", async () => {
      const { body } = await client.get<{
        attention: { reason: string; actions: string[] } | null;
      }>(`/v1/operations/${asked.body.id}`);
      return body.attention ?? undefined;
    });
    expect(operation).toMatchObject({
      reason: "hold_unknown",
      actions: ["retry", "adopt", "abandon"],
    });
    await client.post(`/v1/operations/${asked.body.id}/resolve`, {
      action: "retry",
      note: "the office may search again",
    });
    const bookingId = asked.body.resource.id;
    await awaitCondition("the booking", async () => {
      const booking = await client.get<BookingBody>(`/v1/bookings/${bookingId}`);
      return booking.body.state === "HELD" ? true : undefined;
    });
    expect(await pnrsOf(bookingId)).toHaveLength(1);
  });
});
