import type { Latencies, Samples } from "./measure";
import { summarise, takeSamples } from "./measure";

export interface Contender {
  readonly step: () => Promise<void>;
  /** Waits for what a contender's steps have set off, so that no other one pays for it. */
  readonly settle?: () => Promise<void>;
}

export interface Result {
  readonly one: Latencies;
  readonly many: Latencies;
}

export interface Competition {
  readonly rounds: number;
  /** Of one round: steps one after another, then steps at once. */
  readonly sizes: {
    readonly warmUp: number;
    readonly sequential: number;
    readonly concurrent: number;
  };
  readonly concurrency: number;
  /** Around each contender's steps one after another. */
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
}

/** How many steps each contender takes. */
export function countSteps({ rounds, sizes }: Pick<Competition, "rounds" | "sizes">): number {
  return sizes.warmUp + rounds * (sizes.sequential + sizes.concurrent);
}

/** Each contender's rounds between the others', so that a noisy minute of the machine hits all. */
export async function compete<Name extends string>(
  contenders: Record<Name, Contender>,
  { rounds, sizes, concurrency, before, after }: Competition,
): Promise<Record<Name, Result>> {
  const entries = Object.entries<Contender>(contenders);
  for (const [, { step, settle }] of entries) {
    await takeSamples(sizes.warmUp, 4, step);
    await settle?.();
  }
  const samples = new Map<string, { one: Samples[]; many: Samples[] }>(
    entries.map(([name]) => [name, { one: [], many: [] }]),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { step, settle }] of entries) {
      await before?.();
      samples.get(name)?.one.push(await takeSamples(sizes.sequential, 1, step));
      await after?.();
      samples.get(name)?.many.push(await takeSamples(sizes.concurrent, concurrency, step));
      await settle?.();
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the names are the contenders'
  return Object.fromEntries(
    [...samples].map(([name, { one, many }]) => [
      name,
      { one: summarise(one), many: summarise(many) },
    ]),
  ) as Record<Name, Result>;
}

/** A step for each item, in their order, each once. */
export function oneByOne<Item>(
  items: readonly Item[],
  step: (item: Item) => Promise<void>,
): () => Promise<void> {
  let next = 0;
  return async () => {
    const item = items[next];
    next += 1;
    if (item === undefined) throw new Error("the bench has run out of what it takes up");
    await step(item);
  };
}
