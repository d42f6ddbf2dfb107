import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { WorkflowNotFoundError } from "@temporalio/client";

import { inTransaction } from "../../db/transaction";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { idsOfSignUp } from "../../domain/sign-up";
import { confirmDeletion, requestDeletion } from "../../services/partner/partner-deletion";
import { suspendPartner } from "../../services/partner/set-partner-status";
import { purgeIdempotencyKeysType } from "../../temporal/contract/purge-idempotency-keys";
import { taskQueues } from "../../temporal/contract/queues";
import { verifyAllBooksType } from "../../temporal/contract/verify-books";
import type { ApiClient } from "../harness/api-client";
import { apiClient, bookReservation, createTestCustomer, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import type { BooksPartner } from "../harness/books-partner";
import { createBooksPartner, periodIdOf } from "../harness/books-partner";
import { nowAsDateTime, openMigrationConnection, testContext, today } from "../harness/database";
import { addRate, post, postingOf, setPeriodStatus } from "../harness/ledger";
import { awaitLink } from "../harness/mailbox";
import { replayHistory, toHistoryJson } from "../harness/replay";
import { newAgency, signUp, verify } from "../harness/sign-up";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;

beforeAll(async () => {
  app = await startTestApp({ suppliers: ["amadeus", "lcc", "hotelbeds"] });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
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

describe("histories of searchOffers and holdBooking replay", () => {
  test("search-offers.offered, then hold-booking.held and hold-booking.refused", async () => {
    const { body } = await client.get<{ data: { id: string }[] }>(
      "/v1/offers?supplier=lcc&legs=DAC-DXB-2027-03-04",
    );
    const hold = async (customerId: string) =>
      client.post<{ id: string; operation_id: string }>("/v1/bookings", {
        offer_id: body.data[0]?.id,
        customer_id: customerId,
        passengers: [{ type: "ADT", surname: "RAHMAN", given_names: "AYESHA" }],
        contact: { email: "ayesha@example.com" },
      });
    const held = await hold(await createTestCustomer(client));
    expect(held.status).toBe(201);
    const dormant = await createTestCustomer(client);
    await partner.scope.db
      .updateTable("customers")
      .set({ status: "dormant" })
      .where("public_id", "=", dormant)
      .execute();
    const refused = await hold(dormant);
    expect(refused.status).toBe(422);
    const workflowOf = async (id: string) =>
      (await client.get<OperationBody>(`/v1/operations/${id}`)).body.workflow_id;
    const { id } = await operationOf(held.body.id, "booking.create");
    await replayAndKeep("hold-booking.held", await workflowOf(id));
    await replayAndKeep("hold-booking.refused", await workflowOf(refused.body.operation_id));
    const query = `WorkflowType = "searchOffers" AND PartnerId = "${partner.scope.partner}"`;
    const search = await awaitCondition("the search to be listed", async () => {
      for await (const { workflowId } of app.temporal.client.workflow.list({ query })) {
        return workflowId;
      }
      return undefined;
    });
    await replayAndKeep("search-offers.offered", search);
  });
});

describe("the history of searchStays replays", () => {
  test("search-stays.offered", async () => {
    const { status } = await client.get(
      "/v1/stay-offers?supplier=hotelbeds&destination=DXB&check_in=2027-03-04&check_out=2027-03-06",
    );
    expect(status).toBe(200);
    const query = `WorkflowType = "searchStays" AND PartnerId = "${partner.scope.partner}"`;
    const search = await awaitCondition("the search to be listed", async () => {
      for await (const { workflowId } of app.temporal.client.workflow.list({ query })) {
        return workflowId;
      }
      return undefined;
    });
    await replayAndKeep("search-stays.offered", search);
  });
});

describe("histories of cancelBooking and holdExpiry replay", () => {
  const reason = { reason: "recorded for the replay test" };

  test("cancel-booking.cancelled", async () => {
    const booking = await bookReservation(client, locator("OK"));
    expect((await client.post(`/v1/bookings/${booking.id}/cancel`, reason)).status).toBe(201);
    const { workflow_id: workflowId } = await operationOf(booking.id, "booking.cancel");
    await replayAndKeep("cancel-booking.cancelled", workflowId);
  });

  test("cancel-booking.refused", async () => {
    const recordLocator = locator("OK");
    const booking = await bookReservation(client, recordLocator);
    const other = apiClient(app, (await app.createPartner()).token);
    const theirs = await bookReservation(other, recordLocator);
    await other.post(`/v1/bookings/${theirs.id}/issue`);
    expect((await client.post(`/v1/bookings/${booking.id}/cancel`, reason)).status).toBe(409);
    const { workflow_id: workflowId } = await operationOf(booking.id, "booking.cancel");
    await replayAndKeep("cancel-booking.refused", workflowId);
  });

  async function holdUntil(ticketingTimeLimit: string): Promise<string> {
    const pnr = { ticketingTimeLimit };
    const booking = await bookReservation(client, await supplierControl(app).createPnr({ pnr }));
    return booking.id;
  }

  test.each([
    ["hold-expiry.expired", "2026-01-05T12:00"],
    ["hold-expiry.issued", "2030-01-05T12:00"],
  ])("%s", async (name, limit) => {
    const bookingId = await holdUntil(limit);
    if (name === "hold-expiry.issued") await client.post(`/v1/bookings/${bookingId}/issue`);
    const workflowId = `hold:${partner.scope.partner}:${bookingId}`;
    await awaitCondition(`${workflowId} over`, async () =>
      app.temporal.client.workflow
        .getHandle(workflowId)
        .result()
        .then(
          () => true,
          () => undefined,
        ),
    );
    await replayAndKeep(name, workflowId);
  });
});

describe("histories of voidTickets replay", () => {
  const reason = { reason: "recorded for the replay test" };

  async function issueAndVoid(prefix: string) {
    const booking = await bookReservation(client, locator(prefix));
    await client.post(`/v1/bookings/${booking.id}/issue`);
    // A clock hours behind the office's, or the window shuts while the tests run.
    await app.database.system
      .updateTable("suppliers")
      .set({ void_time_zone: "Pacific/Pago_Pago" })
      .execute();
    return { booking, path: `/v1/bookings/${booking.id}/void` };
  }

  test.each([
    ["void-tickets.voided", "OK", 201],
    ["void-tickets.refused", "VNA", 422],
  ])("%s", async (name, prefix, status) => {
    const { booking, path } = await issueAndVoid(prefix);
    expect((await client.post(path, reason)).status).toBe(status);
    await replayAndKeep(name, (await operationOf(booking.id, "ticket.void")).workflow_id);
  });

  test("void-tickets.retried-by-a-person", async () => {
    const { booking, path } = await issueAndVoid("FAM");
    await supplierControl(app).addFault({
      operation: "Ticket_CancelDocument",
      recordLocator: booking.record_locator,
      skip: 1,
      times: 1,
      behaviour: { kind: "reject", errorCode: "5458", errorText: "NOT AUTHORISED" },
    });
    expect((await client.post(path, reason)).status).toBe(202);
    const operation = await operationOf(booking.id, "ticket.void");
    await untilStatus(operation, "needs_attention");
    await client.post(`/v1/operations/${operation.id}/resolve`, {
      action: "retry",
      note: "recorded for the replay test",
    });
    await untilStatus(operation, "succeeded");
    await replayAndKeep("void-tickets.retried-by-a-person", operation.workflow_id);
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

describe("histories of the verifications replay", () => {
  test("verify-books.clean", async () => {
    const { body } = await client.post<{ workflow_id: string }>("/v1/ledger/verification");
    await replayAndKeep("verify-books.clean", body.workflow_id);
  });

  test("verify-all-books.verified", async () => {
    const others = [await app.createPartner(), await app.createPartner()];
    const [first = ""] = others.map(({ scope }) => scope.partner).toSorted();
    const workflowId = `verify-all:${first}`;
    await app.temporal.client.workflow.execute(verifyAllBooksType, {
      workflowId,
      taskQueue: taskQueues.books,
      args: [{ schemaVersion: 1, after: first.slice(0, -1), verifiedCount: 0, findings: [] }],
    });
    await replayAndKeep("verify-all-books.verified", workflowId);
  });
});

describe("histories of purgeIdempotencyKeys replay", () => {
  test("purge-idempotency-keys.purged", async () => {
    const workflowId = "purge-idempotency-keys-recorded";
    await app.temporal.client.workflow.execute(purgeIdempotencyKeysType, {
      workflowId,
      taskQueue: taskQueues.books,
      args: [{ schemaVersion: 1, deletedCount: 0 }],
    });
    await replayAndKeep("purge-idempotency-keys.purged", workflowId);
  });
});

describe("histories of importJournal replay", () => {
  const csv = (amount: string) =>
    [
      "entry,date,description,account,debit,credit,currency",
      `H-1,${today()},Recorded,1011,${amount},,BDT`,
      `H-1,${today()},Recorded,4031,,100.00,BDT`,
    ].join("\n");

  test.each([
    ["import-journal.posted", "100.00", 201],
    ["import-journal.refused", "99.00", 422],
  ])("%s", async (name, amount, status) => {
    const body = { kind: "journal", csv: csv(amount) };
    const answer = await client.post<{ operation_id: string }>("/v1/journal-imports", body);
    expect(answer.status).toBe(status);
    const { operation_id: operationId } = answer.body;
    const operation = await client.get<OperationBody>(`/v1/operations/${operationId}`);
    await replayAndKeep(name, operation.body.workflow_id);
  });
});

describe("histories of the books' periods and rates replay", () => {
  const attestations = ["credit_loss_updated", "bank_reconciled"].map((item) => ({
    item,
    note: "recorded for the replay test",
  }));

  async function workflowOf(kind: string): Promise<string> {
    const { body } = await booksClient.get<{ data: OperationBody[] }>(
      `/v1/operations?kind=${kind}&limit=1`,
    );
    const [operation] = body.data;
    if (operation === undefined) throw new Error(`no ${kind}`);
    return operation.workflow_id;
  }

  let books: BooksPartner;
  let booksClient: ApiClient;

  beforeAll(async () => {
    books = await createBooksPartner(app);
    booksClient = books.client;
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "117", on: "2025-12-01" });
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "118", on: "2025-12-31" });
    const amount = parseMoney({ amount: "100.00", currency: "USD" });
    const lines = [
      debit("1101", amount, { customerId: books.customer.id }),
      credit("4031", amount, {}),
    ];
    await post(books, postingOf(books, { eventDate: "2025-12-10", lines }));
    for (let month = 1; month <= 11; month += 1) {
      const code = `2025-${String(month).padStart(2, "0")}`;
      await setPeriodStatus(books.scope, code, "closed");
    }
  });

  test("revalue-period.posted", async () => {
    await booksClient.post(`/v1/periods/${await periodIdOf(books, "2025-12")}/revalue`);
    await replayAndKeep("revalue-period.posted", await workflowOf("period.revalue"));
  });

  test("run-recognition.recognised, then run-recognition.refused", async () => {
    await booksClient.post(`/v1/periods/${await periodIdOf(books, "2025-12")}/recognise`);
    await replayAndKeep("run-recognition.recognised", await workflowOf("recognition.run"));
    await booksClient.post(`/v1/periods/${await periodIdOf(books, "2026-12")}/recognise`);
    await replayAndKeep("run-recognition.refused", await workflowOf("recognition.run"));
  });

  test("close-period.soft-closed, then close-period.refused", async () => {
    const path = `/v1/periods/${await periodIdOf(books, "2025-12")}`;
    await booksClient.post(`${path}/soft-close`);
    await replayAndKeep("close-period.soft-closed", await workflowOf("period.change"));
    await booksClient.post(`${path}/close`);
    await replayAndKeep("close-period.refused", await workflowOf("period.change"));
  });

  test("close-fiscal-year.posted, then close-period.closed", async () => {
    await booksClient.post("/v1/fiscal-years/2025/close");
    await replayAndKeep("close-fiscal-year.posted", await workflowOf("fiscal_year.close"));
    const path = `/v1/periods/${await periodIdOf(books, "2025-12")}`;
    const closed = await booksClient.post(`${path}/close`, { attestations });
    expect(closed.body["status"]).toBe("closed");
    await replayAndKeep("close-period.closed", await workflowOf("period.change"));
  });

  test("refresh-exchange-rates.asked-for, then refresh-exchange-rates.scheduled", async () => {
    await booksClient.post("/v1/fx-rate-feeds/ecb", { active: true });
    await booksClient.post("/v1/fx-rate-feeds/ecb/refresh");
    await replayAndKeep("refresh-exchange-rates.asked-for", await workflowOf("fx_rates.refresh"));
    const workflowId = "refresh-exchange-rates-recorded";
    await app.temporal.client.workflow.execute("refreshExchangeRates", {
      args: [{ schemaVersion: 1, feed: "ecb", request: null }],
      taskQueue: "books",
      workflowId,
    });
    await replayAndKeep("refresh-exchange-rates.scheduled", workflowId);
  });
});

describe("histories of exportReport replay", () => {
  test("export-report.exported", async () => {
    const { body } = await client.post<{ operation_id: string }>("/v1/reports/export", {
      report: "trial_balance",
      format: "csv",
    });
    const { body: operation } = await client.get<OperationBody>(
      `/v1/operations/${body.operation_id}`,
    );
    await replayAndKeep("export-report.exported", operation.workflow_id);
  });

  test("export-report.cancelled", async () => {
    const connection = await openMigrationConnection();
    try {
      await connection.query("LOCK TABLES accounting_periods WRITE");
      const { body } = await client.post<OperationBody>(
        "/v1/reports/export",
        { report: "trial_balance", format: "csv" },
        { Prefer: "wait=3" },
      );
      await client.post(`/v1/operations/${body.id}/cancel`, { note: "the wrong report" });
      await untilStatus(body, "cancelled");
      await replayAndKeep("export-report.cancelled", body.workflow_id);
    } finally {
      await connection.end();
    }
  });
});

describe("histories of what happens to a partner replay", () => {
  test("delete-partner.deleted", async () => {
    const { scope } = await app.createPartner();
    const act = { context: testContext, at: nowAsDateTime() };
    await inTransaction(scope, async (transaction) => {
      const request = { person: "usr_1", reason: "r", withoutExport: true };
      await requestDeletion(transaction, request, act);
      await confirmDeletion(transaction, { person: null, holdMs: 1_000 }, act);
    });
    const event = await scope.db
      .selectFrom("outbox_events")
      .select("public_id")
      .where("event_type", "=", "partner.deletion_confirmed")
      .executeTakeFirstOrThrow();
    const workflowId = `delete-partner:${scope.partner}:${event.public_id}`;
    await untilClosed(workflowId);
    await replayAndKeep("delete-partner.deleted", workflowId);
  });

  test("onboard-partner.ready", async () => {
    const first = { ...newAgency(), sample_data: true };
    const { id } = await signUp(app, first);
    const token = await awaitLink(app, first.administrator.email, { page: "verify-sign-up" });
    expect((await verify(app, token)).status).toBe(200);
    const { partner: agency } = idsOfSignUp(id);
    await untilClosed(`onboard:${agency}`);
    await replayAndKeep("onboard-partner.ready", `onboard:${agency}`);
    // Whoever takes the code that somebody has, is asked for another.
    const second = newAgency({ code: first.agency.code });
    const again = await signUp(app, second);
    const link = await awaitLink(app, second.administrator.email, { page: "verify-sign-up" });
    expect((await verify(app, link)).status).toBe(409);
    expect((await verify(app, link, newAgency().agency.code)).status).toBe(200);
    const workflowId = `onboard:${idsOfSignUp(again.id).partner}`;
    await untilClosed(workflowId);
    await replayAndKeep("onboard-partner.code-taken", workflowId);
  });

  test("follow-partner-status.paused", async () => {
    const { scope } = await app.createPartner();
    await inTransaction(scope, (transaction) =>
      suspendPartner(transaction, { reason: "r", context: testContext, at: nowAsDateTime() }),
    );
    const event = await scope.db
      .selectFrom("outbox_events")
      .select("public_id")
      .where("event_type", "=", "partner.status_changed")
      .executeTakeFirstOrThrow();
    const workflowId = `partner-status:${scope.partner}:${event.public_id}`;
    await untilClosed(workflowId);
    await replayAndKeep("follow-partner-status.paused", workflowId);
  });
});

/** Whoever starts it, and whenever: until it has ended. */
async function untilClosed(workflowId: string): Promise<void> {
  await awaitCondition(workflowId, async () => {
    try {
      await app.temporal.client.workflow.getHandle(workflowId).result();
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  });
}
