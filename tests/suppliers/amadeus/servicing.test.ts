import { parseMoney } from "../../../domain/money";
import type { RefundQuote } from "../../../suppliers/air-operations";
import { dearerFare } from "../../../suppliers/amadeus/sandbox/magic-rules";
import type { SupplierOutcome } from "../../../suppliers/outcome";
import { type Harness, issue, never, startHarness } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const options = { signal: never };
const anotherDay = { issuedOn: "2026-01-05" };

async function ticket({ template = "one-way", fares = ["1"], penalty = "1500.00" } = {}) {
  const { recordLocator } = await harness.createPnr({ template, pnr: { penalty } });
  await issue(harness.client(), recordLocator, fares);
  const { documents } = await harness.readPnr(recordLocator);
  return { recordLocator, documentNumbers: documents.map(({ number }) => number) };
}

async function age(documentNumbers: readonly string[]): Promise<void> {
  for (const number of documentNumbers) {
    await harness.control("PATCH", `/documents/${number}`, anotherDay);
  }
}

function quoteOf(outcome: SupplierOutcome<RefundQuote>): RefundQuote {
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const bdt = (amount: string) => parseMoney({ amount, currency: "BDT" });

describe("quoteRefund", () => {
  test("says document by document what is paid back, the penalty taken off", async () => {
    const { recordLocator, documentNumbers } = await ticket();
    await age(documentNumbers);
    const outcome = await harness.client().quoteRefund({ recordLocator, documentNumbers }, options);
    const quote = quoteOf(outcome);
    expect(quote.total).toEqual(bdt("48150.00"));
    expect(quote.documents).toEqual([
      {
        number: documentNumbers[0],
        fare: bdt("40000.00"),
        taxes: [
          { code: "BD", amount: bdt("500.00") },
          { code: "UT", amount: bdt("4000.00") },
          { code: "OW", amount: bdt("3000.00") },
          { code: "E5", amount: bdt("150.00") },
          { code: "YQ", amount: bdt("2000.00") },
        ],
        penalty: bdt("1500.00"),
        total: bdt("48150.00"),
      },
    ]);
    const again = await harness.client().quoteRefund({ recordLocator, documentNumbers }, options);
    expect(quoteOf(again)).toEqual(quote);
  });

  test("is refused on the day of issue, when a void costs nothing", async () => {
    const request = await ticket();
    expect(await harness.client().quoteRefund(request, options)).toMatchObject({
      kind: "refused",
      reason: "not_refundable",
      supplierCode: "21803",
    });
  });
});

describe("refund", () => {
  test("refunds a family at the amounts that were accepted, and the PNR shows no ticket", async () => {
    const { recordLocator, documentNumbers } = await ticket({
      template: "family",
      fares: ["1", "2", "3"],
    });
    await age(documentNumbers);
    const client = harness.client();
    const quote = quoteOf(await client.quoteRefund({ recordLocator, documentNumbers }, options));
    const request = { recordLocator, quote, idempotencyKey: "k" };
    expect(await client.refund(request, options)).toMatchObject({
      kind: "done",
      value: { kind: "refunded", refund: { total: quote.total } },
    });
    const listed = await client.listDocuments({ recordLocator }, options);
    expect(listed).toEqual({ kind: "done", value: [] });
    const status = await client.getDocumentStatus({ documentNumbers }, options);
    const coupons = status.kind === "done" ? status.value.flatMap((one) => one.coupons) : [];
    expect(new Set(coupons.map((coupon) => coupon.status))).toEqual(new Set(["refunded"]));
  });

  test("refunds the rest of a request that broke off half way", async () => {
    const { recordLocator, documentNumbers } = await ticket({
      template: "family",
      fares: ["1", "2", "3"],
    });
    await age(documentNumbers);
    const client = harness.client();
    const quote = quoteOf(await client.quoteRefund({ recordLocator, documentNumbers }, options));
    await harness.fault({
      operation: "Ticket_ProcessRefund",
      recordLocator,
      skip: 2,
      times: 1,
      behaviour: { kind: "reject", errorCode: "120", errorText: "UNABLE TO PROCESS" },
    });
    const request = { recordLocator, quote, idempotencyKey: "k" };
    // Two documents are refunded: a plain refusal would say that nothing happened.
    expect((await client.refund(request, options)).kind).toBe("unknown");
    expect((await client.refund(request, options)).kind).toBe("done");
    const processed = (await harness.journal(recordLocator)).filter(
      ({ operation, worked }) => worked && operation === "Ticket_ProcessRefund",
    );
    expect(processed).toHaveLength(documentNumbers.length);
  });

  test("is refused where the airline by now keeps another penalty", async () => {
    const { recordLocator, documentNumbers } = await ticket();
    await age(documentNumbers);
    const client = harness.client();
    const quote = quoteOf(await client.quoteRefund({ recordLocator, documentNumbers }, options));
    await harness.control("PATCH", `/pnrs/${recordLocator}`, { penalty: "9000.00" });
    const request = { recordLocator, quote, idempotencyKey: "k" };
    expect(await client.refund(request, options)).toMatchObject({ reason: "price_changed" });
    expect(await client.getDocumentStatus({ documentNumbers }, options)).toMatchObject({
      value: [{ coupons: [{ status: "open" }] }],
    });
  });
});

describe("exchange", () => {
  test("asks for the difference and the penalty, and puts new tickets in the PNR", async () => {
    const { recordLocator, documentNumbers } = await ticket();
    await harness.control("PATCH", `/pnrs/${recordLocator}`, { fares: [dearerFare] });
    const client = harness.client();
    const quoted = await client.quoteExchange({ recordLocator, documentNumbers }, options);
    if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
    expect(quoted.value).toMatchObject({
      newTotal: bdt("53150.00"),
      penalty: bdt("1500.00"),
      due: bdt("5000.00"),
    });
    const request = { recordLocator, quote: quoted.value, idempotencyKey: "k" };
    const exchanged = await client.exchange(request, options);
    expect(exchanged).toMatchObject({ kind: "done", value: { kind: "exchanged" } });
    const { documents } = await harness.readPnr(recordLocator);
    expect(documents.map(({ status }) => status)).toEqual(["exchanged", "issued"]);
    expect(await client.exchange(request, options)).toMatchObject({
      value: { kind: "alreadyExchanged" },
    });
  });

  test("is refused where the new fare has changed since it was accepted", async () => {
    const { recordLocator, documentNumbers } = await ticket();
    const client = harness.client();
    const quoted = await client.quoteExchange({ recordLocator, documentNumbers }, options);
    if (quoted.kind !== "done") throw new Error(JSON.stringify(quoted));
    await harness.control("PATCH", `/pnrs/${recordLocator}`, { fares: [dearerFare] });
    const request = { recordLocator, quote: quoted.value, idempotencyKey: "k" };
    expect(await client.exchange(request, options)).toMatchObject({ reason: "price_changed" });
  });

  test("is refused for a ticket that is void", async () => {
    const { recordLocator, documentNumbers } = await ticket();
    const client = harness.client();
    await client.voidDocuments({ documentNumbers }, options);
    expect(await client.quoteExchange({ recordLocator, documentNumbers }, options)).toMatchObject({
      kind: "refused",
      reason: "not_exchangeable",
    });
  });
});
