/** A crowd is no faster, and its callers run out of patience. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  { atOnce = 12 }: { readonly atOnce?: number } = {},
): Promise<Result[]> {
  const results = new Map<number, Result>();
  const queue = [...items.entries()];
  const takeTurns = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      results.set(index, await work(item));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  return items.map((_, index) => results.get(index) as Result);
}
