import { formatAmount, subtract } from "../../../domain/money";
import type { Reservation } from "../../../domain/reservation";
import { signCall } from "../../../suppliers/hotelbeds/hotelbeds-connection";
import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import { proceed } from "../contract/contract-harness";
import { type HotelbedsHarness, never, requestFor, startHotelbeds, valueOf } from "./harness";

let harness: HotelbedsHarness;
beforeAll(async () => {
  harness = await startHotelbeds();
});
afterAll(() => harness.stop());

async function bookingsOf(clientReference: string): Promise<readonly { status: string }[]> {
  const path = `/bookings?clientReference=${clientReference}`;
  return (await harness.control<{ bookings: { status: string }[] }>("GET", path)).bookings;
}

describe("signCall", () => {
  test("hashes the key, the secret and the second of the call", () => {
    // sha256("keysecret1600000000"), by another tool.
    expect(signCall("key", "secret", 1_600_000_000_999)).toBe(
      "dcfe26163c13bb15a70367f1c25870b53ef1d2f5b61abc931265b1aae7ff8c51",
    );
  });
});

describe("stays that Hotelbeds offers", () => {
  test("are a hotel with a board, of the cheapest rates for all rooms", async () => {
    const rooms = [
      { adults: 2, childAges: [] },
      { adults: 1, childAges: [9, 4] },
      { adults: 2, childAges: [] },
    ];
    const offer = await harness.findOffer({ rooms });
    expect(offer).toMatchObject({
      hotelName: "CXB Plaza",
      destinationCode: "CXB",
      checkIn: "2027-03-10",
      checkOut: "2027-03-12",
      payment: "prepaid",
    });
    expect(offer.rooms.map(({ adults, childAges }) => [adults, childAges])).toEqual([
      [2, []],
      [2, []],
      [1, [4, 9]],
    ]);
    expect(offer.rooms.map(({ roomCode, boardCode }) => `${roomCode} ${boardCode}`)).toEqual(
      Array(3).fill("DBL.ST BB"),
    );
    expect(formatAmount(offer.total)).toBe("44000.00");
    expect(offer.rooms.reduce((sum, { total }) => sum + total.minor, 0n)).toBe(offer.total.minor);
    expect(offer.cancellationFees).toEqual([
      { from: "2027-03-07T00:00:00.000Z", amount: { currency: "BDT", minor: 2_200_000n } },
      { from: "2027-03-09T00:00:00.000Z", amount: offer.total },
    ]);
    const [plaza] = [offer.hotelCode];
    const again = await harness.findOffer({ rooms, place: { hotels: [plaza] } });
    expect(again).toMatchObject({ hotelCode: plaza, total: offer.total });
    expect(again.reference).not.toBe(offer.reference);
  });

  test("that the guest pays for at the hotel say what that is, and our commission of it", async () => {
    const offer = await harness.findOffer({ payment: "at_property" });
    expect([offer.total, offer.commission ?? offer.total].map(formatAmount)).toEqual([
      "14000.00",
      "1400.00",
    ]);
    const request = requestFor(offer);
    const issued = valueOf(await harness.client().issue(request, proceed, never));
    const expected = { commission: { kind: "amount", amount: offer.commission } };
    expect(issued.reservation.fares).toMatchObject([{ ...expected, fare: { total: offer.total } }]);
    expect(issued.reservation.documents[0]?.total).toEqual(offer.total);
  });
});

