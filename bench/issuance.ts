import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { Client, Connection, WithStartWorkflowOperation } from "@temporalio/client";

import { createPartnerWithToken } from "../scripts/create-partner";
import { applications } from "../scripts/stack/applications";
import type { ApplicationSpec, Stack } from "../scripts/stack/stack-types";
import { startStack } from "../scripts/stack/start-stack";
import { parseTemporalConfig } from "../temporal/config";
import { bareTaskQueue } from "./bare/worker";
import type { bare } from "./bare/workflows";
import { bareUpdate } from "./bare/workflows";
import { createBareTransaction } from "./lib/bare-transaction";
import type { Latencies } from "./lib/measure";
import { measure } from "./lib/measure";
import { createPhases } from "./lib/phases";
import { report } from "./lib/report";
import { createSeller } from "./lib/seller";

const quick = process.argv.includes("--quick");
const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
const sizes = quick
  ? { warmUp: 20, sequential: 60, concurrent: 160 }
  : { warmUp: 60, sequential: 300, concurrent: 1_000 };
const concurrency = 16;

/**
 * An issuance through the HTTP API, beside a bare Temporal workflow with as many activities that
 * do nothing, and beside the bare transaction with the same rows: in one run, one after another.
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
    }),
  };
}

async function run(stack: Stack): Promise<void> {
  const seller = createSeller(stack, await createPartner(stack));
  const perContender = sizes.warmUp + sizes.sequential + sizes.concurrent;
  const bareWorkflow = await createBareWorkflow(stack);
  const issuance = oneByOne(await seller.bookMany(perContender), (booking) =>
    seller.issue(booking),
  );
  const bareTransaction = await createBareTransaction(stack, await seller.bookMany(perContender));
  for (const step of [bareWorkflow.run, issuance, bareTransaction.run]) {
    await measure(sizes.warmUp, 4, step);
  }
  const phases = createPhases(stack);
  const workflowOne = await measure(sizes.sequential, 1, bareWorkflow.run);
  await phases.mark();
  const issuanceOne = await measure(sizes.sequential, 1, issuance);
  const shares = await phases.since();
  const transactionOne = await measure(sizes.sequential, 1, bareTransaction.run);
  reportAll({
    workflow: {
      one: workflowOne,
      many: await measure(sizes.concurrent, concurrency, bareWorkflow.run),
    },
    issuance: { one: issuanceOne, many: await measure(sizes.concurrent, concurrency, issuance) },
    transaction: {
      one: transactionOne,
      many: await measure(sizes.concurrent, concurrency, bareTransaction.run),
    },
    shares,
  });
  await Promise.all([bareWorkflow.close(), bareTransaction.close()]);
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

interface Both {
  readonly one: Latencies;
  readonly many: Latencies;
}

function reportAll({
  workflow,
  issuance,
  transaction,
  shares,
}: {
  readonly workflow: Both;
  readonly issuance: Both;
  readonly transaction: Both;
  readonly shares: ReadonlyMap<string, number>;
}): void {
  const bench = `issuance-${database}`;
  const ms = { bench, unit: "ms" };
  report({
    ...ms,
    metric: "p50 beside the bare workflow",
    value: issuance.one.p50,
    baseline: workflow.one.p50,
    goal: { ratioAtMost: 1.5 },
  });
  report({
    ...ms,
    metric: "p95 beside the bare workflow",
    value: issuance.one.p95,
    baseline: workflow.one.p95,
  });
  report({
    bench,
    unit: "1/s",
    metric: `throughput with ${concurrency} at once beside the bare workflow`,
    value: issuance.many.perSecond,
    baseline: workflow.many.perSecond,
    goal: { ratioAtLeast: 0.6 },
  });
  report({
    ...ms,
    metric: `p95 with ${concurrency} at once beside the bare workflow`,
    value: issuance.many.p95,
    baseline: workflow.many.p95,
  });
  report({
    ...ms,
    metric: "p50 beside the bare transaction",
    value: issuance.one.p50,
    baseline: transaction.one.p50,
  });
  report({
    bench,
    unit: "1/s",
    metric: `throughput with ${concurrency} at once beside the bare transaction`,
    value: issuance.many.perSecond,
    baseline: transaction.many.perSecond,
  });
  for (const [phase, mean] of shares) {
    report({ ...ms, metric: `mean of ${phase}`, value: mean, baseline: issuance.one.p50 });
  }
}

async function createBareWorkflow(stack: Stack) {
  const { address, namespace } = parseTemporalConfig(stack.environment);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  return {
    close: () => connection.close(),
    run: async () => {
      await client.workflow.executeUpdateWithStart(bareUpdate, {
        startWorkflowOperation: new WithStartWorkflowOperation<typeof bare>("bare", {
          workflowId: `bare-${randomUUID()}`,
          taskQueue: bareTaskQueue,
          workflowIdConflictPolicy: "FAIL",
        }),
      });
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
