import { randomUUID } from "node:crypto";

import { createAmadeusClient } from "../../suppliers/amadeus/client";
import { amadeusCredentialsSchema } from "../../suppliers/amadeus/config";
import { sandboxCredentials } from "../../suppliers/amadeus/sandbox/default-account";
import type { ApiClient, BookingBody, IssuanceBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { settlePolicy, tryToApprove } from "../harness/approvals";
import { awaitCondition } from "../harness/await-condition";
import type { OperationBody } from "../harness/books";
import { assertBooksAndSupplierAgree, auditOf, operationOf, tokenIdOf } from "../harness/books";
import { today } from "../harness/database";
import { setPeriodStatus } from "../harness/ledger";
import { openPerson } from "../harness/open-person";
import type { SupplierControl } from "../harness/supplier-control";
import { supplierControl } from "../harness/supplier-control";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let supplier: SupplierControl;
let tokenId: string;

beforeAll(async () => {
  app = await startTestApp({ settleMs: 300, supplierTimeoutMs: 1_000 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  supplier = supplierControl(app);
  tokenId = await tokenIdOf(app, partner.token);
});

afterAll(() => app.close());

interface Waiting {
  readonly booking: BookingBody;
  readonly recordLocator: string;
  readonly operation: OperationBody;
}

/** Issues until a person is asked. */
async function issueUntilAttention(recordLocator: string, reason: string): Promise<Waiting> {
  const booking = await bookReservation(client, recordLocator);
  return { booking, recordLocator, operation: await attentionFor(booking, reason) };
}

async function attentionFor(booking: BookingBody, reason: string): Promise<OperationBody> {
  const { status, body } = await client.post<OperationBody>(`/v1/bookings/${booking.id}/issue`);
  expect([status, body.attention?.reason]).toEqual([202, reason]);
  return body;
}

/** Ticketed in the GDS itself between booking and issuing: none of our requests explains it. */
async function issueTicketedElsewhere(): Promise<Waiting> {
  const recordLocator = await supplier.createPnr({ template: "one-way" });
  const booking = await bookReservation(client, recordLocator);
  await ticketBehindOurBack(recordLocator);
  return {
    booking,
    recordLocator,
    operation: await attentionFor(booking, "ticketed_elsewhere"),
  };
}

/** Another partner with the same GDS account issues it: the supplier does not know whose it is. */
async function ticketBehindOurBack(recordLocator: string): Promise<void> {
  const other = apiClient(app, (await app.createPartner()).token);
  const booking = await bookReservation(other, recordLocator);
  const { status } = await other.post(`/v1/bookings/${booking.id}/issue`);
  expect(status).toBe(201);
}

function resolve<Body = OperationBody>(
  operation: Pick<OperationBody, "id">,
  resolution: object,
  headers: Record<string, string> = {},
) {
  return client.post<Body>(`/v1/operations/${operation.id}/resolve`, resolution, headers);
}

async function untilStatus(
  { id }: Pick<OperationBody, "id">,
  status: OperationBody["status"],
): Promise<OperationBody> {
  return awaitCondition(`${id} to be ${status}`, async () => {
    const { body } = await client.get<OperationBody>(`/v1/operations/${id}`);
    return body.status === status ? body : undefined;
  });
}

/** The decision in the audit log, with who and why. */
async function expectAudited(
  { booking, operation }: Waiting,
  decision: Record<string, unknown>,
): Promise<void> {
  const acts = await auditOf(app, booking.id);
  const needed = acts.find(({ type }) => type === "booking.issue_needs_attention");
  expect(needed?.actor).toBeNull();
  expect(acts).toContainEqual({
    type: "booking.issue_resolved",
    actor: tokenId,
    payload: { numbers: [], ...decision, operation_id: operation.id },
  });
}

describe("retry", () => {
  test("asks the supplier again, and issues once it answers as it should", async () => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    // What a person does who sees one ticket of four: has it voided, in the GDS.
    await voidInTheGds(waiting);
    const note = "voided the single ticket in the GDS";
    const answer = await resolve(waiting.operation, { action: "retry", note });
    expect(answer.status).toBe(200);
    const done = await untilStatus(waiting.operation, "succeeded");
    expect(done.result?.["ticket_numbers"]).toHaveLength(4);
    expect(done.attention).toBeNull();
    await expectAudited(waiting, { action: "retry", note });
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "issued",
    );
  });

  test("that finds things as they were waits for a person again", async () => {
    const waiting = await issueTicketedElsewhere();
    const answer = await resolve(waiting.operation, { action: "retry", note: "just in case" });
    expect(answer.status).toBe(200);
    const again = await untilStatus(waiting.operation, "needs_attention");
    expect(again.attention?.reason).toBe("ticketed_elsewhere");
    await expectAudited(waiting, { action: "retry", note: "just in case" });
  });
});

/** As an agent does it, at the GDS itself. */
async function voidInTheGds({ recordLocator }: Waiting): Promise<void> {
  const url = app.amadeusControlUrl.replace("/control", "/1ASIWTVBSBX");
  const gds = createAmadeusClient(amadeusCredentialsSchema.parse(sandboxCredentials(url)));
  const documentNumbers = await supplier.liveDocuments(recordLocator);
  await gds.voidDocuments({ documentNumbers }, { signal: new AbortController().signal });
  await gds.close();
  expect(await supplier.liveDocuments(recordLocator)).toEqual([]);
}

describe("adopt", () => {
  test("takes the ticket numbers that were found at the supplier", async () => {
    const waiting = await issueTicketedElsewhere();
    const found = await supplier.liveDocuments(waiting.recordLocator);
    const note = "issued by hand in the GDS, ours";
    const answer = await resolve(waiting.operation, { action: "adopt", note });
    expect(answer.status).toBe(200);
    const done = await untilStatus(waiting.operation, "succeeded");
    expect(done.result?.["ticket_numbers"]).toEqual(found);
    await expectAudited(waiting, { action: "adopt", note });
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "issued",
    );
  });

  test("takes the ticket numbers that it is given", async () => {
    const waiting = await issueTicketedElsewhere();
    const [number = ""] = await supplier.liveDocuments(waiting.recordLocator);
    const documents = [{ fare_number: 1, ticket_numbers: [number], issued_on: today() }];
    const note = "read from the airline's own screen";
    const answer = await resolve(waiting.operation, { action: "adopt", note, documents });
    expect(answer.status).toBe(200);
    await untilStatus(waiting.operation, "succeeded");
    await expectAudited(waiting, { action: "adopt", note, numbers: [number] });
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "issued",
    );
  });

  test("is refused where nothing was found and nothing is given", async () => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    const answer = await resolve<ProblemBody>(waiting.operation, {
      action: "adopt",
      note: "whatever is there",
    });
    expect([answer.status, answer.body.code]).toEqual([409, "operation_not_resolvable"]);
    await untilStatus(waiting.operation, "needs_attention");
  });

  test("of numbers that do not cover the fares waits for a person again, with nothing booked", async () => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    const [number = ""] = await supplier.liveDocuments(waiting.recordLocator);
    const documents = [{ fare_number: 1, ticket_numbers: [number], issued_on: today() }];
    await resolve(waiting.operation, { action: "adopt", note: "one of four", documents });
    const again = await untilStatus(waiting.operation, "needs_attention");
    expect(again.attention).toMatchObject({
      reason: "posting_refused",
      text: expect.stringContaining("TICKET_NUMBER_INVALID"),
    });
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "needs attention",
    );
  });

  test("of a number that another booking has waits for a person again, with nothing booked", async () => {
    const issued = await bookReservation(client, locator("OK"));
    const issuance = await client.post<IssuanceBody>(`/v1/bookings/${issued.id}/issue`);
    const waiting = await issueTicketedElsewhere();
    const documents = [
      { fare_number: 1, ticket_numbers: issuance.body.ticket_numbers, issued_on: today() },
    ];
    await resolve(waiting.operation, { action: "adopt", note: "a slip of the pen", documents });
    const again = await untilStatus(waiting.operation, "needs_attention");
    expect(again.attention?.text).toContain("TICKET_NUMBER_IN_USE");
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "needs attention",
    );
  });
});

