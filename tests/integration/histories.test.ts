import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ApiClient } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { replayHistory, toHistoryJson } from "../harness/replay";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  client = apiClient(app, (await app.createPartner()).token);
});

afterAll(() => app.close());

const directory = join(process.cwd(), "tests/histories");

/** Replays the history with today's code; keeps it for tomorrow's with RECORD_HISTORIES=1. */
async function replayAndKeep(name: string, workflowId: string): Promise<void> {
  const history = await app.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  await replayHistory(history, workflowId);
  if (process.env["RECORD_HISTORIES"] !== "1") return;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${name}.json`), toHistoryJson(history));
}

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly workflow_id: string;
}

async function operationOf(bookingId: string, kind: string): Promise<OperationBody> {
  const { body } = await client.get<{ data: OperationBody[] }>(
    `/v1/operations?resource_id=${bookingId}&kind=${kind}`,
  );
  const [operation] = body.data;
  if (operation === undefined) throw new Error(`no ${kind} of ${bookingId}`);
  return operation;
}

async function untilStatus(operation: OperationBody, status: string): Promise<void> {
  await awaitCondition(`${operation.id} ${status}`, async () => {
    const { body } = await client.get<OperationBody>(`/v1/operations/${operation.id}`);
    return body.status === status ? true : undefined;
  });
}

describe("histories of issueBooking replay", () => {
  test.each([
    ["issue-booking.issued", "OK"],
    ["issue-booking.conjunction", "GRP"],
    ["issue-booking.adopted-after-lost-answer", "RSA"],
    ["issue-booking.issued-after-nothing-was-done", "RSB"],
  ])("%s", async (name, prefix) => {
    const booking = await bookReservation(client, locator(prefix));
    const issued = await client.post(`/v1/bookings/${booking.id}/issue`);
    expect(issued.status).toBe(201);
    await replayAndKeep(name, (await operationOf(booking.id, "booking.issue")).workflow_id);
  });

  test("issue-booking.refused", async () => {
    const booking = await bookReservation(client, locator("REJ"));
    const refused = await client.post(`/v1/bookings/${booking.id}/issue`);
    expect(refused.status).toBe(422);
    const { workflow_id: workflowId } = await operationOf(booking.id, "booking.issue");
    await replayAndKeep("issue-booking.refused", workflowId);
  });

  test.each([
    ["issue-booking.retried-by-a-person", "retry", "needs_attention"],
    ["issue-booking.abandoned", "abandon", "failed"],
  ])("%s", async (name, action, status) => {
    const booking = await bookReservation(client, locator("PRT"));
    const waiting = await client.post(`/v1/bookings/${booking.id}/issue`);
    expect(waiting.status).toBe(202);
    const operation = await operationOf(booking.id, "booking.issue");
    const resolved = await client.post(`/v1/operations/${operation.id}/resolve`, {
      action,
      note: "recorded for the replay test",
    });
    expect([200, 202]).toContain(resolved.status);
    await untilStatus(operation, status);
    await replayAndKeep(name, operation.workflow_id);
  });
});

describe("histories of createBooking replay", () => {
  test("create-booking.created", async () => {
    const booking = await bookReservation(client, locator("FAM"));
    const { workflow_id: workflowId } = await operationOf(booking.id, "booking.create");
    await replayAndKeep("create-booking.created", workflowId);
  });

  test("create-booking.refused", async () => {
    const answer = await client.post<{ operation_id: string }>("/v1/bookings", {
      customer_id: await createTestCustomer(client),
      reservation: { supplier: "amadeus", record_locator: locator("NF") },
    });
    expect(answer.status).toBe(422);
    const { body } = await client.get<OperationBody>(`/v1/operations/${answer.body.operation_id}`);
    await replayAndKeep("create-booking.refused", body.workflow_id);
  });
});

describe("histories of deliverMessage replay", () => {
  test("deliver-message.sent", async () => {
    const booking = await bookReservation(client, locator("OK"));
    await client.post(`/v1/bookings/${booking.id}/issue`);
    const event = await app.database.system
      .selectFrom("outbox_events")
      .select("public_id")
      .where("aggregate_id", "=", booking.id)
      .where("event_type", "=", "booking.issued")
      .executeTakeFirstOrThrow();
    const workflowId = `deliver:${event.public_id}:email:e_ticket`;
    await awaitCondition("the mail", async () => {
      const row = await app.database.system
        .selectFrom("email_outbox")
        .select("status")
        .where("message_key", "=", `${event.public_id}:email:e_ticket`)
        .where("status", "=", "sent")
        .executeTakeFirst();
      return row && true;
    });
    await app.temporal.client.workflow.getHandle(workflowId).result();
    await replayAndKeep("deliver-message.sent", workflowId);
  });
});
