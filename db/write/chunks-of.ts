/** Rows for one statement after the other, each small enough for one packet to the server. */
export function* chunksOf<Row>(rows: readonly Row[], countMax = 1_000): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += countMax) {
    yield rows.slice(start, start + countMax);
  }
}
