export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
}

/** Runs a step over and over with so many at once; milliseconds of each, and how many a second. */
export async function measure(
  count: number,
  concurrency: number,
  step: (index: number) => Promise<void>,
): Promise<Latencies> {
  const times: number[] = [];
  let next = 0;
  const started = process.hrtime.bigint();
  const work = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const begun = process.hrtime.bigint();
      await step(index);
      times.push(Number(process.hrtime.bigint() - begun) / 1e6);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const sorted = times.toSorted((left, right) => left - right);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    perSecond: count / seconds,
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
