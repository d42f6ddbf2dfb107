import type { Server } from "node:net";
import { join } from "node:path";

import { createNursery, type Nursery } from "../../scripts/stack/nursery";
import { startService } from "../../scripts/stack/start-service";
import { makeDirectory } from "./support/directories";
import { snatchPort } from "./support/free-port";

jest.setTimeout(60_000);

let nursery: Nursery;

beforeAll(() => {
  nursery = createNursery();
});

afterAll(async () => {
  await nursery.close();
});

describe("startService", () => {
  test("moves on when a stranger takes the port between choosing and binding", async () => {
    const strangers: Promise<Server>[] = [];
    const tried: number[] = [];
    const { process, claims } = await startService(
      {
        wantedPorts: [24_700],
        signal: new AbortController().signal,
        onProcess: () => undefined,
        toSpec: ([port = 0]) => {
          tried.push(port);
          if (tried.length === 1) strangers.push(snatchPort(port));
          return serverOn(port);
        },
      },
      nursery,
    );
    expect(tried).toHaveLength(2);
    expect(claims.map(({ port }) => port)).toEqual([tried[1]]);
    await process.stop();
    for (const claim of claims) await claim.release();
    for (const stranger of strangers) (await stranger).close();
  });

  test("does not try again when the failure has nothing to do with ports", async () => {
    let attempts = 0;
    const starting = startService(
      {
        wantedPorts: [24_800],
        signal: new AbortController().signal,
        onProcess: () => undefined,
        toSpec: ([port = 0]) => {
          attempts += 1;
          return { ...serverOn(port), args: ["-e", "process.exit(9)"] };
        },
      },
      nursery,
    );
    await expect(starting).rejects.toThrow("exited with code 9");
    expect(attempts).toBe(1);
  });
});

function serverOn(port: number) {
  return {
    name: "server",
    command: process.execPath,
    args: ["-e", `require('node:net').createServer().listen(${port}, '127.0.0.1')`],
    logFile: join(makeDirectory(), "server.log"),
    ports: [port],
  };
}
