/** Rows in one statement: some hundred kilobytes, far below what a server takes in one packet. */
export const chunkMax = 1_000;

/** Rows for one statement after the other. */
export function* chunksOf<Row>(
  rows: readonly Row[],
  size: number = chunkMax,
): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) {
    yield rows.slice(start, start + size);
  }
}
