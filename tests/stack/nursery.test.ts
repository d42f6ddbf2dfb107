import { join } from "node:path";

import { poll } from "../../scripts/stack/poll";
import { clearLeftovers } from "../../scripts/stack/process-record";
import { type RunningCommand, runTypeScript } from "./support/command";
import { makeDirectory } from "./support/directories";
import { commandLine, descendants, isAlive, untilGone } from "./support/processes";

jest.setTimeout(60_000);

const program = join(__dirname, "support/launch-and-wait.ts");

describe("createNursery", () => {
  test("everything dies with a parent that is killed by SIGKILL", async () => {
    const { parent, all } = await launch();
    expect(all.filter((pid) => commandLine(pid).includes("sleep 1000"))).not.toHaveLength(0);
    parent.child.kill("SIGKILL");
    await untilGone(all);
  });

  test("a watchdog that was killed is replaced, and still ends everything", async () => {
    const { parent, watchdog } = await launch();
    process.kill(watchdog, "SIGKILL");
    const replacement = await findWatchdog(parent, watchdog);
    const all = descendants(parent.pid);
    parent.child.kill("SIGKILL");
    await untilGone([...all, replacement]);
    expect(all.some(isAlive)).toBe(false);
  });
});

describe("clearLeftovers", () => {
  test("ends what outlived both its parent and the watchdog", async () => {
    const recordFile = join(makeDirectory(), "processes.json");
    const { parent, watchdog, all } = await launch(recordFile);
    // Paused, the parent can't replace the watchdog.
    parent.child.kill("SIGSTOP");
    process.kill(watchdog, "SIGKILL");
    await untilGone([watchdog]);
    parent.child.kill("SIGKILL");
    await parent.exited;
    const orphans = all.filter((pid) => pid !== watchdog);
    expect(orphans.every(isAlive)).toBe(true);
    expect(await clearLeftovers(recordFile)).toBe(1);
    await untilGone(orphans);
    expect(await clearLeftovers(recordFile)).toBe(0);
  });
});

async function launch(recordFile?: string) {
  const parent = runTypeScript(program, recordFile === undefined ? [] : [recordFile]);
  await parent.untilPrinted(/launched/);
  const watchdog = await findWatchdog(parent);
  await poll(
    async () => expect(descendants(parent.pid).map(commandLine).join()).toContain("sleep 1000"),
    { timeoutMs: 20_000 },
  );
  return { parent, watchdog, all: descendants(parent.pid) };
}

async function findWatchdog(parent: RunningCommand, not?: number): Promise<number> {
  return poll(
    async () => {
      const found = descendants(parent.pid).find((pid) => pid !== not && isWatchdog(pid));
      if (found === undefined) throw new Error("no watchdog");
      return found;
    },
    { timeoutMs: 20_000 },
  );
}

function isWatchdog(pid: number): boolean {
  return commandLine(pid).includes("travobooks-watchdog");
}
