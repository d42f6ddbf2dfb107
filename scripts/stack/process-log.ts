import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

const rotateAtBytes = 10 * 1024 * 1024;
const tailBytes = 16 * 1024;

export type OpenLog = { file: string; descriptor: number; startsAt: number };

/** Opens a log for appending; the previous one is kept as `.1` once it has grown large. */
export function openLog(file: string): OpenLog {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateAtBytes) {
    renameSync(file, `${file}.1`);
  }
  const descriptor = openSync(file, "a", 0o600);
  return { file, descriptor, startsAt: fstatSync(descriptor).size };
}

export function closeLog(log: OpenLog): void {
  closeSync(log.descriptor);
}

/** The last lines that were written since the log was opened. */
export function tailLog(log: { file: string; startsAt: number }, lineCountMax = 15): string[] {
  if (!statSync(log.file, { throwIfNoEntry: false })) return [];
  const descriptor = openSync(log.file, "r");
  try {
    const end = fstatSync(descriptor).size;
    const start = Math.max(log.startsAt, end - tailBytes);
    const buffer = Buffer.alloc(Math.max(0, end - start));
    readSync(descriptor, buffer, 0, buffer.length, start);
    const lines = buffer.toString("utf8").split(/[\r\n]+/);
    return lines.filter((line) => line.trim() !== "").slice(-lineCountMax);
  } finally {
    closeSync(descriptor);
  }
}
