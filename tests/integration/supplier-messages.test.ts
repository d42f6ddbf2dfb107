import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { setGdsCredentials } from "../../services/supplier/set-gds-credentials";
import { lccSandboxCredentials } from "../../suppliers/lcc/sandbox/default-account";
import { signMessage } from "../../suppliers/lcc/webhook";
import type { ApiClient, BookingBody, ProblemBody } from "../harness/api-client";
import { apiClient, bookReservation, serviceFee } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { nowAsDateTime, testContext } from "../harness/database";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const secret = "a secret of the carriers";
let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let door: Server;
let path: string;

/** Looks of its own are a minute apart: what is quicker was told. */
beforeAll(async () => {
  app = await startTestApp({ suppliers: ["lcc"], settleMs: 200, waitMs: 500 });
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
  const sandbox = app.supplierSandbox("lcc");
  path = `/webhooks/suppliers/lcc/${partner.scope.partner}`;
  const credentials = {
    ...lccSandboxCredentials(await sandboxUrl()),
    webhookSecret: secret,
    confirmationReadsMax: 1,
    confirmationReadDelayMs: 60_000,
  };
  await setGdsCredentials(
    partner.scope,
    { gdsProviderCode: "LCC", label: "patient", secret: JSON.stringify(credentials) },
    { secrets: app.dependencies.secrets, context: testContext, at: nowAsDateTime() },
  );
  door = createServer((request, response) => {
    void handOn(request, response);
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const { port } = door.address() as AddressInfo;
  await sandbox.control("PUT", "/webhook", { url: `http://127.0.0.1:${port}${path}`, secret });
  await sandbox.control("PUT", "/pending", { reads: 1_000 });
});

afterAll(async () => {
  await app.close();
  door.close();
});

/** The API by a socket, as the carriers reach it. */
async function handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const headers = { "X-Duffel-Signature": String(request.headers["x-duffel-signature"]) };
  const answer = await app.request(request.url ?? "/", { method: "POST", headers, body });
  response.writeHead(answer.status).end();
}

async function sandboxUrl(): Promise<string> {
  const row = await partner.scope.db
    .selectFrom("gds_credentials")
    .select("credentials_encrypted")
    .executeTakeFirstOrThrow();
  const context = `${partner.scope.partner}:gds_credentials.credentials`;
  const plain = await app.dependencies.secrets.open(row.credentials_encrypted, context);
  const { endpoint }: { endpoint: string } = JSON.parse(plain.toString());
  return endpoint;
}

interface OperationBody {
  readonly id: string;
  readonly status: string;
  readonly stage: string;
  readonly stages: readonly { readonly stage: string }[];
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

const confirm = ({ record_locator: id }: BookingBody) =>
  app.supplierSandbox("lcc").control("POST", `/orders/${id}/confirm`);

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

describe("POST /webhooks/suppliers/{supplier}/{partner}", () => {
  const bodyOf = (id: string) =>
    JSON.stringify({ id: "wev_1", type: "order.confirmed", data: { object: { id } } });
  const nowSeconds = () => Math.floor(Date.now() / 1_000);
  const send = (body: string, signature: string | undefined, to = path) =>
    app.request(to, {
      method: "POST",
      body,
      headers: signature === undefined ? {} : { "X-Duffel-Signature": signature },
    });

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
