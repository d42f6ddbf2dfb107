import { MessageChannel } from "node:worker_threads";

import { Piscina } from "piscina";

import { Refusal } from "../../../domain/refusal";
import type { RenderedFile, RenderJob } from "./render-report";
import type { RenderAnswer, RenderTask } from "./render-thread";

/** Two reports at once; further ones wait. */
const threadsMax = 2;
/** Fonts and code stay loaded for the next report. */
const idleMs = 30_000;
/** More than the longest report that a format allows takes; a thread that needs more is stopped. */
const heapMbMax = 512;
/** Postings come first: a thread has less of the processor where there is not enough for all. */
const niceIncrement = 10;

export interface ReportThreads {
  /** Rejects at once where the signal aborts, and stops the thread. */
  render(
    job: RenderJob,
    options: { readonly signal: AbortSignal; readonly tell: (count: number) => void },
  ): Promise<RenderedFile>;
  close(): Promise<void>;
}

/** Renders reports off the thread that runs workflows and postings. Starts none before it is asked. */
export function openReportThreads(options: {
  readonly databaseUrl: string;
  readonly documentStoreUrl: string;
  readonly encryptionKeys: string;
  /** The compiled render-thread.ts. */
  readonly threadPath: string;
}): ReportThreads {
  const { threadPath, ...sources } = options;
  const pool = new Piscina<RenderTask, RenderAnswer>({
    filename: threadPath,
    name: "renderInThread",
    minThreads: 0,
    maxThreads: threadsMax,
    idleTimeout: idleMs,
    niceIncrement,
    // A thread that waits for its next report by Atomics.wait would not end its connections.
    atomics: "disabled",
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  });
  return {
    async render(job, { signal, tell }) {
      const { port1: heard, port2: progress } = new MessageChannel();
      heard.on("message", tell);
      try {
        const task = { job, ...sources, progress };
        return toFile(await pool.run(task, { signal, transferList: [progress] }));
      } catch (error) {
        throw isOutOfMemory(error) ? tooLarge() : error;
      } finally {
        heard.close();
      }
    },
    close: () => pool.destroy(),
  };
}

function toFile(answer: RenderAnswer): RenderedFile {
  if (answer.kind === "rendered") return answer.file;
  throw new Refusal(answer.code, answer.message, answer.details);
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function tooLarge(): Refusal {
  return new Refusal(
    "REPORT_TOO_LARGE",
    "The report does not fit the memory of a report. Ask for a shorter range, or another format.",
    { memoryMbMax: heapMbMax },
  );
}
