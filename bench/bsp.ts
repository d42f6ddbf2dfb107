import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { mostTransactions, writeBenchFile } from "./bsp/hot-file";
import type { Reader, ReadMeasure, ReadRun } from "./bsp/read-run";
import { readers } from "./bsp/read-run";
import { report } from "./lib/report";

const bench = "bsp";
const quick = process.argv.includes("--quick");
const sizes = quick ? [5_000, 50_000] : [10_000, 100_000, mostTransactions];
const rounds = quick ? 2 : 3;

/**
 * Reading HOT files of several sizes with every check, beside reading the same file line by line and
 * beside a hand-tuned split of its columns: transactions a second and peak memory, each in a process
 * of its own, taking turns.
 */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "bench-bsp-"));
  try {
    let smaller: number | undefined;
    for (const count of sizes) {
      const path = join(directory, "file.hot");
      await writeBenchFile(path, count);
      const perSecond = await measure(path, count);
      if (smaller !== undefined) {
        report({
          bench,
          metric: `${count} transactions, rate beside the smaller file's`,
          value: perSecond,
          unit: "transactions/s",
          baseline: smaller,
          goal: { ratioAtLeast: 0.8 },
        });
      }
      smaller = perSecond;
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(path: string, count: number): Promise<number> {
  const best = new Map<Reader, ReadMeasure>();
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of readers) {
      const measured = await run({ path, reader });
      const known = best.get(reader);
      if (known === undefined || measured.seconds < known.seconds) best.set(reader, measured);
    }
  }
  const [ours, lines, split] = [best.get("reader"), best.get("lines"), best.get("split")];
  if (ours === undefined || lines === undefined || split === undefined) throw new Error("no round");
  if (ours.grossMinor !== split.grossMinor) throw new Error("the readers differ in what they read");
  const rate = { unit: "transactions/s", value: count / ours.seconds } as const;
  const what = `${count} transactions, read`;
  report({ bench, metric: `${what}, beside lines`, ...rate, baseline: count / lines.seconds });
  report({ bench, metric: `${what}, beside a split`, ...rate, baseline: count / split.seconds });
  report({
    bench,
    metric: `${what}, peak memory`,
    value: ours.peakMemoryMb,
    unit: "MB",
    baseline: lines.peakMemoryMb,
  });
  return rate.value;
}

async function run(asked: ReadRun): Promise<ReadMeasure> {
  const child = fork(join(__dirname, "bsp/read-process.js"));
  const ended = once(child, "exit");
  const measured = new Promise<ReadMeasure>((resolve) => {
    child.once("message", (message: ReadMeasure) => resolve(message));
  });
  child.send(asked);
  const first = await Promise.race([measured, ended]);
  if (Array.isArray(first)) throw new Error(`${asked.reader} ended with ${first[0]}`);
  await ended;
  return first;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
