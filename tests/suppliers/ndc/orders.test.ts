import type { SupplierExchange } from "../../../suppliers/http/supplier-exchange";
import { createNdcClient } from "../../../suppliers/ndc/client";
import { ndcCredentialsSchema, type NdcCredentialsInput } from "../../../suppliers/ndc/config";
import { startNdcSandbox } from "../../../suppliers/ndc/sandbox";
import { ndcSandboxCredentials } from "../../../suppliers/ndc/sandbox/default-account";
import { proceed } from "../contract/contract-harness";
import { type RestHarness, startRestHarness } from "../rest-harness";

const never = { signal: new AbortController().signal };
let harness: RestHarness;
beforeAll(async () => {
  harness = await startRestHarness(startNdcSandbox);
});
afterAll(() => harness.stop());

function open(
  overrides: Partial<NdcCredentialsInput> = {},
  onExchange?: (exchange: SupplierExchange) => void,
) {
  const credentials = ndcCredentialsSchema.parse({
    ...ndcSandboxCredentials(harness.sandbox.url),
    documentReadDelayMs: 5,
    ...overrides,
  });
  return harness.track(createNdcClient({ ...credentials, onExchange }));
}

const seat = {
  reference: "2",
  passengerIds: ["PAX1"],
  base: "1200.00",
  taxes: [],
  fareBasis: "SEAT12A",
  commissionPercent: "0",
  documentType: "emd",
} as const;

/** An order of a fare and a seat. */
async function createOrderWithSeat(): Promise<string> {
  const { id, fares } = await harness.createOrder();
  await harness.control("PATCH", `/orders/${id}`, { fares: [...fares, seat] });
  return id;
}

describe("an order with an ancillary service", () => {
  test("is not paid for by a caller who does not name the service", async () => {
    const recordLocator = await createOrderWithSeat();
    const request = { recordLocator, fareReferences: ["1"], idempotencyKey: "k" };
    expect(await open().issue(request, proceed, never)).toMatchObject({
      kind: "refused",
      reason: "reservation_invalid",
    });
    expect((await harness.readOrder(recordLocator)).state).toBe("held");
  });

  test("becomes a ticket and an EMD, and both are refunded together", async () => {
    const recordLocator = await createOrderWithSeat();
    const client = open();
    const price = await client.checkPrice({ recordLocator }, never);
    expect(price).toMatchObject({ kind: "done", value: { total: { minor: 4_770_000n } } });
    const request = { recordLocator, fareReferences: ["1", "2"], idempotencyKey: "k" };
    expect((await client.issue(request, proceed, never)).kind).toBe("done");
    const listed = await client.listDocuments({ recordLocator }, never);
    const documents = listed.kind === "done" ? listed.value : [];
    expect(documents.map(({ type }) => type)).toEqual(["ticket", "emd"]);
    const documentNumbers = documents.map(({ number }) => number);
    const [ticket = ""] = documentNumbers;
    const part = { recordLocator, documentNumbers: [ticket] };
    expect(await client.quoteRefund(part, never)).toMatchObject({ reason: "not_refundable" });
    const quote = await client.quoteRefund({ recordLocator, documentNumbers }, never);
    expect(quote).toMatchObject({
      kind: "done",
      value: {
        total: { currency: "BDT", minor: 4_770_000n - 300_000n },
        documents: [
          { number: ticket, penalty: { minor: 150_000n }, total: { minor: 4_500_000n } },
          { fare: { minor: 120_000n }, penalty: { minor: 150_000n }, total: { minor: -30_000n } },
        ],
      },
    });
  });
});

