/** What becomes of a file that was received. */
export const bspFileStates = [
  "received",
  "staging",
  "matching",
  "imported",
  "quarantined",
  "cancelled",
  "superseded",
] as const;