describe("a stay that is bought", () => {
  test("is not taken for refused by words that we do not know", async () => {
    const request = requestFor(await harness.findOffer());
    const behaviour = { kind: "refuse", code: "PRODUCT_ERROR", text: "Something else" };
    const fault = { operation: "book", subject: request.recordLocator, times: 1, behaviour };
    await harness.addFault(fault);
    const client = harness.client();
    expect((await client.issue(request, proceed, never)).kind).toBe("unknown");
    expect(valueOf(await client.issue(request, proceed, never)).kind).toBe("issued");
  });

  test("is shown before as it would be bought, and after as it was", async () => {
    const offer = await harness.findOffer();
    const request = requestFor(offer);
    const client = harness.client();
    expect(valueOf(await client.retrieve(request, never))).toEqual({
      recordLocator: request.recordLocator,
      status: "active",
      passengers: [],
      segments: [],
      fares: [],
      documents: [],
    });
    const seen: Reservation[] = [];
    const issued = valueOf(
      await client.issue(
        request,
        async (reservation) => {
          seen.push(reservation);
          return { proceed: true };
        },
        never,
      ),
    );
    const { documents, ...bought } = issued.reservation;
    expect(seen).toEqual([{ ...bought, documents: [] }]);
    expect(bought.passengers.map(({ reference, givenNames }) => [reference, givenNames])).toEqual([
      ["G1", "ABDUL"],
      ["G2", "SALMA"],
    ]);
    expect(bought.segments).toMatchObject([
      {
        originAirport: "CXB",
        departsLocal: "2027-03-10T00:00",
        arrivesLocal: "2027-03-12T00:00",
        stay: { hotelCode: offer.hotelCode, hotelName: "CXB Plaza" },
      },
    ]);
    const [voucher] = documents;
    expect(voucher).toMatchObject({ type: "VCHR", total: offer.total, segmentReferences: ["S1"] });
    expect(voucher?.number).toMatch(/^1-\d{7}$/);
    expect(valueOf(await client.retrieve(request, never))).toEqual(issued.reservation);
  });

  test("is found by our reference after its answer was lost, and bought once", async () => {
    const request = requestFor(await harness.findOffer());
    const client = harness.client();
    const behaviour = { kind: "resetAfterWork" };
    const lost = { operation: "book", subject: request.recordLocator, times: 1, behaviour };
    await harness.addFault(lost);
    expect((await client.issue(request, proceed, never)).kind).toBe("unknown");
    const found = valueOf(await client.issue(request, proceed, never));
    expect(found.kind).toBe("alreadyTicketed");
    expect(await bookingsOf(request.recordLocator)).toHaveLength(1);
  });

  test("is not looked for in vain: a refused look says nothing of what came before", async () => {
    const request = requestFor(await harness.findOffer());
    const behaviour = { kind: "refuse", code: "INVALID_DATA", text: "too long a range" };
    await harness.addFault({
      operation: "list_bookings",
      subject: request.recordLocator,
      times: 1,
      behaviour,
    });
    expect(await harness.client().issue(request, proceed, never)).toMatchObject({
      kind: "refused",
      reason: "rejected",
      isAboutEarlier: true,
    });
  });

  test("shows what it costs by now before it is bought, and is not where that is refused", async () => {
    const offer = await harness.findOffer();
    await harness.control("PATCH", "/rates", { reference: offer.reference, percent: 10 });
    const request = requestFor(offer);
    const totals: string[] = [];
    const stopped = valueOf(
      await harness.client().issue(
        request,
        async ({ fares }) => {
          totals.push(...fares.map(({ fare }) => formatAmount(fare.total)));
          return { proceed: false };
        },
        never,
      ),
    );
    expect([stopped.kind, totals]).toEqual(["stopped", ["15400.00"]]);
    expect(await bookingsOf(request.recordLocator)).toEqual([]);
  });

  test("is refused where the rate is gone, or the guests are not those of the rooms", async () => {
    const offer = await harness.findOffer();
    const client = harness.client();
    const [first] = requestFor(offer).stay.guests;
    const strangers = first === undefined ? [] : [{ ...first, room: 2 }];
    expect(await client.issue(requestFor(offer, strangers), proceed, never)).toMatchObject({
      reason: "reservation_invalid",
    });
    await harness.control("PATCH", "/rates", { reference: offer.reference, isGone: true });
    expect(await client.issue(requestFor(offer), proceed, never)).toMatchObject({
      kind: "refused",
      reason: "offer_expired",
      supplierText: "Insufficient allotment",
    });
  });

  test("that is not confirmed yet is pending, and nothing is bought beside it", async () => {
    const request = requestFor(await harness.findOffer());
    const client = harness.client();
    valueOf(await client.issue(request, proceed, never));
    const path = `/orders/${request.recordLocator}`;
    await harness.control("PATCH", path, { status: "PRECONFIRMED" });
    expect(await client.issue(request, proceed, never)).toMatchObject({
      kind: "unknown",
      isPending: true,
    });
    expect(valueOf(await client.retrieve(request, never))).toMatchObject({
      isPending: true,
      documents: [],
    });
    expect(await bookingsOf(request.recordLocator)).toHaveLength(1);
  });
});

