import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { tryLock, withLock } from "../../scripts/stack/kernel-lock";
import { poll } from "../../scripts/stack/poll";
import { runTypeScript } from "./support/command";

jest.setTimeout(60_000);

const holder = join(__dirname, "support/hold-lock.ts");

describe("tryLock", () => {
  test("gives a name to one holder at a time", async () => {
    const name = randomUUID();
    const first = await tryLock(name);
    expect(first).toBeDefined();
    expect(await tryLock(name)).toBeUndefined();
    await first?.release();
    const second = await tryLock(name);
    expect(second).toBeDefined();
    await second?.release();
  });

  test("is free again when its holder was killed", async () => {
    const name = randomUUID();
    const command = runTypeScript(holder, [name]);
    await command.untilPrinted(/held/);
    expect(await tryLock(name)).toBeUndefined();
    command.child.kill("SIGKILL");
    const lock = await poll(
      async () => {
        const taken = await tryLock(name);
        if (!taken) throw new Error("still held");
        return taken;
      },
      { timeoutMs: 20_000 },
    );
    await lock.release();
  });
});

describe("withLock", () => {
  test("runs concurrent work one after the other", async () => {
    const name = randomUUID();
    let inside = 0;
    let insideMax = 0;
    const work = async () => {
      inside += 1;
      insideMax = Math.max(insideMax, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(name, work)));
    expect(insideMax).toBe(1);
  });

  test("frees the lock when the work throws", async () => {
    const name = randomUUID();
    await expect(withLock(name, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    const lock = await tryLock(name);
    expect(lock).toBeDefined();
    await lock?.release();
  });
});
