import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client } from "@temporalio/client";
import { IllegalStateError } from "@temporalio/common";
import { DefaultLogger, NativeConnection, Runtime } from "@temporalio/worker";
import type { Redis } from "ioredis";
import { pino } from "pino";

import { createApp } from "../../api/app";
import type { ApiDependencies, RateLimits } from "../../api/dependencies";
import { createApiMetrics } from "../../api/metrics";
import { parseDatabaseUrl } from "../../db/config";
import { parseKeyRing } from "../../db/encryption/key-ring";
import { createSecretBox } from "../../db/encryption/secret-box";
import type { PartnerDatabase } from "../../db/partner-scope";
import type { DatabaseHandle } from "../../db/pool";
import { openDatabase } from "../../db/pool";
import { openRedis } from "../../db/redis";
import { invariant } from "../../domain/invariant";
import type { Permission } from "../../domain/permissions";
import { permissions } from "../../domain/permissions";
import type { SupplierName } from "../../domain/supplier-names";
import { createAuthServices } from "../../services/auth/auth-services";
import type { NewPartner } from "../../services/partner/create-partner";
import { createAccessCache } from "../../services/role/access-cache";
import { setGdsCredentials } from "../../services/supplier/set-gds-credentials";
import type { CircuitSettings } from "../../services/supplier/supplier-circuit";
import { createToken } from "../../services/token/create-token";
import { openDocumentStore } from "../../suppliers/documents/open-document-store";
import { startRateFeedSandbox } from "../../suppliers/exchange-rates/sandbox";
import { startSmtpSink } from "../../suppliers/mail/sandbox";
import { createOpenIdClient } from "../../suppliers/openid/client";
import { sandboxAccountsAt } from "../../suppliers/sandbox-accounts";
import type { TemporalHandle } from "../../temporal/client";
import { openTemporal } from "../../temporal/client";
import type { TaskQueue } from "../../temporal/contract/queues";
import { supplierQueues, taskQueues } from "../../temporal/contract/queues";
import { createDataConverter } from "../../temporal/data-converter";
import { createWorkers } from "../../workers/create-workers";
import { openWorkerDependencies } from "../../workers/dependencies";
import { createMessageDelivery } from "../../workers/events/deliver-messages";
import { startEventConsumer } from "../../workers/events/event-consumer";
import { createBalanceKeeping } from "../../workers/events/keep-balances";
import { startOutboxRelay } from "../../workers/events/outbox-relay";
import type { ApiContract, ApiDocument } from "./api-contract";
import { toApiContract } from "./api-contract";
import { createTestPartner, now, nowAsDateTime, openTestDatabase, testContext } from "./database";
import { testEnvironment } from "./environment";
import { readDelays, startSandboxes } from "./start-sandboxes";
import { supplierSandbox, type SupplierSandbox } from "./supplier-sandbox";

export interface TestPartner {
  readonly scope: PartnerDatabase;
  readonly token: string;
}

export interface TestApp {
  readonly database: DatabaseHandle;
  readonly redis: Redis;
  readonly temporal: TemporalHandle;
  /** What the OpenAPI document promises: every answer of `request` is held to it. */
  readonly contract: ApiContract;
  /** Sends a request through the whole API, by its function rather than a socket. */
  request(path: string, init?: RequestInit, address?: string): Promise<Response>;
  readonly dependencies: ApiDependencies;
  createPartner(overrides?: Partial<NewPartner>): Promise<TestPartner>;
  createToken(scope: PartnerDatabase, allowed: readonly Permission[]): Promise<string>;
  readonly amadeusControlUrl: string;
  /** The remote control of a supplier that the app was started with. */
  supplierSandbox(supplier: SupplierName): SupplierSandbox;
  readonly mailControlUrl: string;
  readonly rateFeedControlUrl: string;
  readonly smtpUrl: string;
  /** A folder. */
  readonly documentStoreUrl: string;
  readonly settleMs: number;
  close(): Promise<void>;
}

/** So that no suite meets a limit that it does not ask for. */
const plenty = [{ requests: 1_000_000, seconds: 1 }];

