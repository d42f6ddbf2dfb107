import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { Client } from "@temporalio/client";
import { Redis } from "ioredis";

import { parseKeyRing } from "../../../db/encryption/key-ring";
import { applications } from "../../../scripts/stack/applications";
import { findRunningStack } from "../../../scripts/stack/data-directory";
import type {
  ApplicationSpec,
  DatabaseEngine,
  Environment,
  Stack,
} from "../../../scripts/stack/stack-types";
import { startStack } from "../../../scripts/stack/start-stack";
import { openTemporal } from "../../../temporal/client";
import { parseTemporalConfig } from "../../../temporal/config";
import type { Books } from "./books";
import { openBooks } from "./books";
import type { Caller } from "./caller";
import { createCaller } from "./caller";
import type { FaultProxy } from "./fault-proxy";
import { startFaultProxy } from "./fault-proxy";
import type { MailControl } from "./mail-control";
import { mailControl } from "./mail-control";
import { createFaultPartner, supplierTimeoutMs } from "./partner";
import type { SupplierControl } from "./supplier-control";
import { supplierControl } from "./supplier-control";

export const engine: DatabaseEngine =
  process.env["TEST_DATABASE"] === "mysql" ? "mysql" : "mariadb";

/** Longer than the Amadeus client waits and than the sandbox's late work takes together. */
const settleMs = 4_000;
/** Shorter than most recoveries, so that callers meet a 202 and poll. */
const waitMs = 3_000;

export type ProcessName =
  | "api"
  | "mysql"
  | "redis"
  | "sandbox-amadeus"
  | "smtp-sink"
  | "temporal"
  | "worker"
  | "worker-books"
  | "worker-messaging";

/** Where a reply can be kept back between a process and its neighbour. */
export interface Proxies {
  readonly apiToDatabase: FaultProxy;
  readonly apiToTemporal: FaultProxy;
  readonly booksToDatabase: FaultProxy;
  readonly workerToDatabase: FaultProxy;
  readonly messagingToRedis: FaultProxy;
}