describe("a decision that another person approves", () => {
  const policies = ["ticket_number.adopt", "operation.abandon"] as const;

  beforeAll(async () => {
    for (const act of policies) await settlePolicy(partner.scope, act, { levels: [["0", 1]] });
  });

  afterAll(async () => {
    for (const act of policies) await settlePolicy(partner.scope, act, { levels: [] });
  });

  async function ask(waiting: Waiting, decision: object): Promise<{ readonly id: string }> {
    const answer = await resolve(waiting.operation, decision);
    const location = answer.headers.get("Location") ?? "";
    expect([answer.status, location]).toEqual([202, expect.stringMatching(/approvals.apr_/)]);
    expect((await untilStatus(waiting.operation, "needs_attention")).status).toBe(
      "needs_attention",
    );
    return { id: location.split("/").at(-1) ?? "" };
  }

  test("is carried out once it is approved, as by whom it was asked for", async () => {
    const waiting = await issueTicketedElsewhere();
    const found = await supplier.liveDocuments(waiting.recordLocator);
    const note = "issued by hand in the GDS, ours";
    const approval = await ask(waiting, { action: "adopt", note });
    const { client: other } = await openPerson(app, partner.scope, { role: "partner_admin" });
    expect((await tryToApprove(other, approval)).body.status).toBe("approved");
    const done = await untilStatus(waiting.operation, "succeeded");
    expect(done.result?.["ticket_numbers"]).toEqual(found);
    await expectAudited(waiting, { action: "adopt", note });
  });

  test("changes nothing where it is rejected, and nothing where it comes too late", async () => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    const { client: other } = await openPerson(app, partner.scope, { role: "partner_admin" });
    const refused = await ask(waiting, { action: "abandon", note: "the customer gave up" });
    const reason = { reason: "the customer has not" };
    expect((await other.post(`/v1/approvals/${refused.id}/reject`, reason)).status).toBe(200);
    const late = await ask(waiting, { action: "adopt", note: "whatever is there" });
    expect((await tryToApprove(other, late)).body.status).toBe("approved");
    const events = await awaitCondition("what could not be carried out", async () => {
      const rows = await partner.scope.db
        .selectFrom("audit_logs")
        .select("event_type")
        .where("target_entity_id", "=", late.id)
        .where("event_type", "=", "approval.not_carried_out")
        .execute();
      return rows.length > 0 ? rows : undefined;
    });
    expect(events).toHaveLength(1);
    await untilStatus(waiting.operation, "needs_attention");
  });
});

