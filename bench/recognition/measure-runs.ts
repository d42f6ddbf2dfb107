import { peakMemoryOf } from "../lib/peak-memory";
import { report } from "../lib/report";
import type { DueBooks, RecognitionBench } from "./due-books";
import { openDueBooks, recogniseAll } from "./due-books";
import { timeInsertSelect } from "./insert-select";

const worker = "worker-books";
const eventsMax = 10_000;

/** Runs of several sizes, with summed entries and with one for each booking; then of many partners. */
export async function measureRuns(bench: RecognitionBench, linesMax: number): Promise<void> {
  const sizes = bench.quick ? [2_000, 10_000] : [10_000, 100_000, 1_000_000];
  await measureRun(bench, { lines: 200, entries: "summed", isWarmUp: true });
  let smaller: number | undefined;
  for (const lines of sizes.filter((size) => size <= linesMax)) {
    smaller = await measureRun(bench, { lines, entries: "summed", smaller });
  }
  await measureRun(bench, { lines: bench.quick ? 1_000 : 10_000, entries: "per_booking" });
  const lines = bench.quick ? 200 : 10_000;
  for (const partners of [1, 4, 16]) await measureCrowd(bench, { partners, lines });
}

interface MeasuredRun {
  readonly lines: number;
  readonly entries: "summed" | "per_booking";
  /** Of a run before, in MB: what a larger one is held beside. */
  readonly smaller?: number | undefined;
  readonly isWarmUp?: boolean;
}

/** Returns the peak memory of its worker. */
async function measureRun(bench: RecognitionBench, run: MeasuredRun): Promise<number> {
  const books = await openDueBooks(bench, run);
  const bareSeconds = await timeInsertSelect(bench, books);
  const memory = peakMemoryOf(bench.stack, worker);
  const { seconds, events } = await timeRuns(bench, [books]);
  const peak = memory.read();
  if (run.isWarmUp === true) return peak;
  const what = `${run.lines} lines, ${run.entries === "summed" ? "summed entries" : "an entry for each booking"}`;
  const { lines, entries, smaller } = run;
  report({
    bench: bench.name,
    metric: `${what}, recognised, beside one INSERT … SELECT`,
    value: lines / seconds,
    unit: "lines/s",
    baseline: lines / bareSeconds,
    ...(entries === "summed" && lines >= 1_000_000 && { goal: { ratioAtLeast: 0.5 } }),
  });
  report({
    bench: bench.name,
    metric: `${what}: peak memory of the worker${smaller === undefined ? "" : ", beside the run before"}`,
    value: peak,
    unit: "MB",
    ...(smaller !== undefined && { baseline: smaller, goal: { ratioAtMost: 1.2 } }),
  });
  report({
    bench: bench.name,
    metric: `${what}: events in the workflow's history, beside what it may have`,
    value: events,
    unit: "events",
    baseline: eventsMax,
    goal: { ratioAtMost: 1 },
  });
  return peak;
}

/** As many lines of each of some partners, who all ask at the same moment. */
async function measureCrowd(
  bench: RecognitionBench,
  { partners, lines }: { readonly partners: number; readonly lines: number },
): Promise<void> {
  const all: DueBooks[] = [];
  while (all.length < partners) all.push(await openDueBooks(bench, { lines, entries: "summed" }));
  const { seconds } = await timeRuns(bench, all);
  report({
    bench: bench.name,
    metric: `${lines} lines of each of ${partners} partners at once, summed entries`,
    value: (partners * lines) / seconds,
    unit: "lines/s",
  });
}

async function timeRuns(bench: RecognitionBench, all: readonly DueBooks[]) {
  const started = process.hrtime.bigint();
  const events = await Promise.all(all.map((books) => recogniseAll(bench, books)));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, events: Math.max(...events) };
}
