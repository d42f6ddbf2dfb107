import { bookingWorkflow } from "../../api/booking-workflow";
import { newId } from "../../db/new-id";
import { createPartnerScopes } from "../../db/partner-scopes";
import { inTransaction } from "../../db/transaction";
import { beginOperation, insertOperation } from "../../services/operation/begin-operation";
import { completePeriodType } from "../../temporal/contract/complete-period";
import { issueBookingType } from "../../temporal/contract/issue-booking";
import { systemContext } from "../../temporal/contract/payloads";
import { taskQueues } from "../../temporal/contract/queues";
import { completePeriodInputSchema } from "../../temporal/contract/schemas/complete-period";
import { issueBookingInputSchema } from "../../temporal/contract/schemas/issue-booking";
import { toStoredStage } from "../../temporal/contract/schemas/stored-stage";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import { toOperationStart, toStoredWorkflow } from "../../temporal/operation-workflow";
import { startLeftOperations } from "../../workers/books/left-operations";
import type { ApiClient, BookingBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { openMigrationConnection, testContext } from "../harness/database";
import { post, postingOf } from "../harness/ledger";
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

/** A closing that waits, before it commits the operation of its first stage, for whoever holds its own. */
async function startHeldClosing(books: BooksPartner) {
  const { scope } = books;
  const operationId = newId("operation");
  const periodId = await periodIdOf(books, "2025-01");
  const workflow = {
    type: completePeriodType,
    taskQueue: taskQueues.books,
    searchAttributes: [{ key: searchAttributes.partnerId, value: scope.partner }],
  };
  const operation = {
    publicId: operationId,
    kind: "period.complete",
    workflowId: workflowIds.completePeriod(scope.partner, "2025-01", operationId),
    resource: { type: "period", id: periodId },
    request: completePeriodInputSchema.parse({
      schemaVersion: 1,
      partner: scope.partner,
      operationId,
      periodId,
      attestations: [],
      lock: false,
      auditPack: false,
      context: systemContext,
    }),
    workflow: toStoredWorkflow(workflow),
  };
  await inTransaction(scope, (transaction) => insertOperation(transaction, operation, {}));
  const holder = await openMigrationConnection();
  await holder.beginTransaction();
  await holder.query("SELECT * FROM operations WHERE partner_id = ? AND public_id = ? FOR UPDATE", [
    scope.partnerId,
    operationId,
  ]);
  const handle = await app.temporal.client.workflow.start(
    completePeriodType,
    toOperationStart(workflow, operation),
  );
  await awaitCondition("its first stage", async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.find(({ attempt }) => attempt === 1);
  });
  return {
    workflowId: operation.workflowId,
    terminate: () => handle.terminate("a test"),
    release: async () => {
      await holder.rollback();
      await holder.end();
    },
  };
}

async function backdate(
  operationId: string,
  { scope }: Pick<TestPartner, "scope"> = partner,
): Promise<void> {
  await scope.db
    .updateTable("operations")
    .set({ created_at: "2026-11-20 10:00:00.000000" })
    .where("public_id", "=", operationId)
    .execute();
}

const ended = (operationId: string, caller = client) =>
  awaitCondition(`the end of ${operationId}`, async () => {
    const { body } = await caller.get<{ status: string; done: boolean; error: object | null }>(
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

describe("a stage of a closing that was terminated before it could start it", () => {
  test("is left to a closing that is at work; after its end it is cancelled, and another one closes", async () => {
    const books = await createBooksPartner(app);
    await post(books, postingOf(books, { eventDate: "2025-01-15" }));
    const closing = await startHeldClosing(books);
    const waiting = {
      publicId: newId("operation"),
      kind: "period.change",
      workflowId: `${closing.workflowId}:stage`,
      resource: { type: "period", id: await periodIdOf(books, "2025-01") },
      request: {},
      workflow: toStoredStage(closing.workflowId),
    };
    await inTransaction(books.scope, (transaction) => insertOperation(transaction, waiting, {}));
    await backdate(waiting.publicId, books);
    expect(await startsInstead(waiting.publicId)).toBe(false);

    await closing.terminate();
    await closing.release();
    const left = await awaitCondition("the stage's operation", async () => {
      const { body } = await books.client.get<{ data: { id: string }[] }>(
        "/v1/operations?kind=period.change&status=running",
      );
      return body.data.find(({ id }) => id !== waiting.publicId)?.id;
    });
    await backdate(left, books);
    expect(await startsInstead(left)).toBe(true);
    for (const id of [left, waiting.publicId]) {
      expect((await ended(id, books.client)).status).toBe("cancelled");
    }
    const again = await books.client.post(
      `/v1/periods/${await periodIdOf(books, "2025-01")}/complete`,
      { attestations: [{ item: "credit_loss_updated", note: "nothing to add" }] },
      { Prefer: "wait=30" },
    );
    expect(again.status).toBe(201);
  });
});
