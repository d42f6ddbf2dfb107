import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ApplicationSpec, StackEvent } from "../../scripts/stack/stack-types";
import { startStack } from "../../scripts/stack/start-stack";
import { makeDirectory } from "./support/directories";
import { isAlive } from "./support/processes";

jest.setTimeout(60_000);

const api: ApplicationSpec = {
  name: "api",
  args: [
    "-e",
    `console.log("key " + process.env.ENCRYPTION_KEYS.split(":")[0], process.env.GREETING);
     require('node:http').createServer((request, response) => {
       response.statusCode = request.url === '/readyz' ? 200 : 404;
       response.end();
     }).listen(Number(process.env.API_PORT), process.env.API_HOST);`,
  ],
  ports: ["api"],
  healthUrl: ({ API_PORT }) => `http://127.0.0.1:${API_PORT}/readyz`,
  env: ({ API_PUBLIC_URL }) => ({ GREETING: `hello from ${API_PUBLIC_URL}` }),
};

describe("startStack with applications", () => {
  test("runs the steps, then the applications with the stack's environment", async () => {
    const dataDirectory = makeDirectory();
    const events: StackEvent[] = [];
    const step = {
      name: "migrate",
      args: ["-e", "console.log('migrated')"],
      runToCompletion: true,
    };
    const stack = await startStack({
      dataDirectory,
      services: [],
      applications: [step, api],
      onProgress: (event) => events.push(event),
    });
    expect(events.filter(({ kind }) => kind === "ready").map(({ name }) => name)).toEqual([
      "migrate",
      "api",
    ]);
    expect(readFileSync(join(dataDirectory, "logs/migrate.log"), "utf8")).toContain("migrated");
    const log = readFileSync(join(dataDirectory, "logs/api.log"), "utf8");
    expect(log).toMatch(/^key k\d{4}-\d\d-\d\d hello from /);
    expect(log).toContain(`hello from http://127.0.0.1:${stack.ports.api}`);
    const { pid } = stack.process("api");
    await stack.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test("restarts an application that dies", async () => {
    const stack = await startStack({
      dataDirectory: makeDirectory(),
      services: [],
      applications: [api],
    });
    await stack.process("api").kill("SIGKILL");
    await stack.process("api").waitUntilHealthy();
    expect(stack.process("api").restarts).toBe(1);
    await stack.stop();
  });

  test("a step that fails stops everything and is quoted", async () => {
    const failing: ApplicationSpec = {
      name: "migrate",
      args: ["-e", "console.error('table fare exists'); process.exit(1)"],
      runToCompletion: true,
    };
    const dataDirectory = makeDirectory();
    const starting = startStack({ dataDirectory, services: [], applications: [failing, api] });
    await expect(starting).rejects.toThrow(/^migrate failed[.](.|\n)*table fare exists/);
    const again = await startStack({ dataDirectory, services: [] });
    await again.stop();
  });

  test("says to build first when an entry file is missing", async () => {
    const applications = [{ name: "api", args: ["dist/no-such-entry.js"] }];
    const starting = startStack({ dataDirectory: makeDirectory(), services: [], applications });
    await expect(starting).rejects.toThrow(
      "api cannot start: dist/no-such-entry.js is missing. Run `npm run build` first.",
    );
  });

  test("an application that is not healthy in time is quoted with its last answer", async () => {
    const entry = join(makeDirectory(), "api.js");
    writeFileSync(
      entry,
      `require('node:http').createServer((request, response) => {
         response.statusCode = 503;
         response.end('migrations are behind');
       }).listen(Number(process.env.API_PORT), '127.0.0.1');`,
    );
    const starting = startStack({
      dataDirectory: makeDirectory(),
      services: [],
      applications: [{ ...api, args: [entry], startTimeoutMs: 500 }],
    });
    await expect(starting).rejects.toThrow(/within 500 ms: .* answered 503 migrations are behind/);
  });
});
