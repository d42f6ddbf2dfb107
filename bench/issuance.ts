import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { Client, Connection, WithStartWorkflowOperation } from "@temporalio/client";
import type { RowDataPacket } from "mysql2/promise";
import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import { connectionOptions } from "../db/pool";
import { createPartnerWithToken } from "../scripts/create-partner";
import { applications } from "../scripts/stack/applications";
import type { ApplicationSpec, Stack } from "../scripts/stack/stack-types";
import { startStack } from "../scripts/stack/start-stack";
import { parseTemporalConfig } from "../temporal/config";
import { bareTaskQueue } from "./bare/worker";
import type { bare, bareAlike } from "./bare/workflows";
import { bareUpdate } from "./bare/workflows";
import { createBareTransaction } from "./lib/bare-transaction";
import type { Latencies, Samples } from "./lib/measure";
import { summarise, takeSamples } from "./lib/measure";
import type { Phases } from "./lib/phases";
import { createPhases } from "./lib/phases";
import { report } from "./lib/report";
import { createSeller } from "./lib/seller";

const quick = process.argv.includes("--quick");
const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
/** Of one round: steps one after another, then steps at once. */
const sizes = quick
  ? { warmUp: 20, sequential: 15, concurrent: 32 }
  : { warmUp: 60, sequential: 40, concurrent: 128 };
const rounds = quick ? 3 : 8;
const concurrency = 16;

/**
 * An issuance through the HTTP API, beside a bare Temporal workflow with as many activities that
 * do nothing, once written plainly and once in our shape, and beside the bare transaction with the
 * same rows: in one run, taking turns.
 */
async function main(): Promise<void> {
  const dataDirectory = join(process.cwd(), ".travobooks", `bench-${database}`);
  await rm(dataDirectory, { recursive: true, force: true });
  const stack = await startStack({
    dataDirectory,
    database,
    temporal: { headless: true },
    applications: [
      ...applications.map(quiet),
      { name: "bare-worker", args: ["dist/bench/bare/worker.js"] },
    ],
  });
  try {
    await run(stack);
  } finally {
    await stack.stop();
  }
}

function quiet(application: ApplicationSpec): ApplicationSpec {
  const { env } = application;
  return {
    ...application,
    env: (environment) => ({
      ...(typeof env === "function" ? env(environment) : env),
      LOG_LEVEL: "warn",
      API_RATE_TEST_DIVISOR: "1",
      API_RATE_CREDENTIAL: "100000/1",
      API_RATE_PARTNER: "100000/1",
      API_RATE_ADDRESS: "100000/1",
    }),
  };
}

interface Contender {
  readonly step: () => Promise<void>;
  /** Waits for what a contender's steps have set off, so that no other one pays for it. */
  readonly settle?: () => Promise<void>;
}

interface Result {
  readonly one: Latencies;
  readonly many: Latencies;
}

async function run(stack: Stack): Promise<void> {
  const seller = createSeller(stack, await createPartner(stack));
  const perContender = sizes.warmUp + rounds * (sizes.sequential + sizes.concurrent);
  const bareWorkflows = await createBareWorkflows(stack);
  const mails = await createMailWatch(stack);
  const issue = oneByOne(await seller.bookMany(perContender), (id) => seller.issue(id));
  const bareTransaction = await createBareTransaction(stack, await seller.bookMany(perContender));
  const phases = createPhases(stack);
  const results = await compete(phases, {
    issuance: { step: issue, settle: mails.drained },
    workflow: { step: bareWorkflows.plain },
    alike: { step: bareWorkflows.alike },
    transaction: { step: bareTransaction.run },
  });
  reportAll(results, phases.means());
  await Promise.all([bareWorkflows.close(), bareTransaction.close(), mails.close()]);
}

/** Each contender's rounds between the others', so that a noisy minute of the machine hits all. */
async function compete<Name extends string>(
  phases: Phases,
  contenders: Record<Name, Contender>,
): Promise<Record<Name, Result>> {
  const entries = Object.entries<Contender>(contenders);
  for (const [, { step, settle }] of entries) {
    await takeSamples(sizes.warmUp, 4, step);
    await settle?.();
  }
  const samples = new Map<string, { one: Samples[]; many: Samples[] }>(
    entries.map(([name]) => [name, { one: [], many: [] }]),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { step, settle }] of entries) {
      await phases.mark();
      samples.get(name)?.one.push(await takeSamples(sizes.sequential, 1, step));
      await phases.add();
      samples.get(name)?.many.push(await takeSamples(sizes.concurrent, concurrency, step));
      await settle?.();
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names are the contenders'
  return Object.fromEntries(
    [...samples].map(([name, { one, many }]) => [
      name,
      { one: summarise(one), many: summarise(many) },
    ]),
  ) as Record<Name, Result>;
}

