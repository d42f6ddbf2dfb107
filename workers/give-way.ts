import { readFileSync, writeFileSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Lets every other process on the machine go first. Where the kernel groups processes by session
 * (CONFIG_SCHED_AUTOGROUP), a process's own niceness counts only within its session: the session's
 * is lowered too where it is this process's own.
 */
export function giveWay(niceness: number): void {
  setPriority(niceness);
  try {
    if (isSessionLeader()) writeFileSync("/proc/self/autogroup", String(niceness));
  } catch {
    // Not Linux, no such grouping, or not allowed here: the niceness alone has to do.
  }
}

/** proc_pid_stat(5): after the command's name in brackets come state, parent, group and session. */
function isSessionLeader(): boolean {
  const stat = readFileSync("/proc/self/stat", "utf8");
  const [, , , session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return session === String(process.pid);
}
