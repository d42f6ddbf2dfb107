/** One page of a list in the order of its keys: stable while rows are inserted. */
export interface PageRequest {
  readonly limit: number;
  /** The key of the last row of the page before. */
  readonly after?: { readonly createdAt: string; readonly id: number };
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: { readonly createdAt: string; readonly id: number };
}

/** Cuts the extra row off that was read to see whether there is more. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  map: {
    readonly item: (row: Row) => Item;
    readonly key: (row: Row) => { readonly createdAt: string; readonly id: number };
  },
): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(map.item),
    ...(rows.length > limit && last !== undefined ? { next: map.key(last) } : {}),
  };
}