describe("abandon", () => {
  test("voids at the supplier, and leaves nothing in the books", async () => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    const note = "the customer gave up";
    await resolve(waiting.operation, { action: "abandon", note });
    const failed = await untilStatus(waiting.operation, "failed");
    expect(failed.error).toMatchObject({ code: "operation_abandoned" });
    expect(failed.error?.detail).toContain(note);
    await expectAudited(waiting, { action: "abandon", note });
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "not issued",
    );
    const documents = await supplier.documents(waiting.recordLocator);
    expect(documents.map(({ status }) => status)).toEqual(["voided"]);
  });

  test.each([
    ["VWC", "6155"],
    ["VNA", "5458"],
  ])("%s, where the supplier refuses the void (%s), waits for a person", async (prefix, code) => {
    const waiting = await refusePosting(locator(prefix));
    await resolve(waiting.operation, { action: "abandon", note: "void it" });
    const again = await awaitCondition("the refused void", async () => {
      const operation = await untilStatus(waiting.operation, "needs_attention");
      return operation.attention?.reason === "void_incomplete" ? operation : undefined;
    });
    expect(again.attention?.text).toContain(code);
    expect(await supplier.liveDocuments(waiting.recordLocator)).toHaveLength(1);
    await reopenPeriod();
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "needs attention",
    );
  });
});

/** The period is closed between the supplier's answer and the commit. */
async function refusePosting(recordLocator: string): Promise<Waiting> {
  const booking = await bookReservation(client, recordLocator);
  await supplier.addFault({
    operation: "DocIssuance_IssueTicket",
    recordLocator,
    times: 1,
    behaviour: { kind: "delay", delayMs: 800 },
  });
  const answer = client.post<OperationBody>(`/v1/bookings/${booking.id}/issue`);
  await awaitCondition("the request at the supplier", async () => {
    const requests = await supplier.requests(recordLocator);
    return requests.some(({ operation }) => operation === "DocIssuance_IssueTicket") || undefined;
  });
  await closePeriods();
  const { status, body } = await answer;
  expect([status, body.attention?.reason]).toEqual([202, "posting_refused"]);
  expect(body.attention?.text).toContain("PERIOD_CLOSED");
  return { booking, recordLocator, operation: body };
}

async function closePeriods(): Promise<void> {
  await partner.scope.db.updateTable("accounting_periods").set({ status: "closed" }).execute();
}

async function reopenPeriod(): Promise<void> {
  await setPeriodStatus(partner.scope, today().slice(0, 7), "open");
}

describe("a posting that is refused after the supplier has issued", () => {
  afterEach(async () => {
    await partner.scope.db.updateTable("accounting_periods").set({ status: "open" }).execute();
  });

  test("keeps the tickets, and is booked by a retry once the period is open again", async () => {
    const waiting = await refusePosting(locator("OK"));
    expect(await supplier.liveDocuments(waiting.recordLocator)).toHaveLength(1);
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "needs attention",
    );
    await reopenPeriod();
    await resolve(waiting.operation, { action: "retry", note: "the period is open again" });
    await untilStatus(waiting.operation, "succeeded");
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "issued",
    );
    const requests = await supplier.requests(waiting.recordLocator);
    expect(
      requests.filter(({ operation }) => operation === "DocIssuance_IssueTicket"),
    ).toHaveLength(1);
  });

  test("cannot be resolved by adopting: the numbers are known", async () => {
    const waiting = await refusePosting(locator("OK"));
    const answer = await resolve<ProblemBody>(waiting.operation, {
      action: "adopt",
      note: "these ones",
    });
    expect([answer.status, answer.body.code]).toEqual([409, "operation_not_resolvable"]);
  });

  test("is abandoned with its tickets void, and the period still closed", async () => {
    const waiting = await refusePosting(locator("OK"));
    await resolve(waiting.operation, { action: "abandon", note: "not this month" });
    await untilStatus(waiting.operation, "failed");
    await assertBooksAndSupplierAgree(
      app,
      { bookingId: waiting.booking.id, recordLocator: waiting.recordLocator },
      "not issued",
    );
  });

  test("a closed period is found before the airline is asked, where it is closed by then", async () => {
    const recordLocator = locator("OK");
    const booking = await bookReservation(client, recordLocator);
    await closePeriods();
    const answer = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([answer.status, answer.body.code]).toEqual([422, "period_closed"]);
    await assertBooksAndSupplierAgree(app, { bookingId: booking.id, recordLocator }, "not issued");
  });
});

