import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SupplierName } from "../../domain/supplier-names";
import type { TokenStore } from "../../suppliers/oauth/token-source";
import type { AirSupplier } from "../../suppliers/port";
import type { AirOrder } from "../../suppliers/sandbox/air-order";
import type { FaultRule } from "../../suppliers/sandbox/fault-rules";
import type {
  JournalLine,
  RestSandbox,
  RestSandboxOptions,
} from "../../suppliers/sandbox/rest-sandbox";
import { behaviourOf, requestOf } from "../harness/supplier-faults";
import type { ContractHarness } from "./contract/contract-harness";

export interface RestHarness {
  readonly sandbox: RestSandbox;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  createOrder(content?: object): Promise<AirOrder>;
  readOrder(id: string): Promise<AirOrder>;
  journal(subject?: string): Promise<readonly JournalLine[]>;
  addFault(rule: object): Promise<FaultRule>;
  /** Closed with the sandbox. */
  track(supplier: AirSupplier): AirSupplier;
  stop(): Promise<void>;
}

/** A sandbox on a free port with its own state. */
export async function startRestHarness(
  start: (options: RestSandboxOptions) => Promise<RestSandbox>,
): Promise<RestHarness> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "supplier-sandbox-"));
  const sandbox = await start({ port: 0, host: "127.0.0.1", stateDirectory });
  const suppliers: AirSupplier[] = [];
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
    createOrder: (content = {}) => control<AirOrder>("POST", "/orders", content),
    readOrder: (id) => control<AirOrder>("GET", `/orders/${id}`),
    journal: async (subject) => {
      const query = subject === undefined ? "" : `?subject=${encodeURIComponent(subject)}`;
      return (await control<{ entries: JournalLine[] }>("GET", `/journal${query}`)).entries;
    },
    addFault: (rule) => control<FaultRule>("POST", "/faults", rule),
    track: (supplier) => {
      suppliers.push(supplier);
      return supplier;
    },
    stop: async () => {
      await Promise.all(suppliers.map((supplier) => supplier.close()));
      await sandbox.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

/** The parts of a contract harness that every sandbox of this kind has. */
export function toContractParts(
  harness: RestHarness,
  supplier: SupplierName,
): Pick<ContractHarness, "createOrder" | "addFault" | "countEffects" | "stop"> {
  return {
    createOrder: async () => {
      const { id, fares } = await harness.createOrder();
      return { recordLocator: id, fareReferences: fares.map(({ reference }) => reference) };
    },
    addFault: async (operation, subject, fault) => {
      const behaviour = behaviourOf(supplier, fault);
      const rule = { operation: requestOf(supplier, operation), subject, times: 1, behaviour };
      const { id } = await harness.addFault(rule);
      return {
        isHit: async () => {
          const { faults } = await harness.control<{ faults: FaultRule[] }>("GET", "/faults");
          return faults.some((one) => one.id === id && one.seen > 0);
        },
      };
    },
    countEffects: async (act, subject) =>
      (await harness.journal(subject)).filter(
        ({ operation, worked }) => worked && operation === requestOf(supplier, act),
      ).length,
    stop: harness.stop,
  };
}

/** One process's own, for tests that have no Redis. */
export function createProcessTokenStore(): TokenStore {
  let known: { readonly token: string; readonly until: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: async () => (known !== undefined && known.until > Date.now() ? known.token : undefined),
    write: async (token, lifetimeMs) => {
      known = { token, until: Date.now() + lifetimeMs };
    },
    withLock: async (run) => {
      const turn = last.then(run, run);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
