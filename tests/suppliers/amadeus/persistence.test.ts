import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createAmadeusClient } from "../../../suppliers/amadeus/client";
import { amadeusCredentialsSchema } from "../../../suppliers/amadeus/config";
import { startAmadeusSandbox } from "../../../suppliers/amadeus/sandbox";
import { sandboxCredentials } from "../../../suppliers/amadeus/sandbox/default-account";
import { freePort, issue, type PnrView, startHarness, summarize } from "./harness";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "amadeus-sandbox-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the sandbox's state", () => {
  test("is there again after a restart: PNRs, tickets, faults, accounts, numbers and the journal", async () => {
    const first = await startHarness(directory);
    const { recordLocator } = await first.createPnr();
    await issue(first.client(), recordLocator);
    await first.fault({
      operation: "PNR_Retrieve",
      skip: 1,
      times: 1,
      behaviour: { kind: "httpStatus", status: 503 },
    });
    await issue(first.client(), "OK0001");
    const account = { officeId: "CGPTB2101", username: "WSOTHER", password: "other" };
    await first.control("POST", "/accounts", account);
    const before = await first.control("GET", `/pnrs/${recordLocator}`);
    const journal = await first.journal(recordLocator);
    const faults = await first.control("GET", "/faults");
    await first.stop();

    const second = await startHarness(directory);
    expect(await second.control("GET", `/pnrs/${recordLocator}`)).toEqual(before);
    expect(await second.journal(recordLocator)).toEqual(journal);
    expect(await second.control("GET", "/faults")).toEqual(faults);
    await second.control("DELETE", "/faults");
    const client = second.client({ ...account, onExchange: undefined });
    expect(summarize(await issue(client, "OK0002"))).toBe("issued");
    const numbers = await Promise.all(
      [recordLocator, "OK0001", "OK0002"].map(
        async (locator) => (await second.readPnr(locator)).documents[0]?.number,
      ),
    );
    expect(new Set(numbers).size).toBe(3);
    await second.stop();
  });

  test("drops a last line that was cut off, and goes on", async () => {
    const first = await startHarness(directory);
    const { recordLocator } = await first.createPnr();
    await first.stop();
    const file = join(directory, "amadeus-sandbox.jsonl");
    appendFileSync(file, '{"type":"pnr","pnr":{"recordLoc');
    const second = await startHarness(directory);
    expect(summarize(await issue(second.client(), recordLocator))).toBe("issued");
    await second.stop();
    for (const line of readFileSync(file, "utf8").trim().split("\n")) JSON.parse(line);
  });
});

describe("startAmadeusSandbox", () => {
  test("says so where its port is taken, and can be started elsewhere on the same state", async () => {
    const first = await startHarness();
    const port = Number(new URL(first.sandbox.url).port);
    const options = { host: "127.0.0.1", stateDirectory: directory };
    await expect(startAmadeusSandbox({ ...options, port })).rejects.toThrow("EADDRINUSE");
    const second = await startAmadeusSandbox({ ...options, port: 0 });
    await second.close();
    await first.stop();
  });
});

describe("scripts/sandboxes/amadeus.ts", () => {
  const script = join(__dirname, "../../../scripts/sandboxes/amadeus.ts");
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  async function start(env: Readonly<Record<string, string>>, port: number): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(__dirname, "run-script.cjs"), script], {
      env: { ...process.env, AMADEUS_SANDBOX_STATE: directory, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const deadlineMs = Date.now() + 20_000;
    while (Date.now() < deadlineMs) {
      const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
      if (response?.ok === true) return child;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the sandbox did not start");
  }

  test("keeps a ticket through SIGKILL, and stops cleanly at SIGTERM", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const credentials = amadeusCredentialsSchema.parse(sandboxCredentials(url));
    const client = createAmadeusClient(credentials);
    const killed = await start({ AMADEUS_SANDBOX_URL: url }, port);
    expect(summarize(await issue(client, "OK0001"))).toBe("issued");
    const read = async (): Promise<PnrView> =>
      (await fetch(`${url}/control/pnrs/OK0001`)).json() as Promise<PnrView>;
    const before = await read();
    killed.kill("SIGKILL");
    await once(killed, "exit");

    const stopped = await start({ AMADEUS_SANDBOX_PORT: String(port) }, port);
    expect(await read()).toEqual(before);
    expect(summarize(await issue(client, "OK0001"))).toBe("alreadyTicketed");
    await client.close();
    stopped.kill("SIGTERM");
    const [code, signal] = await once(stopped, "exit");
    expect([code, signal]).toEqual([0, null]);
  }, 60_000);
});