describe("a refund of single coupons", () => {
  const flights = ["SEG1", "SEG2"].map((id, index) => ({
    id,
    carrierCode: "BG",
    flightNumber: String(147 + index),
    bookingClass: "Y",
    originAirport: index === 0 ? "DAC" : "DXB",
    destinationAirport: index === 0 ? "DXB" : "DAC",
    departsLocal: `2027-03-0${index + 1}T19:30`,
    arrivesLocal: `2027-03-0${index + 1}T22:45`,
  }));
  const passengers = ["PAX1", "PAX2"].map((id) => ({
    id,
    type: "ADT",
    surname: "RAHMAN",
    givenNames: id === "PAX1" ? "ABDUL MR" : "AYESHA MRS",
  }));

  /** Two passengers there and back, on one item. */
  async function ticketed(): Promise<{ recordLocator: string; documentNumbers: string[] }> {
    const [fare] = (await harness.createOrder()).fares;
    const { id: recordLocator } = await harness.createOrder({
      flights,
      passengers,
      fares: [{ ...fare, passengerIds: ["PAX1", "PAX2"] }],
    });
    const request = { recordLocator, fareReferences: ["1"], idempotencyKey: "k" };
    expect((await open().issue(request, proceed, never)).kind).toBe("done");
    const { documents } = await harness.readOrder(recordLocator);
    return { recordLocator, documentNumbers: documents.map(({ number }) => number) };
  }

  async function statusesOf(order: { recordLocator: string; documentNumbers: string[] }) {
    const answer = await open().getDocumentStatus(order, never);
    const documents = answer.kind === "done" ? answer.value : [];
    return documents.map(({ coupons }) => coupons.map(({ status }) => status));
  }

  test.each(["AcceptCancelledOffer", "AcceptSelectedQuotedOfferList"] as const)(
    "gives back those, and no other passenger's, by %s",
    async (acceptsPartRefundBy) => {
      const order = await ticketed();
      const { recordLocator } = order;
      const [, number = ""] = order.documentNumbers;
      const client = open({ acceptsPartRefundBy });
      const coupons = [{ number, coupon: 1 }];
      const asked = { recordLocator, documentNumbers: [number], coupons };
      const quoted = await client.quoteRefund(asked, never);
      if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
      expect(quoted.value.documents).toMatchObject([
        { number, coupons, fare: { minor: 2_000_000n }, total: { minor: 2_175_000n } },
      ]);
      const accepted = { recordLocator, quote: quoted.value, idempotencyKey: "r" };
      expect(await client.refund(accepted, never)).toMatchObject({ value: { kind: "refunded" } });
      expect(await client.refund(accepted, never)).toMatchObject({
        value: { kind: "alreadyRefunded" },
      });
      expect(await statusesOf(order)).toEqual([
        ["open", "open"],
        ["refunded", "open"],
      ]);
      const rest = await client.quoteRefund(
        { recordLocator, documentNumbers: order.documentNumbers },
        never,
      );
      expect(rest).toMatchObject({
        value: { documents: [{ fare: { minor: 4_000_000n } }, { fare: { minor: 2_000_000n } }] },
      });
    },
  );

  test("is not asked of an airline that is not known to do it", async () => {
    const { recordLocator, documentNumbers } = await ticketed();
    const client = open({ acceptsPartRefundBy: undefined });
    expect(client.capabilities.refundsCoupons).toBe(false);
    const coupons = [{ number: documentNumbers[0] ?? "", coupon: 1 }];
    const answer = await client.quoteRefund({ recordLocator, documentNumbers, coupons }, never);
    expect(answer).toMatchObject({ kind: "refused", reason: "not_supported" });
  });
});

