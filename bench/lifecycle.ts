import { createConnection } from "mysql2/promise";

import { parseDatabaseUrl } from "../db/config";
import { connectionOptions } from "../db/pool";
import type { Stack } from "../scripts/stack/stack-types";
import { createBareWorkflows } from "./lib/bare-workflows";
import { amadeusAt, ndcAt } from "./lib/bench-supplier";
import type { Result } from "./lib/compete";
import { compete, countSteps, oneByOne } from "./lib/compete";
import { createMailWatch } from "./lib/mail-watch";
import { takeSamples } from "./lib/measure";
import { report } from "./lib/report";
import type { Seller } from "./lib/seller";
import { createSeller } from "./lib/seller";
import { createBenchPartner, startBenchStack } from "./lib/start-bench-stack";

const quick = process.argv.includes("--quick");
const database = process.argv.includes("mysql") ? "mysql" : "mariadb";
const overNdc = process.argv.includes("ndc");
const bench = `lifecycle-${overNdc ? "ndc-" : ""}${database}`;
const sizes = quick
  ? { warmUp: 6, sequential: 8, concurrent: 16 }
  : { warmUp: 30, sequential: 30, concurrent: 64 };
const rounds = quick ? 2 : 6;
const concurrency = 8;

/** Of each act; what is asked of the supplier and each step on the books is one. */
const activities = { void: 4, refund: 5, exchange: 4 } as const;
type Act = keyof typeof activities;

/**
 * Voids, refunds and exchanges of issued tickets through the HTTP API, over Amadeus or, where it is
 * named, over NDC, beside bare Temporal
 * workflows with as many activities that do nothing: in one run, taking turns.
 */
async function main(): Promise<void> {
  const stack = await startBenchStack(bench, database);
  try {
    await run(stack);
  } finally {
    await stack.stop();
  }
}

async function run(stack: Stack): Promise<void> {
  const token = await createBenchPartner(stack);
  const seller = createSeller(stack, token, overNdc ? ndcAt(stack) : amadeusAt(stack));
  const count = countSteps({ rounds, sizes });
  const [toVoid, toRefund, toExchange] = [
    await issueMany(seller, count),
    await issueMany(seller, count),
    await issueMany(seller, count),
  ];
  await keepVoidWindowOpen(stack);
  const mails = await createMailWatch(stack);
  await mails.drained();
  const refundQuotes = await inOrder(toRefund, (id) => seller.quoteRefund(id));
  const exchangeQuotes = await inOrder(toExchange, (id) => seller.quoteExchange(id));
  const bare = await createBareWorkflows(stack);
  const results = await compete(
    {
      void: { step: oneByOne(toVoid, (id) => seller.void(id)) },
      refund: { step: oneByOne(refundQuotes, (id) => seller.refund(id)) },
      exchange: { step: oneByOne(exchangeQuotes, (id) => seller.exchange(id)) },
      bare4: { step: bare.plain(4) },
      bare5: { step: bare.plain(5) },
    },
    { rounds, sizes, concurrency },
  );
  const bareOf = { 4: results.bare4, 5: results.bare5 } as const;
  for (const act of ["void", "refund", "exchange"] as const) {
    reportAct(act, results[act], bareOf[activities[act]]);
  }
  await Promise.all([bare.close(), mails.close()]);
}

async function issueMany(seller: Seller, count: number): Promise<string[]> {
  const ids = await seller.bookMany(count);
  await takeSamples(
    count,
    concurrency,
    oneByOne(ids, (id) => seller.issue(id)),
  );
  return ids;
}

function inOrder(
  ids: readonly string[],
  quote: (id: string) => Promise<string>,
): Promise<string[]> {
  return ids.reduce<Promise<string[]>>(
    async (before, id) => [...(await before), await quote(id)],
    Promise.resolve([]),
  );
}

/** Whatever time of the day it is where the agency is. */
async function keepVoidWindowOpen({ environment }: Stack): Promise<void> {
  const address = parseDatabaseUrl(environment["DATABASE_URL"]);
  const connection = await createConnection(connectionOptions(address));
  await connection.query(
    "UPDATE suppliers SET void_cut_off_time = '23:59', void_time_zone = 'Pacific/Pago_Pago'",
  );
  await connection.end();
}

function reportAct(act: Act, ours: Result, bare: Result): void {
  const beside = `beside a bare workflow of ${activities[act]} activities`;
  report({
    bench,
    metric: `${act}, p50 ${beside}`,
    value: ours.one.p50,
    unit: "ms",
    baseline: bare.one.p50,
  });
  report({
    bench,
    metric: `${act}, throughput with ${concurrency} at once ${beside}`,
    value: ours.many.perSecond,
    unit: "1/s",
    baseline: bare.many.perSecond,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
