import { signMessage } from "../../suppliers/lcc/webhook";
import { workflowIds } from "../../temporal/contract/workflow-ids";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { auditOf } from "../harness/books";
import { replayAndKeep } from "../harness/keep-history";
import type { PatientCarriers } from "../harness/patient-carriers";
import { startPatientCarriers } from "../harness/patient-carriers";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const secret = "a secret of the carriers";
let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let carriers: PatientCarriers;

/** Looks of its own are a minute apart: what is quicker was told. */
beforeAll(async () => {
  app = await startTestApp({ suppliers: ["lcc"], settleMs: 200, waitMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  carriers = await startPatientCarriers(app, partner, secret);
});

afterAll(async () => {
  await app.close();
  carriers.close();
});

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly stages: readonly { readonly stage: string }[];
  readonly workflow_id: string;
  readonly resource: { readonly id: string };
}

async function issuePending(): Promise<{ booking: BookingBody; operation: OperationBody }> {
  const recordLocator = await app.supplierSandbox("lcc").createOrder();
  const booking = await awaitBooking(recordLocator);
  const { status } = await client.post(`/v1/bookings/${booking.id}/issue`);
  expect(status).toBe(202);
  const operation = await awaitCondition("the carrier's confirmation to be awaited", async () => {
    const { body } = await client.get<{ data: OperationBody[] }>(
      `/v1/operations?resource_id=${booking.id}&kind=booking.issue`,
    );
    const id = body.data[0]?.id ?? "";
    const { body: one } = await client.get<OperationBody>(`/v1/operations/${id}`);
    return one.stages.some(({ stage }) => stage === "awaiting_confirmation") ? one : undefined;
  });
  return { booking, operation };
}

/** It may take longer to book than a request waits here. */
async function awaitBooking(recordLocator: string): Promise<BookingBody> {
  await bookReservation(client, recordLocator, [serviceFee], "lcc").catch(() => undefined);
  return awaitCondition("the booking", async () => {
    const { body } = await client.get<{ data: { id: string }[] }>(
      `/v1/bookings?record_locator=${recordLocator}`,
    );
    const id = body.data[0]?.id;
    return id === undefined
      ? undefined
      : (await client.get<BookingBody>(`/v1/bookings/${id}`)).body;
  });
}

async function untilIssued({ id }: BookingBody): Promise<BookingBody> {
  return awaitCondition(`${id} to be issued`, async () => {
    const { body } = await client.get<BookingBody>(`/v1/bookings/${id}`);
    return body.state === "ISSUED" ? body : undefined;
  });
}

const confirm = ({ record_locator: id }: BookingBody) => carriers.confirm(id);

const nowSeconds = () => Math.floor(Date.now() / 1_000);

const bodyOf = (id: string) =>
  JSON.stringify({ id: "wev_1", type: "order.confirmed", data: { object: { id } } });

const send = (body: string, signature: string | undefined, to = carriers.path) =>
  app.request(to, {
    method: "POST",
    body,
    headers: signature === undefined ? {} : { "X-Duffel-Signature": signature },
  });

describe("an order that the carrier confirms later", () => {
  test("is issued when the carrier's message comes, and paid once", async () => {
    const { booking } = await issuePending();
    await confirm(booking);
    const { tickets } = await untilIssued(booking);
    const sandbox = app.supplierSandbox("lcc");
    expect(tickets.map(({ number }) => number)).toEqual(
      await sandbox.liveDocuments(booking.record_locator),
    );
    expect((await sandbox.count("issue", booking.record_locator)).done).toBe(1);
  });

  test("is not cancelled while the carrier has it, and is issued all the same", async () => {
    const { booking, operation } = await issuePending();
    const cancelling = client.post<ProblemBody>(`/v1/operations/${operation.id}/cancel`, {
      note: "the customer changed their mind",
    });
    await confirm(booking);
    await untilIssued(booking);
    expect((await cancelling).status).not.toBe(200);
  });
});

interface StuckBody extends OperationBody {
  readonly attention: { readonly reason: string; readonly actions: readonly string[] } | null;
}

const stuckOf = async ({ id }: Pick<BookingBody, "id">) =>
  (await client.get<{ data: StuckBody[] }>(`/v1/operations?needs_attention=true`)).body.data.filter(
    ({ resource }) => resource.id === id,
  );

async function untilStuck(booking: Pick<BookingBody, "id">, reason: string): Promise<StuckBody> {
  return awaitCondition(`${reason} of ${booking.id}`, async () =>
    (await stuckOf(booking)).find(({ attention }) => attention?.reason === reason),
  );
}

/** As the aggregator tells it again, and once more. */
async function tellAgain({
  record_locator: id,
}: Pick<BookingBody, "record_locator">): Promise<void> {
  const body = bodyOf(id);
  const sent = Array.from({ length: 3 }, () => send(body, signMessage(secret, nowSeconds(), body)));
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([204, 204, 204]);
}

const resolve = ({ id }: StuckBody, action: string) =>
  client.post<ProblemBody>(`/v1/operations/${id}/resolve`, { action, note: `we chose ${action}` });

/** It may take longer to be done than a request waits here. */
async function decide(stuck: StuckBody, action: string): Promise<void> {
  expect([200, 202]).toContain((await resolve(stuck, action)).status);
}

async function untilEnded(workflowId: string): Promise<string> {
  return awaitCondition(`${workflowId} to end`, async () => {
    const { status } = await app.temporal.client.workflow.getHandle(workflowId).describe();
    return status.name === "RUNNING" ? undefined : status.name;
  });
}

/** Held in our books; paid for in the aggregator's own pages. */
async function paidElsewhere(): Promise<BookingBody> {
  const booking = await awaitBooking(await app.supplierSandbox("lcc").createOrder());
  await carriers.pay(booking.record_locator);
  await confirm(booking);
  return booking;
}

describe("a confirmation that no issuance waits for", () => {
  test("is on the stuck list once, however often it is told, and adopted in one commit", async () => {
    const { booking, operation } = await issuePending();
    const handle = app.temporal.client.workflow.getHandle(operation.workflow_id);
    await handle.terminate("by an operator, who should not have");
    await confirm(booking);
    await tellAgain(booking);
    const stuck = await untilStuck(booking, "confirmed_late");
    await tellAgain(booking);
    expect(stuck.attention?.actions).toEqual(["retry", "adopt", "abandon", "dismiss"]);
    expect(await stuckOf(booking)).toHaveLength(1);
    const listed = await awaitCondition("the list of Temporal", async () => {
      const query = `NeedsAttention = true AND AttentionReason = "confirmed_late" AND BookingReference = "${booking.reference}"`;
      const { count } = await app.temporal.client.workflow.count(query);
      return count === 0 ? undefined : count;
    });
    expect(listed).toBe(1);
    const again = await client.post<ProblemBody>(`/v1/bookings/${booking.id}/issue`);
    expect([again.status, again.body.code]).toEqual([409, "operation_in_progress"]);
    await decide(stuck, "adopt");
    const { tickets } = await untilIssued(booking);
    const sandbox = app.supplierSandbox("lcc");
    expect(tickets.map(({ number }) => number)).toEqual(
      await sandbox.liveDocuments(booking.record_locator),
    );
    expect((await sandbox.count("issue", booking.record_locator)).done).toBe(1);
    expect(await untilEnded(stuck.workflow_id)).toBe("COMPLETED");
    await tellAgain(booking);
    expect(await stuckOf(booking)).toEqual([]);
    const entries = await partner.scope.db
      .selectFrom("journal_entries")
      .select("posting_key")
      .where("posting_key", "=", `issue:${booking.id}`)
      .execute();
    expect(entries).toHaveLength(1);
    await replayAndKeep(app, "issue-booking.confirmed-late", stuck.workflow_id);
  });

  test("is dismissed with a note, and asks nobody again", async () => {
    const booking = await paidElsewhere();
    const stuck = await untilStuck(booking, "confirmed_late");
    await decide(stuck, "dismiss");
    expect(await untilEnded(stuck.workflow_id)).toBe("FAILED");
    const { body } = await client.get<{ status: string; stage: string }>(
      `/v1/operations/${stuck.id}`,
    );
    expect(body).toMatchObject({ status: "failed", stage: "dismissed" });
    await replayAndKeep(app, "issue-booking.confirmed-late-dismissed", stuck.workflow_id);
    await tellAgain(booking);
    expect(await untilEnded(stuck.workflow_id)).toBe("FAILED");
    expect(await stuckOf(booking)).toEqual([]);
  });

  test("of a booking that has ended is not adopted, and ends once it is cancelled there", async () => {
    const booking = await awaitBooking(await app.supplierSandbox("lcc").createOrder());
    await partner.scope.db
      .updateTable("bookings")
      .set({ state: "EXPIRED" })
      .where("public_id", "=", booking.id)
      .execute();
    await carriers.pay(booking.record_locator);
    await confirm(booking);
    const stuck = await untilStuck(booking, "confirmed_late");
    expect(stuck.attention?.actions).toEqual(["retry", "abandon", "dismiss"]);
    const refused = await resolve(stuck, "adopt");
    expect([refused.status, refused.body.code]).toEqual([409, "operation_not_resolvable"]);
    // These carriers void nothing through us: it is cancelled in their own pages.
    await decide(stuck, "abandon");
    await untilStuck(booking, "void_incomplete");
    await carriers.cancel(booking.record_locator);
    await decide(stuck, "retry");
    expect(await untilEnded(stuck.workflow_id)).toBe("FAILED");
    expect(await stuckOf(booking)).toEqual([]);
  });
});

describe("a confirmation of an order that no booking has", () => {
  async function sellElsewhere(): Promise<{ id: string; record_locator: string }> {
    const id = await app.supplierSandbox("lcc").createOrder();
    await carriers.pay(id);
    await carriers.confirm(id);
    return { id, record_locator: id };
  }

  const endOf = async ({ id }: StuckBody) =>
    (await client.get<OperationBody & { result: unknown }>(`/v1/operations/${id}`)).body;

  test("is on the stuck list once, with its supplier, and once dismissed asks nobody again", async () => {
    const order = await sellElsewhere();
    const stuck = await untilStuck(order, "order_unbooked");
    await tellAgain(order);
    expect(stuck).toMatchObject({
      kind: "supplier_order.settle",
      supplier: "lcc",
      resource: { type: "supplier_order", id: order.id },
      attention: { actions: ["retry", "dismiss"] },
    });
    expect(await stuckOf(order)).toHaveLength(1);
    const here = `/v1/operations?needs_attention=true&supplier=`;
    const [own, other] = await Promise.all([
      client.get<{ data: StuckBody[] }>(`${here}lcc`),
      client.get<{ data: StuckBody[] }>(`${here}sabre`),
    ]);
    expect(own.body.data.map(({ id }) => id)).toContain(stuck.id);
    expect(other.body.data).toEqual([]);
    const refused = await resolve(stuck, "adopt");
    expect([refused.status, refused.body.code]).toEqual([409, "operation_not_resolvable"]);
    await decide(stuck, "dismiss");
    expect(await untilEnded(stuck.workflow_id)).toBe("COMPLETED");
    const numbers = await app.supplierSandbox("lcc").liveDocuments(order.id);
    expect(await endOf(stuck)).toMatchObject({
      status: "succeeded",
      stage: "dismissed",
      result: { object: "supplier_order", outcome: "dismissed", ticket_numbers: numbers },
    });
    const trail = (await auditOf(app, order.id)).map(({ type, payload }) => [
      type,
      payload["note"],
    ]);
    expect(trail).toEqual([
      ["supplier_order.needs_attention", undefined],
      ["supplier_order.resolved", "we chose dismiss"],
    ]);
    await replayAndKeep(app, "settle-stray-order.dismissed", stuck.workflow_id);
    await tellAgain(order);
    expect(await untilEnded(stuck.workflow_id)).toBe("COMPLETED");
    expect(await stuckOf(order)).toEqual([]);
  });

  test("ends once it is cancelled there and looked at again", async () => {
    const order = await sellElsewhere();
    const stuck = await untilStuck(order, "order_unbooked");
    await carriers.cancel(order.id);
    await decide(stuck, "retry");
    expect(await untilEnded(stuck.workflow_id)).toBe("COMPLETED");
    expect(await endOf(stuck)).toMatchObject({ status: "succeeded", stage: "gone" });
    await replayAndKeep(app, "settle-stray-order.gone", stuck.workflow_id);
  });

  test("leaves nothing where it carries no tickets", async () => {
    const id = await app.supplierSandbox("lcc").createOrder();
    await tellAgain({ record_locator: id });
    const { partner: own } = partner.scope;
    expect(await untilEnded(workflowIds.settleStrayOrder(own, "LCC", id))).toBe("COMPLETED");
    const { body } = await client.get<{ data: StuckBody[] }>(`/v1/operations?resource_id=${id}`);
    expect(body.data).toEqual([]);
  });
});

describe("POST /webhooks/suppliers/{supplier}/{partner}", () => {
  test.each([
    ["none", () => undefined],
    ["another secret", (body: string) => signMessage("not the secret", nowSeconds(), body)],
    ["an old message", (body: string) => signMessage(secret, nowSeconds() - 400, body)],
    ["another body", () => signMessage(secret, nowSeconds(), bodyOf("OTHER1"))],
  ])("takes nothing that is not signed: %s", async (_, sign) => {
    const body = bodyOf("ABCDEF");
    const answer = await send(body, sign(body));
    const problem: ProblemBody = JSON.parse(await answer.text());
    expect([answer.status, problem.code]).toEqual([401, "signature_invalid"]);
  });

  test("takes a message of an order that nobody waits for, and of one that is not ours", async () => {
    const body = bodyOf("ZZZZZZ");
    expect((await send(body, signMessage(secret, nowSeconds(), body))).status).toBe(204);
  });

  test("knows the partner and the supplier by their names alone", async () => {
    const body = bodyOf("ABCDEF");
    const signature = signMessage(secret, nowSeconds(), body);
    const stranger = "/webhooks/suppliers/lcc/ptn_00000000000000000000000000";
    expect((await send(body, signature, stranger)).status).toBe(404);
    const other = `/webhooks/suppliers/galileo/${partner.scope.partner}`;
    expect((await send(body, signature, other)).status).toBe(404);
    // Sabre sends none: nothing would be believed.
    const silent = `/webhooks/suppliers/sabre/${partner.scope.partner}`;
    expect((await send(body, signature, silent)).status).toBe(401);
  });
});