describe("an NDC order that somebody else changes", () => {
  test("is not paid as it was seen, and paid as it is after another look", async () => {
    const { id: recordLocator, fares } = await harness.createOrder();
    const client = open();
    const request = { recordLocator, fareReferences: ["1"], idempotencyKey: "k" };
    const changed = await client.issue(
      request,
      async () => {
        await harness.control("PATCH", `/orders/${recordLocator}`, { fares });
        return { proceed: true };
      },
      never,
    );
    expect(changed).toMatchObject({ kind: "notDone", retryAfterMs: 1_000 });
    expect((await client.issue(request, proceed, never)).kind).toBe("done");
  });

  test("is not exchanged by a quote that another act has used up", async () => {
    const { id: recordLocator } = await harness.createOrder();
    const client = open();
    const request = { recordLocator, fareReferences: ["1"], idempotencyKey: "k" };
    await client.issue(request, proceed, never);
    const { documents } = await harness.readOrder(recordLocator);
    const documentNumbers = documents.map(({ number }) => number);
    const quoted = await client.quoteExchange({ recordLocator, documentNumbers }, never);
    const refund = await client.quoteRefund({ recordLocator, documentNumbers }, never);
    if (quoted.kind !== "done" || refund.kind !== "done") throw new Error("no quote");
    const accepted = { recordLocator, quote: refund.value, idempotencyKey: "r" };
    expect((await client.refund(accepted, never)).kind).toBe("done");
    const late = { recordLocator, quote: quoted.value, idempotencyKey: "e" };
    expect(await client.exchange(late, never)).toMatchObject({ reason: "offer_expired" });
  });
});

async function ticketedOrder(): Promise<string> {
  const { id: recordLocator } = await harness.createOrder();
  const request = { recordLocator, fareReferences: ["1"], idempotencyKey: "k" };
  expect((await open().issue(request, proceed, never)).kind).toBe("done");
  return recordLocator;
}

describe("a void of an order", () => {
  async function documentsOf(recordLocator: string) {
    const { documents } = await harness.readOrder(recordLocator);
    return {
      numbers: documents.map(({ number }) => number),
      statuses: documents.map(({ status }) => status),
    };
  }

  test("voids all of its documents on their day, and is found done when asked again", async () => {
    const recordLocator = await createOrderWithSeat();
    const request = { recordLocator, fareReferences: ["1", "2"], idempotencyKey: "k" };
    expect((await open().issue(request, proceed, never)).kind).toBe("done");
    const { numbers } = await documentsOf(recordLocator);
    const part = { recordLocator, documentNumbers: numbers.slice(0, 1) };
    expect(await open().voidDocuments(part, never)).toMatchObject({ reason: "not_supported" });
    const whole = { recordLocator, documentNumbers: numbers };
    const voided = { kind: "done", value: { voided: numbers, failed: [] } };
    expect(await open().voidDocuments(whole, never)).toEqual(voided);
    expect(await open().voidDocuments(whole, never)).toEqual(voided);
    expect((await documentsOf(recordLocator)).statuses).toEqual(["voided", "voided"]);
    const calls = await harness.control<{ entries: { operation: string }[] }>(
      "GET",
      `/journal?subject=${recordLocator}`,
    );
    const cancels = calls.entries.filter(({ operation }) => operation === "OrderCancel");
    expect(cancels).toHaveLength(1);
  });

  test("is refused when its day is over, by an order that is not known and by another's", async () => {
    const recordLocator = await ticketedOrder();
    const { numbers } = await documentsOf(recordLocator);
    const request = { recordLocator, documentNumbers: numbers };
    const strange = { recordLocator, documentNumbers: ["9970000000000"] };
    expect(await open().voidDocuments(strange, never)).toMatchObject({
      reason: "document_not_found",
    });
    for (const number of numbers) {
      const issuedAt = "2026-01-05T10:00:00Z";
      await harness.control("PATCH", `/documents/${number}`, { issuedAt });
    }
    expect(await open().voidDocuments(request, never)).toMatchObject({
      kind: "refused",
      reason: "void_window_closed",
    });
    expect((await documentsOf(recordLocator)).statuses).toEqual(["open"]);
  });

  test("is not asked of an airline that is not known to do it", async () => {
    const recordLocator = await ticketedOrder();
    const client = open({ voidsBy: undefined });
    expect(client.capabilities.operations.has("voidDocuments")).toBe(false);
    const { numbers: documentNumbers } = await documentsOf(recordLocator);
    const answer = await client.voidDocuments({ recordLocator, documentNumbers }, never);
    expect(answer).toMatchObject({ kind: "refused", reason: "not_supported" });
  });

  test("that comes to a refund is not taken for one", async () => {
    const recordLocator = await ticketedOrder();
    const { numbers: documentNumbers } = await documentsOf(recordLocator);
    const client = open();
    const quote = await client.quoteRefund({ recordLocator, documentNumbers }, never);
    if (quote.kind !== "done") throw new Error("no quote");
    const taken = { recordLocator, quote: quote.value, idempotencyKey: "r" };
    expect((await client.refund(taken, never)).kind).toBe("done");
    const answer = await client.voidDocuments({ recordLocator, documentNumbers }, never);
    expect(answer).toMatchObject({ kind: "refused", reason: "rejected" });
  });
});

