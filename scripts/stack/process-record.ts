import { readFileSync, renameSync, writeFileSync } from "node:fs";

import { poll } from "./poll";
import { processIdentity } from "./process-table";

const goneWithinMs = 10_000;

export type ProcessRecord = { add(pid: number): void; remove(pid: number): void };

/** Keeps on disk which processes are ours, for the next run to clear up if even the watchdog died. */
export function createRecord(file: string | undefined): ProcessRecord {
  const identities = new Map<number, string>();
  const save = () => {
    if (file === undefined) return;
    writeFileSync(`${file}.tmp`, JSON.stringify(Object.fromEntries(identities)), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  };
  return {
    add: (pid) => {
      const identity = processIdentity(pid);
      if (identity === undefined) return;
      identities.set(pid, identity);
      save();
    },
    remove: (pid) => {
      if (identities.delete(pid)) save();
    },
  };
}

/** Kills what an earlier run left behind and waits until it is gone; returns how many there were. */
export async function clearLeftovers(file: string): Promise<number> {
  const leftovers = Object.entries(readRecord(file)).filter(
    ([pid, identity]) => processIdentity(Number(pid)) === identity,
  );
  for (const [pid] of leftovers) killQuietly(-Number(pid));
  for (const [pid, identity] of leftovers) {
    await poll(
      async () => {
        if (processIdentity(Number(pid)) === identity) throw new Error(`process ${pid} is alive`);
      },
      { timeoutMs: goneWithinMs },
    );
  }
  return leftovers.length;
}

function readRecord(file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof content === "object" && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in the meantime, which is what was wanted.
  }
}
