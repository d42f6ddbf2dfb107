import { createServer } from "node:net";
import { join } from "node:path";

import { createNursery, type Nursery } from "../../scripts/stack/nursery";
import { poll } from "../../scripts/stack/poll";
import { claimPort } from "../../scripts/stack/ports";
import type { ProcessSpec } from "../../scripts/stack/process-spec";
import type { StackEvent } from "../../scripts/stack/stack-types";
import { supervise, type SupervisedProcess } from "../../scripts/stack/supervise";
import { makeDirectory } from "./support/directories";
import { descendants, isAlive, untilGone } from "./support/processes";

jest.setTimeout(60_000);

const listening =
  "require('node:http').createServer((q, s) => s.end('ok')).listen(PORT, '127.0.0.1');";

let nursery: Nursery;
const started: SupervisedProcess[] = [];

beforeAll(() => {
  nursery = createNursery();
});

afterAll(async () => {
  await Promise.all(started.map((child) => child.stop()));
  await nursery.close();
});

describe("supervise", () => {
  test("start resolves when the process answers on its port", async () => {
    const child = await superviseServer("");
    await child.start();
    expect(child.phase).toBe("up");
    expect(isAlive(child.pid)).toBe(true);
  });

  test("start quotes the log when the process exits before it is healthy", async () => {
    const child = superviseNode("console.error('no such table: fares'); process.exit(3)", {
      check: notYet,
    });
    await expect(child.start()).rejects.toThrow(/exited with code 3(.|\n)*no such table: fares/);
    expect(child.phase).toBe("failed");
    expect(child.restarts).toBe(0);
  });

  test("start says what is not there when the program does not exist", async () => {
    const child = superviseNode("", { command: "/no/such/program", check: notYet });
    await expect(child.start()).rejects.toThrow(/exited with code 127(.|\n)*\/no\/such\/program/);
  });

  test("start gives up on a process that is never healthy, and ends it", async () => {
    const child = superviseNode("setInterval(() => {}, 1000)", {
      check: () => Promise.reject(new Error("the table is locked")),
      startTimeoutMs: 500,
    });
    const starting = child.start();
    await poll(async () => expect(child.pid).toBeDefined(), { timeoutMs: 20_000 });
    const pid = child.pid;
    await expect(starting).rejects.toThrow(/was not ready within 500 ms: the table is locked/);
    expect(isAlive(pid)).toBe(false);
  });

  test("a stranger that answers on the port does not count as health", async () => {
    const claim = await claimPort(24_100);
    await claim.open();
    const stranger = createServer().listen(claim.port, "127.0.0.1");
    const child = superviseNode("setInterval(() => {}, 1000)", {
      ports: [claim.port],
      startTimeoutMs: 500,
    });
    await expect(child.start()).rejects.toThrow(`it does not listen on port ${claim.port}`);
    stranger.close();
    await claim.release();
  });

  test("a process that was killed is restarted", async () => {
    const child = await superviseServer("");
    await child.start();
    const before = child.pid;
    await child.kill("SIGKILL");
    expect(isAlive(before)).toBe(false);
    await child.waitUntilHealthy();
    expect(child.restarts).toBe(1);
    expect(child.pid).not.toBe(before);
  });

  test("a process that was killed and held stays down until start", async () => {
    const child = await superviseServer("");
    await child.start();
    await child.kill("SIGKILL", { hold: true });
    expect(child.phase).toBe("stopped");
    expect(child.pid).toBeUndefined();
    await expect(child.waitUntilHealthy()).rejects.toThrow("is stopped");
    await child.start();
    expect(child.phase).toBe("up");
    expect(child.restarts).toBe(0);
  });

  test("restarts wait longer each time while it keeps dying", async () => {
    const events: StackEvent[] = [];
    const child = await superviseServer("setTimeout(() => process.exit(1), 1_000);", {
      onEvent: (event) => events.push(event),
    });
    await child.start();
    await poll(async () => expect(child.restarts).toBeGreaterThanOrEqual(3), { timeoutMs: 20_000 });
    await child.stop();
    const restarts = events.filter(({ kind }) => kind === "restarting").map(({ text }) => text);
    expect(restarts.slice(0, 3)).toEqual([
      "exited with code 1; restart 1 in 100 ms",
      "exited with code 1; restart 2 in 200 ms",
      "exited with code 1; restart 3 in 400 ms",
    ]);
  });

  test("stop insists with SIGKILL when the process ignores SIGTERM", async () => {
    const child = await superviseServer("process.on('SIGTERM', () => {});", { stopTimeoutMs: 300 });
    await child.start();
    const pid = child.pid;
    await child.stop();
    expect(isAlive(pid)).toBe(false);
    expect(child.phase).toBe("stopped");
  });

  test("stop lets a process finish that ends by itself", async () => {
    const log = "process.on('SIGTERM', () => { console.log('drained'); process.exit(0); });";
    const child = await superviseServer(log);
    await child.start();
    await child.stop();
    const text = (await import("node:fs")).readFileSync(child.logFile, "utf8");
    expect(text).toContain("drained");
  });

  test("stop ends a process that is paused", async () => {
    const child = await superviseServer("");
    await child.start();
    const pid = child.pid;
    await child.kill("SIGSTOP");
    await child.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test("stop during a start ends it", async () => {
    const child = superviseNode("setInterval(() => {}, 1000)", {
      check: notYet,
    });
    const starting = child.start().then(String, String);
    await poll(async () => expect(child.pid).toBeDefined(), { timeoutMs: 20_000 });
    const pid = child.pid;
    await child.stop();
    expect(await starting).toContain("is stopped");
    expect(isAlive(pid)).toBe(false);
  });

  test("what the process has started dies with it", async () => {
    const child = await superviseServer(
      "require('node:child_process').spawn('sleep', ['1000'], { stdio: 'ignore' });",
    );
    await child.start();
    const below = descendants(child.pid ?? 0);
    expect(below).toHaveLength(1);
    await child.kill("SIGKILL", { hold: true });
    await untilGone(below);
  });
});

function notYet(): Promise<never> {
  return Promise.reject(new Error("not yet"));
}

function spec(code: string): ProcessSpec {
  const logFile = join(makeDirectory(), "child.log");
  return { name: "child", command: process.execPath, args: ["-e", code], logFile };
}

function superviseNode(code: string, more: Partial<ProcessSpec>): SupervisedProcess {
  const child = supervise({ ...spec(code), ...more }, nursery);
  started.push(child);
  return child;
}

async function superviseServer(
  code: string,
  more: Partial<ProcessSpec> = {},
): Promise<SupervisedProcess> {
  const claim = await claimPort(24_000);
  await claim.open();
  const program = code + listening.replace("PORT", String(claim.port));
  return superviseNode(program, { ports: [claim.port], ...more });
}