function oneByOne<Item>(
  items: readonly Item[],
  step: (item: Item) => Promise<void>,
): () => Promise<void> {
  let next = 0;
  return async () => {
    const item = items[next];
    next += 1;
    if (item === undefined) throw new Error("the bench has run out of bookings");
    await step(item);
  };
}

function reportAll(
  {
    issuance,
    workflow,
    alike,
    transaction,
  }: Record<"issuance" | "workflow" | "alike" | "transaction", Result>,
  shares: ReadonlyMap<string, number>,
): void {
  const bench = `issuance-${database}`;
  const baselines = [
    { name: "the bare workflow", baseline: workflow, goals: true },
    { name: "a bare workflow of the same shape", baseline: alike, goals: false },
    { name: "the bare transaction", baseline: transaction, goals: false },
  ];
  for (const { name, baseline, goals } of baselines) {
    report({
      bench,
      unit: "ms",
      metric: `p50 beside ${name}`,
      value: issuance.one.p50,
      baseline: baseline.one.p50,
      ...(goals ? { goal: { ratioAtMost: 1.5 } } : {}),
    });
    report({
      bench,
      unit: "ms",
      metric: `p95 beside ${name}`,
      value: issuance.one.p95,
      baseline: baseline.one.p95,
    });
    report({
      bench,
      unit: "1/s",
      metric: `throughput with ${concurrency} at once beside ${name}`,
      value: issuance.many.perSecond,
      baseline: baseline.many.perSecond,
      ...(goals ? { goal: { ratioAtLeast: 0.6 } } : {}),
    });
    report({
      bench,
      unit: "ms",
      metric: `p95 with ${concurrency} at once beside ${name}`,
      value: issuance.many.p95,
      baseline: baseline.many.p95,
    });
  }
  for (const [phase, mean] of shares) {
    report({
      bench,
      unit: "ms",
      metric: `mean of ${phase}`,
      value: mean,
      baseline: issuance.one.p50,
    });
  }
}

async function createBareWorkflows(stack: Stack) {
  const { address, namespace } = parseTemporalConfig(stack.environment);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    close: () => connection.close(),
    plain: async () => {
      await client.workflow.execute<typeof bare>("bare", {
        workflowId: `bare-${randomUUID()}`,
        taskQueue: bareTaskQueue,
      });
    },
    alike: async () => {
      await client.workflow.executeUpdateWithStart(bareUpdate, {
        startWorkflowOperation: new WithStartWorkflowOperation<typeof bareAlike>("bareAlike", {
          workflowId: `bare-${randomUUID()}`,
          taskQueue: bareTaskQueue,
          workflowIdConflictPolicy: "FAIL",
        }),
      });
    },
  };
}

/** Knows when every e-ticket of what was issued so far has gone out. */
async function createMailWatch(stack: Stack) {
  const connection = await createConnection(
    connectionOptions(parseDatabaseUrl(stack.environment["DATABASE_URL"])),
  );
  const left = async () => {
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT (SELECT COUNT(*) FROM bookings WHERE state = 'ISSUED' AND EXISTS
                (SELECT 1 FROM supplier_request_log r WHERE r.booking_id = bookings.booking_id AND r.operation = 'DocIssuance_IssueTicket'))
            - (SELECT COUNT(*) FROM email_outbox WHERE status = 'sent') AS pending`,
    );
    return Number(rows[0]?.["pending"]);
  };
  return {
    close: () => connection.end(),
    drained: async () => {
      while ((await left()) > 0) await delay(50);
    },
  };
}

async function createPartner(stack: Stack): Promise<string> {
  const { token } = await createPartnerWithToken(
    {
      code: "BENCH",
      name: "Bench Travel",
      environment: "test",
      countryCode: "BD",
      timeZone: "Asia/Dhaka",
      functionalCurrency: "BDT",
      booksFrom: new Date().toISOString().slice(0, 10),
    },
    stack.environment,
  );
  return token;
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
