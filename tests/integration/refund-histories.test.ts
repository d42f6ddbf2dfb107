import type { ApiClient } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { replayAndKeep } from "../harness/keep-history";
import type { Refundable } from "../harness/refunds";
import { longAgo, quoteRefund, sellRefundable } from "../harness/refunds";
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

async function workflowOf({ booking }: Refundable, kind: string): Promise<string> {
  const { body } = await client.get<{ data: { workflow_id: string }[] }>(
    `/v1/operations?resource_id=${booking.id}&kind=${kind}`,
  );
  const [operation] = body.data;
  if (operation === undefined) throw new Error(`no ${kind} of ${booking.id}`);
  return operation.workflow_id;
}

describe("histories of quoteRefund replay", () => {
  test("quote-refund.quoted", async () => {
    const sale = await sellRefundable(client, supplier);
    expect((await quoteRefund(client, sale)).status).toBe(201);
    await replayAndKeep(app, "quote-refund.quoted", await workflowOf(sale, "refund.quote"));
  });

  test("quote-refund.refused", async () => {
    const sale = await sellRefundable(client, supplier, { pnr: { penalty: "1.00" } });
    expect((await quoteRefund(client, sale, { kind: "involuntary" })).status).toBe(422);
    await replayAndKeep(app, "quote-refund.refused", await workflowOf(sale, "refund.quote"));
  });
});

describe("histories of refundTickets and payBackRefund replay", () => {
  const reason = "the customer does not fly";

  test("refund-tickets.completed, pay-back-refund.paid-back", async () => {
    const sale = await sellRefundable(client, supplier);
    const { body: quote } = await quoteRefund(client, sale);
    const { body: refund } = await client.post<{ id: string }>("/v1/refunds", {
      quote_id: quote.id,
      reason,
    });
    const path = `/v1/refunds/${refund.id}`;
    const payback = { amount: quote.customer_total, means: { kind: "bank" } };
    expect((await client.post(`${path}/payback`, payback)).status).toBe(201);
    const settlement = { kind: "direct", settled_on: longAgo, reason };
    expect((await client.post(`${path}/settlement`, settlement)).status).toBe(200);
    const workflowId = await workflowOf(sale, "refund.create");
    await app.temporal.client.workflow.getHandle(workflowId).result();
    await replayAndKeep(app, "refund-tickets.completed", workflowId);
    const payBackId = await workflowOf(sale, "refund.pay_back");
    await replayAndKeep(app, "pay-back-refund.paid-back", payBackId);
  });

  test("refund-tickets.price-changed", async () => {
    const sale = await sellRefundable(client, supplier);
    const { body: quote } = await quoteRefund(client, sale);
    await supplier.changePnr(sale.booking.record_locator, { penalty: "100.00" });
    const refused = await client.post("/v1/refunds", { quote_id: quote.id, reason });
    expect(refused.status).toBe(409);
    const workflowId = await workflowOf(sale, "refund.create");
    await replayAndKeep(app, "refund-tickets.price-changed", workflowId);
  });

  test("refund-tickets.reminded", async () => {
    const { scope, token } = await app.createPartner();
    const own = apiClient(app, token);
    await scope.db.updateTable("partners").set({ refund_settlement_days: 0 }).execute();
    const sale = await sellRefundable(own, supplier);
    const { body: quote } = await quoteRefund(own, sale);
    const refund = await own.post<{ id: string }>("/v1/refunds", { quote_id: quote.id, reason });
    const path = `/v1/refunds/${refund.body.id}`;
    await awaitCondition("the reminder", async () => {
      const { body } = await own.get<{ attention: string | null }>(path);
      return body.attention === null ? undefined : true;
    });
    const workflowId = `refund:${scope.partner}:${refund.body.id}`;
    await replayAndKeep(app, "refund-tickets.reminded", workflowId);
  });
});
