export interface Progress {
  /** Writes the newest count down when the one before it is written; those in between never. */
  readonly tell: (count: number) => void;
  /** The newest count. */
  readonly count: () => number;
  /** Nothing is being written down any more. */
  told(): Promise<void>;
}

/** Progress that comes faster than it can be written down holds up nothing. */
export function tellProgress(write: (count: number) => Promise<unknown>): Progress {
  let newest = 0;
  let written = 0;
  let telling: Promise<void> | undefined;
  const writeNewest = async () => {
    while (written < newest) {
      written = newest;
      await write(written);
    }
  };
  return {
    tell(count) {
      newest = count;
      // A count that could not be written is made good by the next one; the report goes on.
      telling ??= writeNewest()
        .catch(() => {})
        .finally(() => {
          telling = undefined;
        });
    },
    count: () => newest,
    told: async () => telling,
  };
}
