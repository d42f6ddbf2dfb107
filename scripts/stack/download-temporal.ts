import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { FindContext } from "./find-context";
import { runStep } from "./run-step";
import { StackError, toMessage } from "./stack-error";

const connectTimeoutMs = 10_000;
const stallTimeoutMs = 30_000;
const partialSuffix = ".downloading";

// In a process of its own, because the SDK's downloader can't be cancelled. The SDK starts what
// it downloads; that is ended at once, since only the file is wanted.
const program = `
const [testing, downloadDir] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(testing);
const executable = { type: "cached-download", downloadDir, ttl: "3650 days" };
TestWorkflowEnvironment.createLocal({ server: { executable } }).then(
  (environment) => environment.teardown().then(() => process.exit(0)),
  (error) => { console.error(error.message); process.exit(1); },
);
`;

/** Has the Temporal SDK download the CLI to the target; returns why not when it can't. */
export async function downloadTemporal(
  target: string,
  context: FindContext,
): Promise<string | undefined> {
  const testing = resolveTesting();
  if (!testing) return "the package @temporalio/testing is not installed";
  if (!context.nursery) return "not asked to install";
  const folder = join(dirname(target), "..", "download");
  const logFile = join(context.cacheDirectory, "logs", "temporal-download.log");
  context.progress({ kind: "progress", name: "temporal", text: "asking the SDK to download it" });
  const stalled = new AbortController();
  const watch = watchStall(folder, stalled);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const signals = [stalled.signal, ...(context.signal ? [context.signal] : [])];
    const step = runStep(
      {
        name: "the download",
        command: process.execPath,
        args: ["-e", program, testing, folder],
        env: context.env,
        logFile,
        signal: AbortSignal.any(signals),
      },
      context.nursery,
    );
    const failure = await step.then(() => undefined, toMessage);
    context.signal?.throwIfAborted();
    const file = downloadedFile(folder);
    if (!file) return toReason(failure);
    await mkdir(dirname(target), { recursive: true });
    await rename(file, target);
    return undefined;
  } finally {
    clearInterval(watch);
    await rm(folder, { recursive: true, force: true });
  }
}

// The SDK repeats the address in every layer of its message; what happened stands at its end.
function toReason(failure: string | undefined): string {
  const line = failure?.split("\n").at(-1)?.replace(/^\W+/, "");
  return line?.split(": ").slice(-2).join(": ") ?? "it brought no file";
}

/** Aborts when nothing has begun to arrive in time, or when it stops growing. */
function watchStall(folder: string, stalled: AbortController): NodeJS.Timeout {
  let progressAtMs = performance.now();
  let sizeSeen = 0;
  return setInterval(() => {
    const size = arrivedBytes(folder);
    if (size > sizeSeen) progressAtMs = performance.now();
    sizeSeen = size;
    const limitMs = size > 0 ? stallTimeoutMs : connectTimeoutMs;
    if (performance.now() - progressAtMs > limitMs) {
      stalled.abort(new StackError(`no answer within ${limitMs / 1000} s`));
    }
  }, 500);
}

function arrivedBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  const sizes = readdirSync(folder).map(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function downloadedFile(folder: string): string | undefined {
  const name = readdirSync(folder).find((entry) => !entry.endsWith(partialSuffix));
  return name === undefined ? undefined : join(folder, name);
}

function resolveTesting(): string | undefined {
  try {
    return require.resolve("@temporalio/testing");
  } catch {
    return undefined;
  }
}
