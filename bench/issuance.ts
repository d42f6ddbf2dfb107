import type { Stack } from "../scripts/stack/stack-types";
import { createBareTransaction } from "./lib/bare-transaction";
import { createBareWorkflows } from "./lib/bare-workflows";
import type { Result } from "./lib/compete";
import { compete, countSteps, oneByOne } from "./lib/compete";
import { createMailWatch } from "./lib/mail-watch";
import { createPhases } from "./lib/phases";
import { report } from "./lib/report";
import { createSeller } from "./lib/seller";
import { createBenchPartner, startBenchStack } from "./lib/start-bench-stack";

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
  const stack = await startBenchStack(database, database);
  try {
    await run(stack);
  } finally {
    await stack.stop();
  }
}

async function run(stack: Stack): Promise<void> {
  const seller = createSeller(stack, await createBenchPartner(stack));
  const perContender = countSteps({ rounds, sizes });
  const bareWorkflows = await createBareWorkflows(stack);
  const mails = await createMailWatch(stack);
  const issue = oneByOne(await seller.bookMany(perContender), (id) => seller.issue(id));
  const bareTransaction = await createBareTransaction(stack, await seller.bookMany(perContender));
  const phases = createPhases(stack);
  const results = await compete(
    {
      issuance: { step: issue, settle: mails.drained },
      workflow: { step: bareWorkflows.plain(2) },
      alike: { step: bareWorkflows.alike },
      transaction: { step: bareTransaction.run },
    },
    { rounds, sizes, concurrency, before: phases.mark, after: phases.add },
  );
  reportAll(results, phases.means());
  await Promise.all([bareWorkflows.close(), bareTransaction.close(), mails.close()]);
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

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
