import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";

import { describeMissing, ensureBinaries, missingParts } from "../../scripts/stack/ensure-binaries";
import type { FindContext } from "../../scripts/stack/find-context";
import { redisLinks } from "../../scripts/stack/find-redis";
import { temporalLinks } from "../../scripts/stack/find-temporal";
import { createNursery, type Nursery } from "../../scripts/stack/nursery";
import { claimPort } from "../../scripts/stack/ports";
import { makeDirectory } from "./support/directories";

jest.setTimeout(60_000);

let nursery: Nursery;

beforeAll(() => {
  nursery = createNursery();
});

afterAll(async () => {
  await nursery.close();
});

describe("ensureBinaries", () => {
  test("finds every server on this machine and says how", async () => {
    const binaries = await ensureBinaries({ database: "mariadb" });
    expect(binaries.mysql.version).toMatch(/^1\d\.\d+/);
    expect(binaries.redis.how).not.toBe("");
    expect(binaries.temporal.command).not.toBe("");
  });

  test("refuses a variable that names something else", async () => {
    const env = { ...process.env, REDIS_SERVER: "/bin/true" };
    await expect(ensureBinaries({ env })).rejects.toThrow(
      /^REDIS_SERVER=\/bin\/true cannot be used: is not a Redis server/,
    );
  });

  test("refuses a database that is too old", async () => {
    const mariadbd = fakeProgram("mariadbd", 'echo "mariadbd Ver 10.5.29-MariaDB for Linux"');
    const env = { ...process.env, MARIADBD: mariadbd };
    await expect(ensureBinaries({ env })).rejects.toThrow(
      "is version 10.5.29, but 10.11 or newer is needed",
    );
  });

  test("does not take MariaDB's mysqld for MySQL", async () => {
    const mysqld = fakeProgram("mysqld", 'echo "mysqld Ver 10.11.19-MariaDB for Linux"');
    const env = { ...process.env, MYSQLD: mysqld };
    await expect(ensureBinaries({ database: "mysql", env })).rejects.toThrow("is not MySQL");
  });
});

describe("missingParts", () => {
  test("is empty where everything is present", async () => {
    expect(await missingParts({ database: "mariadb" })).toEqual([]);
  });

  test("names what was tried and what to do, and installs nothing", async () => {
    const env = { PATH: makeDirectory(), XDG_CACHE_HOME: makeDirectory() };
    const [missing] = await missingParts({ services: ["temporal"], env });
    if (!missing) throw new Error("nothing is missing");
    const text = describeMissing(missing);
    expect(text).toContain("Temporal CLI was not found");
    expect(text).toContain("tried variable TEMPORAL_CLI: not set");
    expect(text).toContain("https://docs.temporal.io/cli");
  });
});

describe("temporalLinks", () => {
  test("concurrent builds end in one binary, built once", async () => {
    const go = fakeProgram(
      "go",
      `echo run >> "$(dirname "$0")/runs"
       printf '#!/bin/sh\\necho temporal version 1.5.1\\n' > "$GOBIN/temporal"
       chmod +x "$GOBIN/temporal"`,
    );
    const env = { PATH: `${dirname(go)}:/usr/bin:/bin` };
    const context = toContext(env);
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => link(temporalLinks(context), "go install").attempt()),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ version: "1.5.1" });
    expect(readFileSync(join(dirname(go), "runs"), "utf8")).toBe("run\n");
  });

  test("a build that fails is quoted", async () => {
    const go = fakeProgram("go", "echo module lookup disabled; exit 1");
    const context = toContext({ PATH: `${dirname(go)}:/usr/bin:/bin` });
    const outcome = await link(temporalLinks(context), "go install").attempt();
    expect(outcome).toMatch(/go install failed(.|\n)*module lookup disabled/);
  });

  test("a download that gets no answer is given up soon", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    const claim = await claimPort(24_900);
    await claim.open();
    await new Promise<void>((resolve) => {
      silent.listen(claim.port, "127.0.0.1", resolve);
    });
    const context = toContext({ ...process.env, HTTPS_PROXY: `http://127.0.0.1:${claim.port}` });
    const download = link(temporalLinks(context), "download by the Temporal SDK");
    const outcome = await download.attempt();
    expect(outcome).toBe("no answer within 10 s");
    for (const socket of sockets) socket.destroy();
    silent.close();
    await claim.release();
  });
});

describe("redisLinks", () => {
  test("apt-get is not tried without root or sudo", async () => {
    const context = toContext({ PATH: makeDirectory() });
    const outcome = await link(redisLinks(context), "apt-get").attempt();
    expect(outcome).toBe("this machine has no apt-get");
  });
});

function toContext(env: NodeJS.ProcessEnv): FindContext {
  return { env, nursery, cacheDirectory: makeDirectory(), progress: () => undefined };
}

function link<T extends { how: string }>(links: readonly T[], how: string): T {
  const found = links.find((candidate) => candidate.how === how);
  if (!found) throw new Error(`no link ${how}`);
  return found;
}

function fakeProgram(name: string, script: string): string {
  const path = join(makeDirectory(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
