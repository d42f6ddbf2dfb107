import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { createRecord, type ProcessRecord } from "./process-record";
import { errorCode } from "./stack-error";
import { startWatchdog, type Watchdog } from "./watchdog";

// The child waits for a line before it becomes the program: if we die before the watchdog
// knows its pid, it reads end-of-file instead and is gone too.
const gate = 'read -r go && exec "$@" </dev/null';

export type LaunchSpec = {
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Where standard output and error go. */
  descriptor: number;
  /** For a package manager, which must not be cut off half-way when we die. */
  outlivesParent?: boolean;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type RunningProcess = {
  pid: number;
  exited: Promise<Exit>;
  signal(signal: NodeJS.Signals): void;
  killGroup(): void;
};

export type Nursery = {
  launch(spec: LaunchSpec): Promise<RunningProcess>;
  close(): Promise<void>;
};

/** A place to start processes that die with this one, also when this one is killed by SIGKILL. */
export function createNursery(recordFile?: string): Nursery {
  const record = createRecord(recordFile);
  const watchdog = startWatchdog();
  return {
    launch: async (spec) => launch(spec, watchdog, record),
    close: async () => watchdog.close(),
  };
}

async function launch(
  spec: LaunchSpec,
  watchdog: Watchdog,
  record: ProcessRecord,
): Promise<RunningProcess> {
  const child = spawn("/bin/sh", ["-c", gate, "sh", spec.command, ...spec.args], {
    // A group of its own: Ctrl-C in the terminal reaches only us, and we stop things in order.
    detached: true,
    stdio: ["pipe", spec.descriptor, spec.descriptor],
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...(spec.env === undefined ? {} : { env: spec.env }),
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  await once(child, "spawn");
  const pid = requirePid(child);
  if (!spec.outlivesParent) {
    await watchdog.add(pid);
    record.add(pid);
  }
  openGate(child);
  const settled = exited.then((exit) => {
    killGroup(pid);
    watchdog.remove(pid);
    record.remove(pid);
    return exit;
  });
  return {
    pid,
    exited: settled,
    signal: (signal) => child.kill(signal),
    killGroup: () => killGroup(pid),
  };
}

function openGate(child: ChildProcess): void {
  child.stdin?.on("error", () => undefined);
  child.stdin?.end("go\n");
}

function requirePid(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("a spawned process has no pid");
  return child.pid;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}
