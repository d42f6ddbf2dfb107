import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";

// Reads "add PID" and "remove PID"; at end-of-file, which the kernel sends when we die in
// whatever way, it kills the process groups that are left.
const script = `
groups=""
while read -r verb pid; do
  case "$verb" in
    add) groups="$groups $pid" ;;
    remove)
      kept=""
      for group in $groups; do [ "$group" = "$pid" ] || kept="$kept $group"; done
      groups="$kept" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
exit 0
`;

export type Watchdog = {
  /** Resolves once the watchdog is certain to read the pid, even if we die right after. */
  add(pid: number): Promise<void>;
  remove(pid: number): void;
  close(): Promise<void>;
};

type State = { groups: Set<number>; child: ChildProcess; closing: boolean };

/** Starts the process that outlives us just long enough to kill what we started. */
export function startWatchdog(): Watchdog {
  const state: State = { groups: new Set(), child: spawnWatchdog(), closing: false };
  guard(state);
  return {
    add: async (pid) => {
      state.groups.add(pid);
      await send(state.child, `add ${pid}\n`);
    },
    remove: (pid) => {
      if (state.groups.delete(pid)) void send(state.child, `remove ${pid}\n`);
    },
    close: async () => {
      state.closing = true;
      if (state.child.exitCode !== null || state.child.signalCode !== null) return;
      const exited = once(state.child, "exit");
      state.child.ref();
      state.child.stdin?.end();
      await exited;
    },
  };
}

function spawnWatchdog(): ChildProcess {
  const child = spawn("/bin/sh", ["-c", script, "travobooks-watchdog"], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  child.stdin?.on("error", () => undefined);
  return child;
}

// A watchdog that somebody killed is replaced, and told again whom to watch.
function guard(state: State): void {
  state.child.once("exit", () => {
    if (state.closing) return;
    state.child = spawnWatchdog();
    guard(state);
    for (const pid of state.groups) void send(state.child, `add ${pid}\n`);
  });
}

async function send(child: ChildProcess, line: string): Promise<void> {
  await new Promise<void>((resolve) => {
    if (!child.stdin?.writable) resolve();
    else child.stdin.write(line, () => resolve());
  });
}