describe("an exchange of an order", () => {
  async function quoteAt(recordLocator: string, base: string) {
    const { fares, documents } = await harness.readOrder(recordLocator);
    await harness.control("PATCH", `/orders/${recordLocator}`, {
      fares: fares.map((fare) => ({ ...fare, base })),
    });
    const documentNumbers = documents
      .filter(({ status }) => status === "open")
      .map(({ number }) => number);
    const quoted = await open().quoteExchange({ recordLocator, documentNumbers }, never);
    if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
    return quoted.value;
  }

  test.each([
    ["dearer", "43500.00", 500_000n],
    ["cheaper", "30000.00", -850_000n],
  ])("for a %s journey is quoted with its balance, and found when asked again", async (...row) => {
    const [, base, due] = row;
    const recordLocator = await ticketedOrder();
    const quote = await quoteAt(recordLocator, base);
    expect(quote).toMatchObject({ due: { minor: due }, penalty: { minor: 150_000n } });
    const request = { recordLocator, quote, idempotencyKey: "e" };
    const exchanged = await open().exchange(request, never);
    expect(exchanged).toMatchObject({ kind: "done", value: { kind: "exchanged" } });
    const again = await open().exchange(request, never);
    expect(again).toMatchObject({ kind: "done", value: { kind: "alreadyExchanged" } });
    const { documents } = await harness.readOrder(recordLocator);
    expect(documents.map(({ status }) => status)).toEqual(["exchanged", "open"]);
  });

  test("is done at the price that was quoted, or not at all", async () => {
    const recordLocator = await ticketedOrder();
    const quote = await quoteAt(recordLocator, "43500.00");
    await quoteAt(recordLocator, "44000.00");
    const late = { recordLocator, quote, idempotencyKey: "e" };
    expect(await open().exchange(late, never)).toMatchObject({ reason: "price_changed" });
    const unpaid = { ...late, quote: { ...quote, due: { ...quote.due, minor: 0n } } };
    expect(await open().exchange(unpaid, never)).toMatchObject({ reason: "price_changed" });
    const { documents } = await harness.readOrder(recordLocator);
    expect(documents.map(({ status }) => status)).toEqual(["open"]);
  });
});

describe("an airline that cancels by the message of before", () => {
  test("is sent an OrderCancel, and the exchange is told of without its key", async () => {
    const { id: recordLocator } = await harness.createOrder();
    const exchanges: SupplierExchange[] = [];
    const client = open({ cancelsBy: "OrderCancel" }, (exchange) => exchanges.push(exchange));
    const outcome = await client.cancelOrder({ recordLocator, idempotencyKey: "c" }, never);
    expect(outcome).toMatchObject({ kind: "done", value: { status: "cancelled" } });
    expect(exchanges.map(({ operation }) => operation)).toEqual([
      "OrderRetrieve",
      "OrderCancel",
      "OrderRetrieve",
    ]);
    expect(JSON.stringify(exchanges)).not.toContain("tvb-sandbox-ndc");
  });
});
