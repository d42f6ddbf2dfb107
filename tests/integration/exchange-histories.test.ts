import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ApiClient } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import {
  fareOf,
  issueWorkedExample,
  laterFlight,
  quoteExchange,
  takeUpQuote,
} from "../harness/exchanges";
import { replayHistory, toHistoryJson } from "../harness/replay";
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
});

afterAll(() => app.close());

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly workflow_id: string;
}

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
async function replayAndKeep(name: string, workflowId: string): Promise<void> {
  const history = await app.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  await replayHistory(history, workflowId);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  await writeFile(join(process.cwd(), "tests/histories", `${name}.json`), toHistoryJson(history));
}

function untilStatus(bookingId: string, kind: string, status: string): Promise<OperationBody> {
  return awaitCondition(`${kind} of ${bookingId} to be ${status}`, async () => {
    const { body } = await client.get<{ data: OperationBody[] }>(
      `/v1/operations?resource_id=${bookingId}&kind=${kind}`,
    );
    return body.data.find((operation) => operation.status === status);
  });
}

async function issueAndChange() {
  const issued = await issueWorkedExample(client, supplier);
  await supplier.changePnr(issued.booking.record_locator, {
    fares: [fareOf(46_000, 9_000)],
    segments: [laterFlight],
  });
  return issued;
}

describe("histories of quoteExchange replay", () => {
  test.each([
    ["quote-exchange.quoted", {}, "succeeded"],
    ["quote-exchange.refused", { kind: "involuntary" }, "failed"],
  ])("%s", async (name, body, status) => {
    const issued = await issueAndChange();
    await quoteExchange(client, issued, body);
    const operation = await untilStatus(issued.booking.id, "ticket.exchange_quote", status);
    await replayAndKeep(name, operation.workflow_id);
  });
});

describe("histories of exchangeTickets replay", () => {
  test("exchange-tickets.exchanged", async () => {
    const issued = await issueAndChange();
    const { body } = await quoteExchange(client, issued);
    const taken = await takeUpQuote(client, body.id);
    expect(taken.status).toBe(201);
    const operation = await untilStatus(issued.booking.id, "ticket.exchange", "succeeded");
    await replayAndKeep("exchange-tickets.exchanged", operation.workflow_id);
  });

  test("exchange-tickets.refused", async () => {
    const issued = await issueAndChange();
    const { body } = await quoteExchange(client, issued);
    await supplier.changePnr(issued.booking.record_locator, { penalty: "2000.00" });
    expect((await takeUpQuote(client, body.id)).status).toBe(409);
    const operation = await untilStatus(issued.booking.id, "ticket.exchange", "failed");
    await replayAndKeep("exchange-tickets.refused", operation.workflow_id);
  });

  test("exchange-tickets.retried-by-a-person", async () => {
    const issued = await issueAndChange();
    const { body } = await quoteExchange(client, issued);
    await supplier.addFault({
      operation: "DocIssuance_IssueTicket",
      recordLocator: issued.booking.record_locator,
      times: 1,
      behaviour: { kind: "delay", delayMs: 1_500 },
    });
    const exchanging = takeUpQuote(client, body.id);
    await awaitCondition("the supplier is asked", async () => {
      const requests = await supplier.requests(issued.booking.record_locator);
      const asked = requests.filter(({ operation }) => operation === "DocIssuance_IssueTicket");
      return asked.length > 1 ? true : undefined;
    });
    const setPeriods = (status: "open" | "closed") =>
      partner.scope.db.updateTable("accounting_periods").set({ status }).execute();
    await setPeriods("closed");
    await exchanging;
    const { id } = await untilStatus(issued.booking.id, "ticket.exchange", "needs_attention");
    await setPeriods("open");
    await client.post(`/v1/operations/${id}/resolve`, {
      action: "retry",
      note: "recorded for the replay test",
    });
    const operation = await untilStatus(issued.booking.id, "ticket.exchange", "succeeded");
    await replayAndKeep("exchange-tickets.retried-by-a-person", operation.workflow_id);
  });
});
