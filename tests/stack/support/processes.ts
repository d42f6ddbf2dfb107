import { readdirSync, readFileSync } from "node:fs";

import { poll } from "../../../scripts/stack/poll";
import { processIdentity } from "../../../scripts/stack/process-table";

/** The pids of all processes that descend from one. */
export function descendants(ancestor: number): number[] {
  const parents = new Map(allPids().map((pid) => [pid, parentOf(pid)] as const));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

export function commandLine(pid: number): string {
  return readOr(`/proc/${pid}/cmdline`, "").replaceAll("\0", " ");
}

/** Resolves once none of the processes is left; those that still live then are named. */
export async function untilGone(pids: readonly number[], timeoutMs = 20_000): Promise<void> {
  const identities = new Map(pids.map((pid) => [pid, processIdentity(pid)] as const));
  const alive = () =>
    pids.filter((pid) => identities.get(pid) && processIdentity(pid) === identities.get(pid));
  await poll(
    async () => {
      if (alive().length > 0) throw new Error(alive().map(commandLine).join("\n"));
    },
    { timeoutMs },
  );
}

export function isAlive(pid: number | undefined): boolean {
  return pid !== undefined && processIdentity(pid) !== undefined;
}

function allPids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function parentOf(pid: number): number | undefined {
  const status = /^PPid:\t(\d+)$/m.exec(readOr(`/proc/${pid}/status`, ""));
  return status ? Number(status[1]) : undefined;
}

function readOr(path: string, fallback: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return fallback;
  }
}
