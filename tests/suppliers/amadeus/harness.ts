import { setMaxListeners } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BeforeIssue, IssueValue } from "../../../suppliers/air-operations";
import { createAmadeusClient } from "../../../suppliers/amadeus/client";
import {
  type AmadeusClientConfig,
  amadeusCredentialsSchema,
  type AmadeusCredentialsInput,
} from "../../../suppliers/amadeus/config";
import { type AmadeusSandbox, startAmadeusSandbox } from "../../../suppliers/amadeus/sandbox";
import type { RuleInput } from "../../../suppliers/amadeus/sandbox/behaviours";
import { sandboxCredentials } from "../../../suppliers/amadeus/sandbox/default-account";
import type { JournalEntry } from "../../../suppliers/amadeus/sandbox/state";
import type { SupplierOutcome } from "../../../suppliers/outcome";
import type { AirSupplier } from "../../../suppliers/port";

export interface PnrView {
  readonly recordLocator: string;
  readonly fareReferences: readonly string[];
  readonly documents: readonly { readonly number: string; readonly status: string }[];
}

type ClientOverrides = Partial<AmadeusCredentialsInput> & Pick<AmadeusClientConfig, "onExchange">;

export interface Harness {
  readonly sandbox: AmadeusSandbox;
  client(overrides?: ClientOverrides): AirSupplier;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  createPnr(input?: object): Promise<PnrView>;
  readPnr(recordLocator: string): Promise<PnrView>;
  fault(rule: RuleInput): Promise<void>;
  journal(recordLocator: string): Promise<readonly JournalEntry[]>;
  stop(): Promise<void>;
}

/** Of a client that meets silence: soon over, and yet longer than a busy machine takes to answer. */
export const silenceMs = 1_000;

/** A sandbox on a free port with its own state; clients are closed with it. */
export async function startHarness(stateDirectory?: string): Promise<Harness> {
  const directory = stateDirectory ?? mkdtempSync(join(tmpdir(), "amadeus-sandbox-"));
  const sandbox = await startAmadeusSandbox({
    port: 0,
    host: "127.0.0.1",
    stateDirectory: directory,
  });
  const clients: AirSupplier[] = [];
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(sandbox.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = await response.json();
    if (!response.ok) throw new Error(`${response.status}: ${JSON.stringify(json)}`);
    return json as T;
  };
  return {
    sandbox,
    control,
    client: ({ onExchange, ...overrides } = { onExchange: undefined }) => {
      const credentials = amadeusCredentialsSchema.parse({
        ...sandboxCredentials(sandbox.url),
        documentReadDelayMs: 20,
        ...overrides,
      });
      const client = createAmadeusClient({ ...credentials, onExchange });
      clients.push(client);
      return client;
    },
    createPnr: async (input = {}) => {
      const { pnrs } = await control<{ pnrs: PnrView[] }>("POST", "/pnrs", input);
      const [pnr] = pnrs;
      if (pnr === undefined) throw new Error("no PNR was created");
      return pnr;
    },
    readPnr: async (recordLocator) => control<PnrView>("GET", `/pnrs/${recordLocator}`),
    fault: async (rule) => {
      await control("POST", "/faults", rule);
    },
    journal: async (recordLocator) => {
      const path = `/journal?recordLocator=${recordLocator}`;
      return (await control<{ entries: JournalEntry[] }>("GET", path)).entries;
    },
    stop: async () => {
      await Promise.all(clients.map((client) => client.close()));
      await sandbox.close();
      if (stateDirectory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const never = new AbortController().signal;
setMaxListeners(0, never);

export const proceed: BeforeIssue = async () => ({ proceed: true });

export async function issue(
  client: AirSupplier,
  recordLocator: string,
  fareReferences: readonly string[] = ["1"],
): Promise<SupplierOutcome<IssueValue>> {
  return client.issue({ recordLocator, fareReferences, idempotencyKey: recordLocator }, proceed, {
    signal: never,
  });
}

/** What an issuance came to, in one word: `issued`, `alreadyTicketed`, `unknown`, `refused rejected` … */
export function summarize(outcome: SupplierOutcome<IssueValue>): string {
  if (outcome.kind === "done") return outcome.value.kind;
  return outcome.kind === "refused" ? `refused ${outcome.reason}` : outcome.kind;
}

export function operationsOf(entries: readonly JournalEntry[]): string[] {
  return entries.map(({ operation, step }) => `${operation} ${step}`);
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === "string" || address === null) throw new Error("no free port");
  return address.port;
}