describe("a stay that is given back", () => {
  async function buy(hotel: string) {
    const offer = await harness.findOffer({}, ({ hotelName }) => hotelName === `CXB ${hotel}`);
    const request = requestFor(offer);
    const { reservation } = valueOf(await harness.client().issue(request, proceed, never));
    const documentNumbers = reservation.documents.map(({ number }) => number);
    return { offer, documentNumbers, recordLocator: request.recordLocator };
  }

  test.each([
    ["Plaza", "0.00"],
    ["Beach Resort", "7000.00"],
    ["Airport Inn", "14000.00"],
  ])("costs what its cancellation fees say: %s", async (hotel, fee) => {
    const { offer, ...voucher } = await buy(hotel);
    const client = harness.client();
    const quote = valueOf(await client.quoteRefund(voucher, never));
    const [document] = quote.documents;
    if (document === undefined) throw new Error("there is no document");
    expect(formatAmount(document.penalty)).toBe(fee);
    expect(document.fare).toEqual(offer.total);
    expect(quote.total).toEqual(subtract(offer.total, document.penalty));
    const asked = { ...voucher, quote, idempotencyKey: "k" };
    expect(valueOf(await client.refund(asked, never)).kind).toBe("refunded");
    expect(valueOf(await client.refund(asked, never)).kind).toBe("alreadyRefunded");
    expect(valueOf(await client.getDocumentStatus(voucher, never))).toMatchObject([
      { coupons: [{ coupon: 1, status: "refunded" }] },
    ]);
    expect(await bookingsOf(voucher.recordLocator)).toMatchObject([{ status: "CANCELLED" }]);
  });

  test("stands where cancelling it costs another amount by now", async () => {
    const { documentNumbers, recordLocator } = await buy("Plaza");
    const client = harness.client();
    const voucher = { documentNumbers, recordLocator };
    const quote = valueOf(await client.quoteRefund(voucher, never));
    const change = { cancellationAmount: "500.00" };
    await harness.control("PATCH", `/bookings/${documentNumbers[0]}`, change);
    expect(await client.refund({ ...voucher, quote, idempotencyKey: "k" }, never)).toMatchObject({
      kind: "refused",
      reason: "price_changed",
    });
    expect(await bookingsOf(recordLocator)).toMatchObject([{ status: "CONFIRMED" }]);
    expect(await client.cancelOrder({ recordLocator, idempotencyKey: "k" }, never)).toMatchObject({
      reason: "already_ticketed",
    });
  });

  test("is not bought again under its reference", async () => {
    const request = requestFor(await harness.findOffer());
    const client = harness.client();
    valueOf(await client.issue(request, proceed, never));
    await harness.control("PATCH", `/orders/${request.recordLocator}`, { status: "CANCELLED" });
    const seen: string[] = [];
    const outcome = valueOf(
      await client.issue(
        request,
        async ({ status }) => {
          seen.push(status);
          return { proceed: false };
        },
        never,
      ),
    );
    expect([outcome.kind, seen]).toEqual(["stopped", ["cancelled"]]);
    expect(await bookingsOf(request.recordLocator)).toHaveLength(1);
  });
});

test("what is kept of a call holds neither the key, nor the secret, nor the signature", async () => {
  const kept: SupplierExchange[] = [];
  const client = harness.client((exchange) => kept.push(exchange));
  valueOf(await client.retrieve({ recordLocator: "TVBNOTHING" }, never));
  const text = JSON.stringify(kept);
  expect(kept.map(({ operation, method }) => [operation, method])).toEqual([
    ["list_bookings", "GET"],
  ]);
  expect(text).not.toMatch(
    /tvbsandboxhotelbedskey|tvb-sandbox-hotelbeds|[0-9a-f]{64}","method":"GET","x-sig/i,
  );
});
