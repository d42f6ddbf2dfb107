import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Bench } from "../ledger/bench-books";
import { openBenchBooks } from "../ledger/bench-books";
import { report } from "../lib/report";
import { benchAgent, mostTransactions, writeBenchFile } from "./hot-file";
import type { ImportMeasure, ImportRun } from "./import-run";
import { stageAgain } from "./stage-again";

/** What a worker may have while it imports (issue 7). */
const memoryMaxMb = 400;

/**
 * Imports of several sizes, each in a process of its own, into books that know none of the documents:
 * every transaction is an exception. Staging beside the same rows by multi-row INSERT and by LOAD DATA.
 */
export async function measureImports(bench: Bench): Promise<void> {
  const sizes = bench.quick ? [2_000, 10_000] : [10_000, 100_000, mostTransactions];
  const directory = await mkdtemp(join(tmpdir(), "bench-bsp-"));
  const path = join(directory, "file.hot");
  try {
    let smaller: number | undefined;
    for (const count of sizes) {
      await writeBenchFile(path, count);
      smaller = await measure(bench, { path, count, smaller });
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(
  bench: Bench,
  {
    path,
    count,
    smaller,
  }: { readonly path: string; readonly count: number; readonly smaller: number | undefined },
): Promise<number> {
  const { scope } = await openBenchBooks(bench);
  await scope.db.updateTable("partners").set({ iata_number: benchAgent }).execute();
  const run = { databaseUrl: bench.databaseUrl, partner: scope.partner, path };
  const { fileId, stageSeconds, matchSeconds, concludeSeconds, peakMemoryMb } = await start(run);
  const bare = await stageAgain(scope, { fileId, databaseUrl: bench.databaseUrl });
  const rate = { bench: bench.name, unit: "transactions/s" } as const;
  report({
    ...rate,
    metric: `${count} transactions, staged, beside their INSERTs alone`,
    value: count / stageSeconds,
    baseline: count / bare.inserted,
  });
  report({
    ...rate,
    metric: `${count} transactions, staged, beside LOAD DATA of their rows`,
    value: count / stageSeconds,
    baseline: count / bare.loaded,
    goal: { ratioAtLeast: 0.5 },
  });
  report({ ...rate, metric: `${count} transactions, matched`, value: count / matchSeconds });
  const perSecond = count / (stageSeconds + matchSeconds + concludeSeconds);
  report({
    ...rate,
    metric: `${count} transactions, imported`,
    value: perSecond,
    ...(smaller !== undefined && { baseline: smaller, goal: { ratioAtLeast: 0.8 } }),
  });
  report({
    bench: bench.name,
    metric: `${count} transactions, imported: peak memory, beside what a worker may have`,
    value: peakMemoryMb,
    unit: "MB",
    baseline: memoryMaxMb,
    goal: { ratioAtMost: 1 },
  });
  return perSecond;
}

async function start(run: ImportRun): Promise<ImportMeasure> {
  const child = fork(join(__dirname, "import-process.js"));
  const ended = once(child, "exit");
  const measured = new Promise<ImportMeasure>((resolve) => {
    child.once("message", (message: ImportMeasure) => resolve(message));
  });
  child.send(run);
  const first = await Promise.race([measured, ended]);
  if (Array.isArray(first)) throw new Error(`the import ended with ${first[0]}`);
  await ended;
  return first;
}
