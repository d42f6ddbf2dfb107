import type { Latencies, Samples } from "../lib/measure";
import { summarise } from "../lib/measure";
import { report } from "../lib/report";
import type { Bench } from "./bench-books";
import { openBenchBooks } from "./bench-books";
import type { BenchBooks, ContenderName } from "./contender";
import type { RunningContender } from "./start-contender";
import { startContender } from "./start-contender";

const callers = [1, 8, 32];
const batchSize = 10_000;

interface Sizes {
  readonly rounds: number;
  /** Postings of each caller in a round. */
  readonly each: number;
  readonly batches: number;
}

/** Single postings and batches, each beside what the database does with the same rows. */
export async function measurePosting(bench: Bench): Promise<void> {
  const sizes = bench.quick
    ? { rounds: 6, each: 8, batches: 1 }
    : { rounds: 24, each: 12, batches: 4 };
  const all: BenchBooks[] = [];
  for (let index = 0; index < 32; index += 1) all.push((await openBenchBooks(bench)).books);
  await measureSingles(bench, { books: all.slice(0, 1), of: "one partner" }, sizes);
  await measureSingles(bench, { books: all, of: "32 partners" }, sizes);
  await measureBatches(bench, all.slice(0, 1), sizes);
}

async function measureSingles(
  bench: Bench,
  { books, of }: { readonly books: readonly BenchBooks[]; readonly of: string },
  { rounds, each }: Sizes,
): Promise<void> {
  const pair = await startPair(bench, books, ["writer", "bare transaction"]);
  await takeTurns(pair, { rounds: 1, count: 64, concurrency: 32 });
  for (const concurrency of callers) {
    const count = each * Math.max(concurrency, 4);
    const [writer, bare] = await takeTurns(pair, { rounds, count, concurrency });
    const callersText = concurrency === 1 ? "1 caller" : `${concurrency} callers`;
    report({
      bench: bench.name,
      metric: `entries posted by ${callersText} of ${of} beside bare transactions`,
      value: writer.perSecond,
      unit: "1/s",
      baseline: bare.perSecond,
      goal: { ratioAtLeast: 0.8 },
    });
  }
  await reportMemory(bench, `posting for ${of}`, pair);
}

async function measureBatches(
  bench: Bench,
  books: readonly BenchBooks[],
  { batches }: Sizes,
): Promise<void> {
  const pair = await startPair(bench, books, ["batch writer", "bare multi-row insert"]);
  const [writer, bare] = await takeTurns(pair, { rounds: batches, count: 1, concurrency: 1 });
  report({
    bench: bench.name,
    metric: `entries posted in one call of ${batchSize} beside multi-row INSERTs`,
    value: writer.perSecond * batchSize,
    unit: "1/s",
    baseline: bare.perSecond * batchSize,
    goal: { ratioAtLeast: 0.5 },
  });
  await reportMemory(bench, `a batch of ${batchSize}`, pair);
}

type Pair = readonly [ours: RunningContender, bare: RunningContender];

async function startPair(
  { databaseUrl }: Bench,
  books: readonly BenchBooks[],
  [ours, bare]: readonly [ContenderName, ContenderName],
): Promise<Pair> {
  const options = { databaseUrl, books, batchSize };
  return [
    await startContender({ ...options, name: ours }),
    await startContender({ ...options, name: bare }),
  ];
}

/** Round by round, so that a noisy minute hits both. */
async function takeTurns(
  [ours, bare]: Pair,
  turn: { readonly rounds: number; readonly count: number; readonly concurrency: number },
): Promise<readonly [ours: Latencies, bare: Latencies]> {
  const samples: [Samples[], Samples[]] = [[], []];
  for (let round = 0; round < turn.rounds; round += 1) {
    samples[0].push(await ours.round(turn.count, turn.concurrency));
    samples[1].push(await bare.round(turn.count, turn.concurrency));
  }
  return [summarise(samples[0]), summarise(samples[1])];
}

/** Of the whole process, the runtime and what is loaded included. */
async function reportMemory(bench: Bench, work: string, [ours, bare]: Pair): Promise<void> {
  report({
    bench: bench.name,
    metric: `peak memory of the process: ${work}`,
    value: await ours.end(),
    unit: "MB",
    baseline: await bare.end(),
  });
}
