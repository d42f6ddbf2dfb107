import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { foldBalances } from "../../db/balances/fold-balances";
import type { Bench } from "../ledger/bench-books";
import { addBranches, listPeriods, openBenchBooks } from "../ledger/bench-books";
import { fillBooks } from "../ledger/fill-books";
import { report } from "../lib/report";
import type { ExportMeasure, ExportRun } from "./export-run";

const formats = ["csv", "xlsx", "pdf", "zip"] as const;

/** The general ledger of a year, and its audit pack, in a thread beside the same work without one. */
export async function measureExports(bench: Bench): Promise<void> {
  const lineCounts = bench.quick ? [6_000] : [10_000, 100_000];
  for (const lineCount of lineCounts) {
    const partner = await fill(bench, lineCount);
    for (const format of formats) await measureFormat(bench, { partner, lineCount, format });
  }
}

async function fill(bench: Bench, lineCount: number): Promise<string> {
  const { scope, books } = await openBenchBooks(bench);
  await fillBooks(
    {
      databaseUrl: bench.databaseUrl,
      books,
      periodIds: await listPeriods(scope),
      branchIds: await addBranches(scope, 3),
      customerIds: [books.customerId],
      dayCount: 365,
    },
    { lineCount },
  );
  await foldBalances(scope);
  return scope.partner;
}

async function measureFormat(
  bench: Bench,
  books: {
    readonly partner: string;
    readonly lineCount: number;
    readonly format: ExportRun["format"];
  },
): Promise<void> {
  const { partner, lineCount, format } = books;
  const run = (where: ExportRun["where"]) =>
    runExport({ where, format, partner, databaseUrl: bench.databaseUrl });
  const threaded = await run("in a thread");
  const baseline = await run("on its own thread");
  const what = `${format} of ${lineCount} lines`;
  const line = (metric: string, unit: string, of: (measured: ExportMeasure) => number) =>
    report({
      bench: bench.name,
      metric: `${metric}: ${what}`,
      unit,
      value: of(threaded),
      baseline: of(baseline),
    });
  line("greatest delay of the event loop", "ms", ({ delayMs }) => delayMs.max);
  line("p99 delay of the event loop", "ms", ({ delayMs }) => delayMs.p99);
  line("peak memory of the process", "MB", ({ peakMemoryMb }) => peakMemoryMb);
  line("time", "s", ({ seconds }) => seconds);
  line("size", "bytes", ({ sizeBytes }) => sizeBytes);
}

async function runExport(run: Omit<ExportRun, "path">): Promise<ExportMeasure> {
  const folder = await mkdtemp(join(tmpdir(), "travobooks-bench-"));
  try {
    const child = fork(join(__dirname, "export-process.js"));
    const answer = once(child, "message");
    const died = once(child, "exit").then(([code]): never => {
      throw new Error(`the export ended with ${String(code)}`);
    });
    // It ends in the end: only before its answer is that an error.
    died.catch(() => {});
    child.send({ ...run, path: join(folder, "report") });
    const [measured]: ExportMeasure[] = await Promise.race([answer, died]);
    if (measured === undefined) throw new Error("the export says nothing");
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
