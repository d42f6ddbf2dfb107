import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { setGdsCredentials } from "../../services/supplier/set-gds-credentials";
import { defaultAccount, lccSandboxCredentials } from "../../suppliers/lcc/sandbox/default-account";
import { nowAsDateTime, testContext } from "./database";
import type { TestApp, TestPartner } from "./test-app";

/** Low-cost carriers that confirm when the test says so, and tell the API by its webhook. */
export interface PatientCarriers {
  /** Where their messages go. */
  readonly path: string;
  confirm(orderId: string): Promise<unknown>;
  /** In the aggregator's own pages, past us. */
  pay(orderId: string): Promise<void>;
  cancel(orderId: string): Promise<void>;
  close(): void;
}

/** The partner's looks of its own are a minute apart: what is quicker was told. */
export async function startPatientCarriers(
  app: TestApp,
  { scope }: TestPartner,
  secret: string,
): Promise<PatientCarriers> {
  const sandbox = app.supplierSandbox("lcc");
  const path = `/webhooks/suppliers/lcc/${scope.partner}`;
  const credentials = {
    ...lccSandboxCredentials(sandbox.url),
    webhookSecret: secret,
    confirmationReadsMax: 1,
    confirmationReadDelayMs: 60_000,
  };
  await setGdsCredentials(
    scope,
    { gdsProviderCode: "LCC", label: "patient", secret: JSON.stringify(credentials) },
    { secrets: app.dependencies.secrets, context: testContext, at: nowAsDateTime() },
  );
  const door = createServer((request, response) => {
    void handOn(app, request, response);
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const { port } = door.address() as AddressInfo;
  await sandbox.control("PUT", "/webhook", { url: `http://127.0.0.1:${port}${path}`, secret });
  await sandbox.control("PUT", "/pending", { reads: 1_000 });
  const ask = (resource: string, data: object) => askCarriers(sandbox.url, resource, data);
  return {
    path,
    confirm: (orderId) => sandbox.control("POST", `/orders/${orderId}/confirm`),
    pay: async (orderId) => {
      const order = await askCarriers(sandbox.url, `/air/orders/${orderId}`);
      const { total_amount: amount, total_currency: currency } = order;
      await ask("/air/payments", {
        order_id: orderId,
        payment: { type: "balance", amount, currency },
      });
    },
    cancel: async (orderId) => {
      const { id } = await ask("/air/order_cancellations", { order_id: orderId });
      await ask(`/air/order_cancellations/${id}/actions/confirm`, {});
    },
    close: () => door.close(),
  };
}

/** The API by a socket, as the carriers reach it. */
async function handOn(
  app: TestApp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request);
  const headers = { "X-Duffel-Signature": String(request.headers["x-duffel-signature"]) };
  const answer = await app.request(request.url ?? "/", { method: "POST", headers, body });
  response.writeHead(answer.status).end();
}

async function askCarriers(
  url: string,
  resource: string,
  data?: object,
): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(url + resource, {
    method: data === undefined ? "GET" : "POST",
    headers: { Authorization: `Bearer ${defaultAccount.accessToken}` },
    ...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${resource}: ${answer}`);
  const { data: value }: { data: Record<string, string> } = JSON.parse(answer);
  return value;
}