export interface TestAppOptions {
  /** For a suite that needs none, or wants to start them itself. */
  readonly workers?: boolean;
  /** Whose sandboxes run and whose queues are worked on; Amadeus alone, where absent. */
  readonly suppliers?: readonly SupplierName[];
  /** Those that work here; where absent those of the books, of messages and of the suppliers. */
  readonly queues?: readonly TaskQueue[];
  readonly settleMs?: number;
  /** When work is held back from suppliers; never, where absent. */
  readonly circuit?: CircuitSettings;
  /** How long the API waits for a workflow before it answers 202. */
  readonly waitMs?: number;
  readonly rateLimits?: Partial<RateLimits>;
  readonly deletionHoldMs?: number;
  /** Origins of issuers that may be plain http and on this machine. */
  readonly trustedIssuers?: readonly string[];
  /** SFTP servers on this machine that sources of BSP files may name, as `host:port`. */
  readonly sftpTrustedHosts?: readonly string[];
  /** Below which each partner has a folder that may be watched. */
  readonly bspInbox?: string;
  /** How long the suppliers' clients wait for an answer. */
  readonly supplierTimeoutMs?: number;
  /** Where the API finds its neighbours, where that is through a proxy; the workers find them past it. */
  readonly through?: {
    readonly databaseUrl?: string;
    readonly redisUrl?: string;
    readonly temporalAddress?: string;
  };
}