export interface FaultStack {
  readonly stack: Stack;
  readonly partner: string;
  readonly caller: Caller;
  readonly books: Books;
  readonly supplier: SupplierControl;
  readonly mail: MailControl;
  readonly proxies: Proxies;
  readonly temporal: Client;
  /** SIGKILL; it is started again at once, as its supervisor would. */
  crash(name: ProcessName): Promise<void>;
  /** SIGKILL, and down for a while; `over` resolves with the time when it serves again. */
  takeDown(name: ProcessName, outageMs: number): Promise<{ readonly over: Promise<number> }>;
  flushRedis(): Promise<void>;
  /** Ends what a test has left behind. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** The whole stack as real processes with the settings of production, in a directory of its own. */
export async function startFaultStack(): Promise<FaultStack> {
  const worker = process.env["JEST_WORKER_ID"] ?? "1";
  const dataDirectory = join(process.cwd(), ".travobooks", `faults-${engine}-${worker}`);
  if ((await findRunningStack(dataDirectory)) === undefined) {
    await rm(dataDirectory, { recursive: true, force: true });
  }
  const proxies: Proxies = {
    apiToDatabase: await startFaultProxy(),
    apiToTemporal: await startFaultProxy(),
    booksToDatabase: await startFaultProxy(),
    workerToDatabase: await startFaultProxy(),
    messagingToRedis: await startFaultProxy(),
  };
  const closeProxies = () => Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  let stack: Stack | undefined;
  try {
    stack = await startStack({
      dataDirectory,
      database: engine,
      temporal: { headless: true },
      applications: applications.map((application) => harmable(application, proxies)),
    });
    return await furnish(stack, proxies);
  } catch (error) {
    // What is left running would be in the way of every file that follows.
    await stack?.stop();
    await closeProxies();
    throw error;
  }
}

async function furnish(stack: Stack, proxies: Proxies): Promise<FaultStack> {
  if (stack.database === undefined) throw new Error("the stack has a database");
  const { partner, token } = await createFaultPartner(stack, {
    code: "NOVA",
    timeoutMs: supplierTimeoutMs,
  });
  const books = openBooks(stack.database);
  const supplier = supplierControl(`${stack.addresses["amadeusSandbox"]}/control`);
  const mail = mailControl(stack.addresses["smtpControl"] ?? "");
  const { environment } = stack;
  const temporal = openTemporal(parseTemporalConfig(environment), {
    keyRing: parseKeyRing(environment["ENCRYPTION_KEYS"]),
  });
  return {
    stack,
    partner,
    caller: createCaller(stack.addresses["api"] ?? "", token),
    books,
    supplier,
    mail,
    proxies,
    temporal: temporal.client,
    crash: async (name) => {
      await stack.process(name).kill("SIGKILL", { hold: true });
      // Healthy or not: the test waits for what the process does.
      stack
        .process(name)
        .start()
        .catch(() => undefined);
    },
    takeDown: async (name, outageMs) => {
      await stack.process(name).kill("SIGKILL", { hold: true });
      return { over: endOutage(stack, name, outageMs) };
    },
    flushRedis: async () => {
      const redis = new Redis(stack.environment["REDIS_URL"] ?? "");
      await redis.flushall();
      redis.disconnect();
    },
    heal: async () => {
      for (const proxy of Object.values(proxies)) proxy.forgetHolds();
      await books.close();
      await Promise.all(stack.processes().map((process) => process.start()));
      await Promise.all([supplier.clearFaults(), mail.clearFaults()]);
    },
    stop: async () => {
      await temporal.close();
      await stack.stop();
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    },
  };
}

async function endOutage(stack: Stack, name: ProcessName, outageMs: number): Promise<number> {
  await delay(outageMs);
  await stack.process(name).start();
  return Date.now();
}

/** As it runs in production, but reached through proxies and with less patience. */
function harmable(application: ApplicationSpec, proxies: Proxies): ApplicationSpec {
  const env = (environment: Environment): Environment => {
    const { env: own } = application;
    return {
      LOG_LEVEL: "warn",
      API_WAIT_MS: String(waitMs),
      SUPPLIER_SETTLE_MS: String(settleMs),
      // What is held back comes back sooner than a test is given up.
      SUPPLIER_CIRCUIT_OPEN_MS: "500",
      // A test partner's share of the limits is less than the crowd that comes at once.
      API_RATE_TEST_DIVISOR: "1",
      API_RATE_CREDENTIAL: "1000/1",
      API_RATE_PARTNER: "1000/1",
      API_RATE_ADDRESS: "1000/1",
      ...(typeof own === "function" ? own(environment) : own),
      ...detours(application.name, environment, proxies),
    };
  };
  return { ...application, env };
}

function detours(name: string, environment: Environment, proxies: Proxies): Environment {
  const { DATABASE_URL, REDIS_URL, TEMPORAL_ADDRESS } = environment;
  switch (name) {
    case "api":
      return {
        DATABASE_URL: redirect(DATABASE_URL, proxies.apiToDatabase),
        TEMPORAL_ADDRESS: new URL(redirect(`tcp://${TEMPORAL_ADDRESS}`, proxies.apiToTemporal))
          .host,
      };
    case "worker":
      return { DATABASE_URL: redirect(DATABASE_URL, proxies.workerToDatabase) };
    case "worker-books":
      return { DATABASE_URL: redirect(DATABASE_URL, proxies.booksToDatabase) };
    case "worker-messaging":
      return { REDIS_URL: redirect(REDIS_URL, proxies.messagingToRedis) };
    default:
      return {};
  }
}

function redirect(address: string | undefined, proxy: FaultProxy): string {
  const url = new URL(address ?? "");
  proxy.forwardTo(Number(url.port));
  url.port = String(proxy.port);
  return url.toString();
}
