import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";

import { startTracing } from "../../temporal/tracing";
import { apiClient, bookReservation, locator } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { testEnvironment } from "../harness/environment";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const spans: Span[] = [];
const processes: ChildProcess[] = [];
let collector: Server;
let app: TestApp;
let apiUrl: string;
const ports = { admin: 0, worker: 0, temporal: 0 };

/** The exporter loads itself by import(), which jest has not: so the real processes are traced. */
beforeAll(async () => {
  collector = createServer((request, response) => {
    void collect(request, response);
  });
  app = await startTestApp({ workers: false });
  const [apiPort, adminPort, workerPort, messagingPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  Object.assign(ports, { admin: adminPort, worker: workerPort, temporal: await freePort() });
  const environment = {
    ...(await processEnvironment(await listen(collector))),
    API_PORT: String(apiPort),
    API_ADMIN_PORT: String(adminPort),
    SMTP_URL: app.smtpUrl,
  };
  start("dist/api/server.js", environment);
  const worker = {
    ...environment,
    WORKER_ADMIN_PORT: String(workerPort),
    TEMPORAL_METRICS_ADDRESS: `127.0.0.1:${ports.temporal}`,
  };
  start("dist/workers/supplier.js", worker, "amadeus");
  start("dist/workers/messaging.js", { ...environment, WORKER_ADMIN_PORT: String(messagingPort) });
  apiUrl = `http://127.0.0.1:${apiPort}`;
  for (const port of [apiPort, workerPort, messagingPort]) {
    await awaitCondition(`port ${port} to be ready`, () => isReady(port));
  }
});

afterAll(async () => {
  for (const process of processes) process.kill("SIGTERM");
  await Promise.all(processes.map((process) => untilExit(process)));
  await app.close();
  collector.close();
});

async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { resourceSpans } = (await json(request)) as ExportRequest;
  spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((s) => s.spans)));
  response.end("{}");
}

async function untilExit(process: ChildProcess): Promise<void> {
  if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
}

async function processEnvironment(collectorPort: number): Promise<NodeJS.ProcessEnv> {
  const test = testEnvironment();
  return {
    ...process.env,
    DATABASE_URL: test.databaseUrl,
    REDIS_URL: test.redisUrl,
    TEMPORAL_ADDRESS: test.temporalAddress,
    TEMPORAL_NAMESPACE: test.temporalNamespace,
    ENCRYPTION_KEYS: test.encryptionKeys,
    DOCUMENT_STORE_URL: `file://${await mkdtemp(join(tmpdir(), "travobooks-traced-"))}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collectorPort}`,
    LOG_LEVEL: "warn",
  };
}

function start(entry: string, environment: NodeJS.ProcessEnv, ...args: string[]): void {
  processes.push(spawn(process.execPath, [entry, ...args], { env: environment, stdio: "inherit" }));
}

async function isReady(port: number): Promise<true | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
  return response?.ok ? true : undefined;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

describe("metrics", () => {
  test("tell of requests, of the domain and of Temporal's own work, and name no partner", async () => {
    const partner = await app.createPartner();
    const client = apiClient(
      { request: (path, init) => fetch(`${apiUrl}${path}`, init) },
      partner.token,
    );
    const booking = await bookReservation(client, locator("OK"));
    expect((await client.post(`/v1/bookings/${booking.id}/issue`)).status).toBe(201);
    const [api, worker, temporal] = await Promise.all(
      [ports.admin, ports.worker, ports.temporal].map(async (port) =>
        (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
      ),
    );
    expect(api).toMatch(
      /http_server_request_duration_seconds_count\{method="POST",route="\/v1\/bookings\/:booking_id\/issue",status_class="2xx"\} [1-9]/,
    );
    expect(worker).toMatch(/tb_issuance_total\{step="commitIssuance",result="done"\} [1-9]/);
    expect(worker).toMatch(/tb_unknown_outcome_open \d/);
    expect(temporal).toMatch(/temporal_workflow_completed/);
    expect(`${api}${worker}${temporal}`).not.toContain(partner.scope.partner);
  });
});

describe("tracing", () => {
  test("is off without an endpoint", () => {
    expect(startTracing("test", {})).toBeUndefined();
  });

  test("leads in the caller's trace from the request through workflow and activities to the SOAP calls", async () => {
    const partner = await app.createPartner();
    const client = apiClient(
      { request: (path, init) => fetch(`${apiUrl}${path}`, init) },
      partner.token,
    );
    const booking = await bookReservation(client, locator("OK"));
    const traceId = randomBytes(16).toString("hex");
    const issued = await client.post(`/v1/bookings/${booking.id}/issue`, undefined, {
      "Idempotency-Key": randomUUID(),
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    });
    expect(issued.status).toBe(201);
    const wanted = [
      /^POST \/v1\/bookings\/:booking_id\/issue$/,
      /^RunWorkflow:issueBooking$/,
      /^RunActivity:issueAtSupplier$/,
      /^RunActivity:commitIssuance$/,
      /PNR_Retrieve/,
      /DocIssuance_IssueTicket/,
      /^RunWorkflow:deliverMessage$/,
      /^RunActivity:deliverETicket$/,
    ];
    const ofTrace = () => spans.filter((span) => span.traceId === traceId);
    await awaitCondition("the spans of the trace", () => {
      const complete = wanted.every((name) => ofTrace().some((span) => name.test(span.name)));
      return Promise.resolve(complete ? true : undefined);
    }).catch((error: unknown) => {
      const names = ofTrace().map(({ name }) => name);
      throw new Error(`${String(error)} It had: ${names.join(", ")}`);
    });
    const audited = await partner.scope.db
      .selectFrom("audit_logs")
      .select("trace_id")
      .where("event_type", "=", "booking.issued")
      .execute();
    expect(audited).toEqual([{ trace_id: traceId }]);
  });
});