/** The API and the workers in this process, on real services, with sandbox suppliers of their own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { settleMs = 1_000, waitMs = 20_000, supplierTimeoutMs = 1_500 } = options;
  const environment = testEnvironment();
  const directory = await mkdtemp(join(tmpdir(), "travobooks-test-"));
  const sandboxes = await startSandboxes(options.suppliers ?? ["amadeus"], directory);
  const mail = await startSmtpSink({
    smtpPort: 0,
    controlPort: 0,
    folder: join(directory, "mail"),
  });
  const rateFeed = await startRateFeedSandbox({ port: 0 });
  const keyRing = parseKeyRing(environment.encryptionKeys);
  const secrets = createSecretBox(keyRing);
  const { through = {} } = options;
  const database =
    through.databaseUrl === undefined
      ? openTestDatabase()
      : openDatabase(parseDatabaseUrl(through.databaseUrl));
  const redis = openRedis(through.redisUrl ?? environment.redisUrl);
  redis.on("error", () => {});
  const temporal = openTemporal(
    {
      address: through.temporalAddress ?? environment.temporalAddress,
      namespace: environment.temporalNamespace,
      uiUrl: "http://127.0.0.1:8233",
    },
    { keyRing },
  );
  const documentStoreUrl = `file://${join(directory, "documents")}`;
  const documents = openDocumentStore(documentStoreUrl);
  const logger = pino({ level: process.env["TEST_LOG_LEVEL"] ?? "silent" });
  const access = createAccessCache(redis);
  const dependencies: ApiDependencies = {
    database,
    redis,
    temporal,
    documents,
    keyRing,
    secrets,
    auth: createAuthServices({ database, redis, access, keyRing, publicUrl: "http://127.0.0.1" }),
    openId: createOpenIdClient({ trustedOrigins: options.trustedIssuers ?? [] }),
    access,
    metrics: createApiMetrics(),
    logger,
    now,
    settings: {
      publicUrl: "http://127.0.0.1",
      temporalUiUrl: "http://127.0.0.1:8233",
      codecToken: "codec-token-of-the-tests",
      waitMs,
      bodyBytesMax: 256 * 1024,
      corsOrigins: [],
      deadlineMs: 60_000,
      sftpTrustedHosts: options.sftpTrustedHosts ?? [],
      deletionHoldMs: options.deletionHoldMs ?? 30 * 86_400_000,
      trustedProxies: [],
      rateLimits: {
        token: plenty,
        user: plenty,
        partner: plenty,
        address: plenty,
        failures: plenty,
        testDivisor: 1,
        concurrent: 1_000,
        ...options.rateLimits,
      },
    },
  };
  const app = createApp(dependencies);
  const contract = contractOf(await (await app.request("/openapi.json")).text());
  const work =
    options.workers === false
      ? undefined
      : await startWork({
          documentStoreUrl,
          smtpUrl: mail.smtpUrl,
          rateFeedUrl: rateFeed.feedUrl,
          queues: options.queues ?? [
            taskQueues.books,
            taskQueues.messaging,
            ...sandboxes.map(({ supplier }) => supplierQueues[supplier]),
          ],
          amadeusUrl: sandboxes.find(({ supplier }) => supplier === "amadeus")?.url,
          settleMs,
          circuit: options.circuit,
          sftpTrustedHosts: options.sftpTrustedHosts ?? [],
          bspInbox: options.bspInbox,
        });
  const makeToken = async (scope: PartnerDatabase, allowed: readonly Permission[]) => {
    const { token } = await createToken(
      scope,
      { name: "test", environment: "test", permissions: allowed },
      { context: testContext, at: nowAsDateTime() },
    );
    return token;
  };
  return {
    database,
    redis,
    temporal,
    settleMs,
    amadeusControlUrl: sandboxes.find(({ supplier }) => supplier === "amadeus")?.controlUrl ?? "",
    supplierSandbox: (name) => {
      const sandbox = sandboxes.find(({ supplier }) => supplier === name);
      invariant(sandbox !== undefined, `the app was started with ${name}`);
      return supplierSandbox(name, sandbox.controlUrl);
    },
    mailControlUrl: mail.controlUrl,
    rateFeedControlUrl: rateFeed.controlUrl,
    smtpUrl: mail.smtpUrl,
    documentStoreUrl,
    contract,
    dependencies,
    request: async (path, init, address) => {
      const peer = address === undefined ? undefined : peerAt(address);
      const response = await app.request(path, init, peer);
      await assertKept(contract, { path, method: init?.method ?? "GET" }, response);
      return response;
    },
    createToken: makeToken,
    createPartner: async (overrides) => {
      const scope = await createTestPartner(database, overrides);
      const addresses = Object.fromEntries(sandboxes.map(({ supplier, url }) => [supplier, url]));
      for (const { supplier, gdsProviderCode, credentials } of sandboxAccountsAt(addresses)) {
        const delay = readDelays[supplier];
        const patience = {
          timeoutMs: supplierTimeoutMs,
          ...(delay === undefined ? {} : { [delay]: 50 }),
        };
        await setGdsCredentials(
          scope,
          {
            gdsProviderCode,
            label: "sandbox",
            secret: JSON.stringify({ ...credentials, ...patience }),
          },
          { secrets, context: testContext, at: nowAsDateTime() },
        );
      }
      return { scope, token: await makeToken(scope, permissions) };
    },
    close: async () => {
      await work?.stop();
      redis.disconnect();
      documents.close();
      await Promise.allSettled([temporal.close(), database.close()]);
      const stopped = sandboxes.map((sandbox) => sandbox.close());
      await Promise.allSettled([...stopped, mail.stop(), rateFeed.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const contracts = new Map<string, ApiContract>();

/** The same document is taken apart once, for however many apps. */
function contractOf(text: string): ApiContract {
  const known = contracts.get(text);
  if (known !== undefined) return known;
  const document: ApiDocument = JSON.parse(text);
  const contract = toApiContract(document);
  contracts.set(text, contract);
  return contract;
}

/** What the server hands on of the socket that a request comes by. */
function peerAt(remoteAddress: string) {
  return { incoming: { socket: { remoteAddress, remotePort: 1, remoteFamily: "IPv4" } } };
}

/** Throws where an answer breaks the OpenAPI document. A stream is read by whoever asked for it. */
async function assertKept(
  contract: ApiContract,
  request: { readonly path: string; readonly method: string },
  response: Response,
): Promise<void> {
  const contentType = response.headers.get("Content-Type");
  const isStream = contentType?.startsWith("text/event-stream") === true;
  const text = isStream ? "" : await response.clone().text();
  const path = request.path.split("?")[0] ?? "";
  const answer = { status: response.status, contentType, text };
  const violations = contract.violations(request.method, path, answer);
  if (violations.length > 0) throw new Error(`OpenAPI document broken: ${violations.join("; ")}`);
}