describe("a resolution is refused", () => {
  test("of an operation that has ended", async () => {
    const booking = await bookReservation(client, locator("OK"));
    const issued = await client.post<IssuanceBody>(`/v1/bookings/${booking.id}/issue`);
    const answer = await resolve<ProblemBody>(
      { id: issued.body.operation_id },
      { action: "retry", note: "once more" },
    );
    expect([answer.status, answer.body.code]).toEqual([409, "operation_not_resolvable"]);
  });

  test("of an operation that books, which decides itself", async () => {
    await bookReservation(client, locator("OK"));
    const { body } = await client.get<{ data: OperationBody[] }>(
      "/v1/operations?kind=booking.create&limit=1",
    );
    const [operation] = body.data;
    if (operation === undefined) throw new Error("no operation");
    const answer = await resolve<ProblemBody>(operation, { action: "retry", note: "once more" });
    expect([answer.status, answer.body.code]).toEqual([409, "operation_not_resolvable"]);
  });

  test.each<[string, object, string]>([
    ["without a note", { action: "retry" }, "/note"],
    ["with a note that says nothing", { action: "retry", note: " x " }, "/note"],
    ["with an action that there is not", { action: "ignore", note: "because" }, "/action"],
    [
      "with a ticket number that is none",
      {
        action: "adopt",
        note: "these",
        documents: [{ fare_number: 1, ticket_numbers: ["12345"], issued_on: "2026-11-21" }],
      },
      "/documents/0/ticket_numbers/0",
    ],
    ["with a field that there is not", { action: "retry", note: "because", force: true }, "/force"],
  ])("%s", async (_, resolution, pointer) => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    const answer = await resolve<ProblemBody>(waiting.operation, resolution);
    expect([answer.status, answer.body.code]).toEqual([400, "request_invalid"]);
    expect(answer.body.errors?.map((error) => error.pointer)).toEqual([pointer]);
    await untilStatus(waiting.operation, "needs_attention");
  });

  test("without an Idempotency-Key, and with one that is malformed", async () => {
    const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
    const body = JSON.stringify({ action: "retry", note: "because" });
    const send = async (headers: Record<string, string>) => {
      const response = await app.request(`/v1/operations/${waiting.operation.id}/resolve`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${partner.token}`,
          "Content-Type": "application/json",
          ...headers,
        },
        body,
      });
      const problem: ProblemBody = JSON.parse(await response.text());
      return [response.status, problem.code];
    };
    expect(await send({})).toEqual([400, "idempotency_key_missing"]);
    expect(await send({ "Idempotency-Key": "two words" })).toEqual([
      400,
      "idempotency_key_invalid",
    ]);
  });
});

describe("a decision with the same Idempotency-Key", () => {
  test("acts once, and is answered alike however often it is sent", async () => {
    const waiting = await issueTicketedElsewhere();
    const key = randomUUID();
    const send = () =>
      resolve(
        waiting.operation,
        { action: "adopt", note: "sent three times" },
        { "Idempotency-Key": key },
      );
    const answers = [await send(), await send()];
    await untilStatus(waiting.operation, "succeeded");
    answers.push(await send());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const acts = await auditOf(app, waiting.booking.id);
    expect(acts.filter(({ type }) => type === "booking.issue_resolved")).toHaveLength(1);
  });

  test("is refused where it decides otherwise", async () => {
    const waiting = await issueTicketedElsewhere();
    const headers = { "Idempotency-Key": randomUUID() };
    await resolve(waiting.operation, { action: "retry", note: "first" }, headers);
    const other = await resolve<ProblemBody>(
      waiting.operation,
      { action: "abandon", note: "second" },
      headers,
    );
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  });
});

test("what waits for a person is listed by its status", async () => {
  const waiting = await issueUntilAttention(locator("PRT"), "documents_unmatched");
  const listed = await operationOf(client, waiting.booking.id, "needs_attention");
  expect(listed).toMatchObject({ id: waiting.operation.id, stage: "needs_attention" });
});
