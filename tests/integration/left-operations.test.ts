import { bookingWorkflow } from "../../api/booking-workflow";
import { newId } from "../../db/new-id";
import { createPartnerScopes } from "../../db/partner-scopes";
import { beginOperation } from "../../services/operation/begin-operation";
import { issueBookingType } from "../../temporal/contract/issue-booking";
import { systemContext } from "../../temporal/contract/payloads";
import { issueBookingInputSchema } from "../../temporal/contract/schemas/issue-booking";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { toStoredWorkflow } from "../../temporal/operation-workflow";
import { startLeftOperations } from "../../workers/books/left-operations";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { testContext } from "../harness/database";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

afterAll(() => app.close());

const gdsProviderCode = "1A";

/** What the API commits for a request, before it dies. */
async function acceptOnly(booking: BookingBody): Promise<string> {
  const { scope } = partner;
  const operationId = newId("operation");
  const workflow = bookingWorkflow(issueBookingType, booking, {
    partner: scope.partner,
    gdsProviderCode,
    stage: "issuing",
  });
  const operation = {
    publicId: operationId,
    kind: "booking.issue",
    workflowId: workflowIds.issueBooking(scope.partner, booking.id),
    resource: { type: "booking", id: booking.id },
    request: issueBookingInputSchema.parse({
      schemaVersion: 1,
      partner: scope.partner,
      bookingId: booking.id,
      bookingReference: booking.reference,
      gdsProviderCode,
      operationId,
      context: systemContext,
    }),
    workflow: toStoredWorkflow(workflow),
  };
  const key = { scope: `POST issue ${booking.id}`, key: operationId, fingerprint: "0".repeat(64) };
  expect(await beginOperation(scope, operation, key, testContext)).toBe(true);
  return operationId;
}

/** Whether this operation is started: those of other tests in the database may be so as well. */
async function startsInstead(operationId: string): Promise<boolean> {
  const started = await startLeftOperations(
    {
      database: app.dependencies.database,
      openPartner: createPartnerScopes(app.dependencies.database),
      client: app.temporal.client,
      now: () => new Date().toISOString(),
      logger: app.dependencies.logger,
    },
    60,
  );
  return started.includes(operationId);
}

async function backdate(operationId: string): Promise<void> {
  await partner.scope.db
    .updateTable("operations")
    .set({ created_at: "2026-11-20 10:00:00.000000" })
    .where("public_id", "=", operationId)
    .execute();
}

const ended = (operationId: string) =>
  awaitCondition(`the end of ${operationId}`, async () => {
    const { body } = await client.get<{ status: string; done: boolean; error: object | null }>(
      `/v1/operations/${operationId}`,
    );
    return body.done ? body : undefined;
  });

describe("an operation whose API died before it started the workflow", () => {
  test("is started in its place, once, and issues the booking", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const operationId = await acceptOnly(booking);
    expect(await startsInstead(operationId)).toBe(false);
    await backdate(operationId);
    expect(await startsInstead(operationId)).toBe(true);
    expect((await ended(operationId)).status).toBe("succeeded");
    expect(await startsInstead(operationId)).toBe(false);
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    expect([body.state, body.tickets.length]).toEqual(["ISSUED", 1]);
    const handle = app.temporal.client.workflow.getHandle(
      workflowIds.issueBooking(partner.scope.partner, booking.id),
    );
    const { typedSearchAttributes } = await handle.describe();
    const found = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(found)).toMatchObject({
      PartnerId: partner.scope.partner,
      BookingReference: booking.reference,
      Supplier: gdsProviderCode,
      NeedsAttention: false,
    });
  });

  test("fails where another one was ahead of it, and nothing is issued twice", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const left = await acceptOnly(booking);
    expect((await client.post(`/v1/bookings/${booking.id}/issue`)).status).toBe(201);
    await backdate(left);
    expect(await startsInstead(left)).toBe(true);
    expect(await ended(left)).toMatchObject({
      status: "failed",
      error: { code: "operation_in_progress" },
    });
    const { body } = await client.get<BookingBody>(`/v1/bookings/${booking.id}`);
    expect(body.tickets).toHaveLength(1);
  });

  test("is known by what starts its workflow, kept when it was accepted", async () => {
    const booking = await bookReservation(client, locator("OK"));
    await client.post(`/v1/bookings/${booking.id}/issue`);
    const issuing = await partner.scope.db
      .selectFrom("operations")
      .select("workflow_start")
      .where("resource_public_id", "=", booking.id)
      .where("operation_kind", "=", "booking.issue")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(issuing.workflow_start ?? "null")).toMatchObject({
      type: issueBookingType,
      taskQueue: "supplier-amadeus",
    });
  });
});