async function startWork(parts: {
  readonly documentStoreUrl: string;
  readonly smtpUrl: string;
  readonly rateFeedUrl: string;
  readonly amadeusUrl: string | undefined;
  readonly circuit: CircuitSettings | undefined;
  readonly sftpTrustedHosts: readonly string[];
  readonly bspInbox: string | undefined;
  readonly queues: readonly TaskQueue[];
  readonly settleMs: number;
}): Promise<{ stop(): Promise<void> }> {
  const environment = testEnvironment();
  installRuntime();
  const dependencies = openWorkerDependencies(
    {
      DATABASE_URL: environment.databaseUrl,
      REDIS_URL: environment.redisUrl,
      DOCUMENT_STORE_URL: parts.documentStoreUrl,
      SMTP_URL: parts.smtpUrl,
      MAIL_FROM: { name: "travoBooks", address: "no-reply@travobooks.test" },
      APP_URL: "https://app.travobooks.test",
      ENCRYPTION_KEYS: environment.encryptionKeys,
      LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
      WORKER_HOST: "127.0.0.1",
      WORKER_ADMIN_PORT: 0,
      WORKFLOW_BUNDLE: "dist/workflow-bundle.js",
      WORKFLOW_BUNDLE_TRACED: "dist/workflow-bundle-traced.js",
      REPORT_THREAD: "dist/activities/books/export/render-thread.js",
      FX_FEED_URL: parts.rateFeedUrl,
      BSP_SFTP_TRUSTED_HOSTS: parts.sftpTrustedHosts,
      ...(parts.bspInbox === undefined ? {} : { BSP_INBOX_DIRECTORY: parts.bspInbox }),
      ...(parts.amadeusUrl === undefined ? {} : { AMADEUS_SANDBOX_URL: parts.amadeusUrl }),
      SUPPLIER_LIMITS: new Map(),
      SUPPLIER_CIRCUIT_CALLS_MIN: parts.circuit?.callsMin ?? 0,
      SUPPLIER_CIRCUIT_OPEN_MS: parts.circuit?.openMs ?? 1_000,
      SANDBOX_SUPPLIER_HOSTS: new Set(["127.0.0.1"]),
      SUPPLIER_SETTLE_MS: parts.settleMs,
    },
    "test-worker",
  );
  const connection = await NativeConnection.connect({ address: environment.temporalAddress });
  const workers = await createWorkers(dependencies, {
    queues: parts.queues,
    connection,
    namespace: environment.temporalNamespace,
    workflowBundlePath: join(process.cwd(), "dist/workflow-bundle.js"),
  });
  // The workers' own connection, as theirs is: only on that may a workflow be started eagerly.
  const client = new Client({
    connection,
    namespace: environment.temporalNamespace,
    dataConverter: createDataConverter(dependencies.keyRing),
  });
  const running = Promise.all(workers.map((worker) => worker.run()));
  const publisher = openRedis(environment.redisUrl);
  const { database, ledger, logger } = dependencies;
  const handlers = [
    createMessageDelivery({ database, client }),
    createBalanceKeeping({ ...ledger, logger }),
  ].map((handler) => ({ handler, redis: openRedis(environment.redisUrl, { blocking: true }) }));
  const consumer = `test-${process.pid}`;
  const loops = [
    startOutboxRelay({ database, redis: publisher, logger }),
    ...handlers.map(({ handler, redis }) =>
      startEventConsumer({ redis, consumer, logger }, handler),
    ),
  ];
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      for (const redis of [publisher, ...handlers.map((one) => one.redis)]) redis.disconnect();
      for (const worker of workers) worker.shutdown();
      await running;
      await connection.close();
      await dependencies.close();
    },
  };
}

/** Anew for the first app, and whenever the last worker has been closed, which ends the runtime. */
function installRuntime(): void {
  try {
    Runtime.install({ shutdownSignals: [], logger: new DefaultLogger("ERROR") });
  } catch (error) {
    if (!(error instanceof IllegalStateError)) throw error;
  }
}
