import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { parseDatabaseUrl } from "../db/config";
import type { PartnerDatabase } from "../db/partner-scope";
import type { DatabaseHandle } from "../db/pool";
import { openDatabase } from "../db/pool";
import { inTransaction } from "../db/transaction";
import { writeAudit } from "../db/write/audit";
import { systemActor } from "../domain/actor";
import { permissions } from "../domain/permissions";
import { applications } from "../scripts/stack/applications";
import { startStack } from "../scripts/stack/start-stack";
import { createCustomer } from "../services/customer/create-customer";
import { createPartner } from "../services/partner/create-partner";
import { createToken } from "../services/token/create-token";
import type { Contender, Round, RunningServer } from "./api/contender";
import { contenders, startServer } from "./api/contender";
import type { Samples } from "./lib/measure";
import { percentile, summarise, takeSamples } from "./lib/measure";
import { report } from "./lib/report";

const quick = process.argv.includes("--quick");
const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
const bench = `api-${database}`;
const sizes = quick ? { rounds: 3, requests: 640 } : { rounds: 10, requests: 3_200 };
const crowds = [1, 32];
const listPath = () => "/v1/customers?limit=25";
const goal = { ratioAtLeast: 0.7 };
const act = { context: { actor: systemActor }, at: "2026-01-01 00:00:00.000000" };

/**
 * An authenticated read and a list through the whole API, beside a bare Hono route doing the same
 * query, in one run, taking turns; and what authentication, rate limits and the audit cost.
 */
async function main(): Promise<void> {
  const dataDirectory = join(process.cwd(), ".travobooks", `bench-${bench}`);
  await rm(dataDirectory, { recursive: true, force: true });
  const stack = await startStack({
    dataDirectory,
    database,
    services: ["mysql", "redis"],
    applications: applications.filter(({ runToCompletion }) => runToCompletion === true),
  });
  try {
    const opened = openDatabase(parseDatabaseUrl(stack.environment["DATABASE_URL"]));
    await measure(opened, { ...process.env, ...stack.environment });
    await opened.close();
  } finally {
    await stack.stop();
  }
}

async function measure(opened: DatabaseHandle, env: NodeJS.ProcessEnv): Promise<void> {
  const { scope, token, customers } = await furnish(opened);
  const { partner, partnerId } = scope;
  const authorization = `Bearer ${token}`;
  const servers = new Map<Contender, RunningServer>();
  for (const contender of contenders) {
    const options = { contender, partner, partnerId, authorization };
    servers.set(contender, await startServer(options, env));
  }
  const read = (index: number) => `/v1/customers/${customers[index % customers.length]}`;
  for (const callers of crowds) {
    const who = callers === 1 ? "1 caller" : `${callers} callers`;
    reportAll(`read, ${who}`, await takeTurns(servers, read, callers));
    reportAll(`list of 25, ${who}`, await takeTurns(servers, listPath, callers));
  }
  for (const server of servers.values()) await server.end();
  await measureAudit(scope);
}

async function furnish(opened: DatabaseHandle) {
  const books = {
    code: randomUUID().slice(0, 12),
    name: "Bench Travel",
    environment: "test",
    countryCode: "BD",
    timeZone: "Asia/Dhaka",
    functionalCurrency: "BDT",
    booksFrom: "2026-01-01",
  } as const;
  const scope = await createPartner(opened, books, act);
  const asked = { name: "bench", environment: "test", permissions } as const;
  const { token } = await createToken(scope, asked, act);
  const customers: string[] = [];
  for (let index = 0; index < 200; index += 1) customers.push(await addCustomer(scope));
  return { scope, token, customers };
}

function addCustomer(scope: PartnerDatabase, auditEvents = 0): Promise<string> {
  return inTransaction(scope, async (transaction) => {
    const code = randomUUID();
    const customer = { code, type: "retail", displayName: "Ayesha Rahman" } as const;
    const stated = { ...customer, languageCode: "en", paymentTermsDays: 0 };
    const id = await createCustomer(transaction, stated, act);
    for (let index = 0; index < auditEvents; index += 1) {
      const event = {
        type: "customer.read",
        targetType: "customer",
        targetId: id,
        payload: { code },
      };
      await writeAudit(transaction, act.context, [event], act.at);
    }
    return id;
  });
}

async function takeTurns(
  servers: ReadonlyMap<Contender, RunningServer>,
  path: (index: number) => string,
  callers: number,
): Promise<ReadonlyMap<Contender, readonly Round[]>> {
  const samples = new Map<Contender, Round[]>();
  // One caller waits for each answer: a quarter of the requests takes as long.
  const count = callers === 1 ? sizes.requests / 4 : sizes.requests;
  for (const server of servers.values()) await server.round(path, count, callers);
  for (let round = 0; round < sizes.rounds; round += 1) {
    for (const [contender, server] of servers) {
      const taken = await server.round(path, count, callers);
      samples.set(contender, [...(samples.get(contender) ?? []), taken]);
    }
  }
  return samples;
}

function reportAll(what: string, samples: ReadonlyMap<Contender, readonly Round[]>): void {
  const bare = figuresOf(samples.get("bare") ?? []);
  const whole = figuresOf(samples.get("api") ?? []);
  report({
    bench,
    metric: what,
    value: whole.perSecond,
    unit: "/s",
    baseline: bare.perSecond,
    goal,
  });
  report({ bench, metric: `${what}, p99`, value: whole.p99, unit: "ms", baseline: bare.p99 });
  const processor = { metric: `${what}, processor`, unit: "ms a request" };
  report({ bench, ...processor, value: whole.processorMs, baseline: bare.processorMs });
  for (const contender of ["api without rate limits", "api without authentication"] as const) {
    const { processorMs } = figuresOf(samples.get(contender) ?? []);
    const metric = `${what}, processor for ${contender.replace("api without ", "")}`;
    report({ bench, metric, value: whole.processorMs - processorMs, unit: processor.unit });
  }
}

function figuresOf(rounds: readonly Round[]) {
  const sorted = rounds.flatMap(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const processorMs = rounds.reduce((sum, round) => sum + round.processorMs, 0) / sorted.length;
  return { perSecond: summarise(rounds).perSecond, p99: percentile(sorted, 0.99), processorMs };
}

/** A write with one audit event, and with another: the difference is what one costs. */
async function measureAudit(scope: PartnerDatabase): Promise<void> {
  const rounds = { one: [] as Samples[], two: [] as Samples[] };
  const count = sizes.requests / 4;
  for (let round = 0; round < sizes.rounds; round += 1) {
    rounds.one.push(await takeSamples(count, 4, async () => void (await addCustomer(scope))));
    rounds.two.push(await takeSamples(count, 4, async () => void (await addCustomer(scope, 1))));
  }
  const [one, two] = [summarise(rounds.one), summarise(rounds.two)];
  report({ bench, metric: "write, p50", value: one.p50, unit: "ms" });
  report({
    bench,
    metric: "write, cost of one audit event, p50",
    value: two.p50 - one.p50,
    unit: "ms",
  });
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
