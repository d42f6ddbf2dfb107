/** One export of a report, measured in a process of its own. */
export interface ExportRun {
  /** In a thread, as the worker does it, or on the thread that asks: what it is measured beside. */
  readonly where: "in a thread" | "on its own thread";
  readonly format: "csv" | "xlsx" | "pdf" | "zip";
  readonly databaseUrl: string;
  /** Public id. */
  readonly partner: string;
  /** The file to write. */
  readonly path: string;
}

export interface ExportMeasure {
  readonly rowCount: number;
  readonly sizeBytes: number;
  readonly seconds: number;
  /** How late the event loop came to what was due. */
  readonly delayMs: { readonly p99: number; readonly max: number };
  readonly peakMemoryMb: number;
}
