/** By line, by a split of the fixed columns alone, and by the reader that checks everything. */
export const readers = ["lines", "split", "reader"] as const;
export type Reader = (typeof readers)[number];

export interface ReadRun {
  readonly path: string;
  readonly reader: Reader;
}

export interface ReadMeasure {
  readonly seconds: number;
  readonly peakMemoryMb: number;
  /** So that nobody reads less than another. */
  readonly grossMinor: string;
}
