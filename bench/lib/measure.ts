export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
}

/** The times of some steps, and how long they took together. */
export interface Samples {
  readonly milliseconds: readonly number[];
  readonly seconds: number;
}

/** One round of a contender; rounds of several take turns, so that a noisy minute hits them all. */
export async function takeSamples(
  count: number,
  concurrency: number,
  step: (index: number) => Promise<void>,
): Promise<Samples> {
  const milliseconds: number[] = [];
  let next = 0;
  const started = process.hrtime.bigint();
  const work = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const begun = process.hrtime.bigint();
      await step(index);
      milliseconds.push(Number(process.hrtime.bigint() - begun) / 1e6);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { milliseconds, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

export function summarise(rounds: readonly Samples[]): Latencies {
  const sorted = rounds.flatMap(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  const seconds = rounds.reduce((total, round) => total + round.seconds, 0);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    perSecond: sorted.length / seconds,
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
