import { foldBalances } from "../../db/balances/fold-balances";
import type { Latencies } from "../lib/measure";
import { summarise } from "../lib/measure";
import { report } from "../lib/report";
import type { Bench } from "./bench-books";
import { addBranches, addCustomers, listPeriods, openBenchBooks } from "./bench-books";
import type { BenchBooks, ContenderName, StatementName } from "./contender";
import { statementNames } from "./contender";
import { fillBooks } from "./fill-books";
import { startContender } from "./start-contender";

/** Of some seconds of heavy posting: they stand in the books and not yet in the balances. */
const unfoldedLines = 2_000;
/** They share the receivables; all payables are of one supplier, as those of BSP are. */
const customerCount = 200;
/** Books this large are what the goals are set for. */
const largeLineCount = 1_000_000;
const trialBalanceMsMax = 50;
/** What is read from balances must not get slower as the books grow. */
const fromBalances: ReadonlySet<StatementName> = new Set([
  "trial balance",
  "balance sheet",
  "account ledger",
]);

/** Statements from ever larger books, beside the sum over all their lines. */
export async function measureReading(bench: Bench): Promise<void> {
  const sizes = bench.quick ? [10_000, 100_000] : [10_000, 100_000, largeLineCount];
  let smaller: ReadonlyMap<StatementName, Latencies> | undefined;
  for (const lineCount of sizes) {
    const books = await fill(bench, lineCount);
    const times = await measureStatements(bench, books, lineCount);
    if (smaller !== undefined) reportGrowth(bench, lineCount, { times, smaller });
    smaller = times;
  }
}

async function fill(bench: Bench, lineCount: number): Promise<BenchBooks> {
  const { scope, books } = await openBenchBooks(bench);
  const filling = {
    databaseUrl: bench.databaseUrl,
    books,
    periodIds: await listPeriods(scope),
    branchIds: await addBranches(scope, 3),
    customerIds: [books.customerId, ...(await addCustomers(scope, customerCount - 1))],
    dayCount: 365,
  };
  await fillBooks(filling, { lineCount: lineCount - unfoldedLines });
  const started = process.hrtime.bigint();
  const entries = await foldBalances(scope);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  await fillBooks({ ...filling, dayCount: 3 }, { lineCount: unfoldedLines, after: entries });
  report({
    bench: bench.name,
    metric: `lines folded into the balances of ${lineCount} lines`,
    value: (lineCount - unfoldedLines) / seconds,
    unit: "1/s",
  });
  return books;
}

async function measureStatements(
  bench: Bench,
  books: BenchBooks,
  lineCount: number,
): Promise<Map<StatementName, Latencies>> {
  const naive = await measureOne(
    bench,
    books,
    "naive group by",
    lineCount >= largeLineCount ? 5 : 20,
  );
  const times = new Map<StatementName, Latencies>();
  for (const name of statementNames) {
    const { times: latencies, memoryMb } = await measureOne(
      bench,
      books,
      name,
      fromBalances.has(name) ? 60 : lineCount >= largeLineCount ? 5 : 10,
    );
    times.set(name, latencies);
    report({
      bench: bench.name,
      metric: `p50 of ${name} from ${lineCount} lines beside a GROUP BY over them`,
      value: latencies.p50,
      unit: "ms",
      baseline: naive.times.p50,
    });
    report({
      bench: bench.name,
      metric: `peak memory of the process: ${name} from ${lineCount} lines`,
      value: memoryMb,
      unit: "MB",
      baseline: naive.memoryMb,
    });
  }
  return times;
}

async function measureOne(bench: Bench, books: BenchBooks, name: ContenderName, count: number) {
  const contender = await startContender({
    name,
    databaseUrl: bench.databaseUrl,
    books: [books],
    batchSize: 1,
  });
  await contender.round(3, 1);
  const times = summarise([await contender.round(count, 1)]);
  return { times, memoryMb: await contender.end() };
}

function reportGrowth(
  bench: Bench,
  lineCount: number,
  {
    times,
    smaller,
  }: {
    readonly times: ReadonlyMap<StatementName, Latencies>;
    readonly smaller: ReadonlyMap<StatementName, Latencies>;
  },
): void {
  for (const name of statementNames) {
    const value = times.get(name)?.p50 ?? 0;
    report({
      bench: bench.name,
      metric: `p50 of ${name} from ${lineCount} lines beside a tenth of them`,
      value,
      unit: "ms",
      baseline: smaller.get(name)?.p50 ?? 0,
      ...(lineCount >= largeLineCount && fromBalances.has(name)
        ? { goal: { ratioAtMost: 1.5 } }
        : {}),
    });
    if (name === "trial balance" && lineCount >= largeLineCount) {
      report({
        bench: bench.name,
        metric: `p50 of ${name} from ${lineCount} lines beside ${trialBalanceMsMax} ms`,
        value,
        unit: "ms",
        baseline: trialBalanceMsMax,
        goal: { ratioAtMost: 1 },
      });
    }
  }
}
