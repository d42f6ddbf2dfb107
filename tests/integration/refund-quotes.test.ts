import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import type { RefundQuoteBody } from "../harness/refunds";
import { quoteRefund, refundFee, sellRefundable } from "../harness/refunds";
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

function linesOf({ entry }: RefundQuoteBody): string[] {
  return entry.map(({ account, side, amount }) => `${account} ${side} ${amount.amount}`);
}

describe("POST /v1/refunds/quote", () => {
  test("prices what the supplier grants, and shows the entry that would be posted", async () => {
    const sale = await sellRefundable(client, supplier, {
      pnr: { penalty: "5000.00", nonRefundableTaxes: ["BD"] },
    });
    const { status, body } = await quoteRefund(client, sale, { fee: refundFee });
    expect([status, body.state, body.refund_id]).toEqual([201, "QUOTED", null]);
    const [document] = body.documents;
    expect(document).toMatchObject({
      ticket_number: sale.issuance.ticket_numbers[0],
      fare: { amount: "40000.00" },
      penalty: { amount: "5000.00" },
      commission_recalled: { amount: "2800.00" },
    });
    const kept = document?.taxes.find(({ code }) => code === "BD");
    expect(kept?.refunded.amount).toBe("0.00");
    expect(Number(kept?.paid.amount)).toBeGreaterThan(0);
    const credit = BigInt(body.supplier_total.amount.replace(".", ""));
    const customer = credit - 57_500n;
    expect(BigInt(body.customer_total.amount.replace(".", ""))).toBe(customer);
    expect(linesOf(body)).toEqual([
      `2011 debit ${body.supplier_total.amount}`,
      "1109 credit 2800.00",
      "2031 debit 2800.00",
      `2022 credit ${body.customer_total.amount}`,
      "4033 credit 500.00",
      "2061 credit 75.00",
    ]);
    const again = await client.get<RefundQuoteBody>(`/v1/refunds/quotes/${body.id}`);
    expect([again.status, again.body]).toEqual([200, body]);
  });

  test("gives up the coupons that were not flown, and their part of the schedule", async () => {
    const sale = await sellRefundable(client, supplier, { template: "return" });
    const [number = ""] = sale.issuance.ticket_numbers;
    await supplier.changeDocument(number, { usedCoupons: [1] });
    const asked = { ticket_numbers: [number] };
    const { status, body } = await quoteRefund(client, sale, asked);
    expect(status).toBe(201);
    expect(body.documents).toMatchObject([
      { coupons: [{ coupon: 2 }], fare: { amount: "34250.00" } },
    ]);
    expect(linesOf(body)).toEqual(
      expect.arrayContaining(["1109 credit 2397.50", "2031 debit 2397.50"]),
    );
  });

  test("returns the mark-up and service fee with their VAT where that is asked", async () => {
    const sale = await sellRefundable(client, supplier);
    const kept = await quoteRefund(client, sale);
    const { body } = await quoteRefund(client, sale, { service_fee: "returned" });
    const difference = Number(body.customer_total.amount) - Number(kept.body.customer_total.amount);
    expect(difference).toBe(1150);
    expect(linesOf(body)).toEqual(
      expect.arrayContaining(["4031 debit 1000.00", "2061 debit 150.00"]),
    );
  });

  test.each([
    ["involuntary", { penalty: "100.00" }],
    ["schedule_change", { penalty: "100.00" }],
    ["tax_only", { penalty: "100.00" }],
  ])("refuses what is no refund of the kind %s", async (kind, pnr) => {
    const sale = await sellRefundable(client, supplier, { pnr });
    const { status, body } = await quoteRefund<ProblemBody>(client, sale, { kind });
    expect([status, body.code]).toEqual([422, "refund_kind_invalid"]);
  });

  test("of taxes alone leaves the fare and the commission", async () => {
    const sale = await sellRefundable(client, supplier, { pnr: { penalty: "40000.00" } });
    const { status, body } = await quoteRefund(client, sale, { kind: "tax_only" });
    expect([status, body.documents[0]]).toEqual([
      201,
      expect.objectContaining({
        fare: { amount: "0.00", currency: "BDT" },
        commission_recalled: { amount: "0.00", currency: "BDT" },
      }),
    ]);
  });

  test("refuses what cannot be refunded, by name", async () => {
    const held = await bookReservation(client, locator("OK"));
    const unissued = await client.post<ProblemBody>("/v1/refunds/quote", { booking_id: held.id });
    expect([unissued.status, unissued.body.code]).toEqual([422, "ticket_not_refundable"]);
    const sale = await sellRefundable(client, supplier);
    const [number = ""] = sale.issuance.ticket_numbers;
    const stranger = await quoteRefund<ProblemBody>(client, sale, {
      ticket_numbers: ["9970000000000"],
    });
    expect([stranger.status, stranger.body.code]).toEqual([404, "not_found"]);
    const dollars = { amount: { amount: "5.00", currency: "USD" } };
    const foreign = await quoteRefund<ProblemBody>(client, sale, { fee: dollars });
    expect([foreign.status, foreign.body.code]).toEqual([422, "currency_mismatch"]);
    const back = await sellRefundable(client, supplier, { template: "return" });
    const [whole = ""] = back.issuance.ticket_numbers;
    const part = await quoteRefund<ProblemBody>(client, back, {
      coupons: [{ ticket_number: whole, coupon: 2 }],
    });
    expect([part.status, part.body.code]).toEqual([422, "supplier_refused"]);
    await supplier.changeDocument(number, { usedCoupons: [1, 2, 3, 4] });
    const used = await quoteRefund<ProblemBody>(client, sale);
    expect([used.status, used.body.code]).toEqual([422, "ticket_not_refundable"]);
  });
});
