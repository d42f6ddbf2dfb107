import { randomInt } from "node:crypto";

import { isRecordLocator, type SupplierName } from "../../domain/supplier-names";
import type { SupplierOperation } from "../../suppliers/port";
import { awaitCondition } from "./await-condition";
import { behaviourOf, requestOf, type SupplierFault } from "./supplier-faults";

export interface SandboxDocument {
  /** Those in conjunction with it included. */
  readonly numbers: readonly string[];
  readonly status: "open" | "voided" | "refunded" | "exchanged";
}

export interface SandboxCall {
  readonly operation: string;
  /** Whether what was asked for was done. */
  readonly worked: boolean;
  readonly result: string;
}

/** A sandbox supplier by its remote control: the same for each of them. */
export interface SupplierSandbox {
  readonly supplier: SupplierName;
  /** Where it speaks its protocol. */
  readonly url: string;
  /** A reservation that is held, of one adult where nothing else is said; its record locator. */
  createOrder(content?: object): Promise<string>;
  /** As somebody else would: fares, flights, in the sandbox's own terms. */
  changeOrder(recordLocator: string, change: object): Promise<void>;
  /** The next calls of the step meet the harm; all of them where `times` is Infinity. */
  fault(
    step: SupplierOperation | "*",
    harm: SupplierFault,
    where?: { readonly recordLocator?: string; readonly times?: number },
  ): Promise<void>;
  clearFaults(): Promise<void>;
  /** By what a rule or the journal tells requests about it from others. */
  about(recordLocator: string): Readonly<Record<string, string>>;
  documents(recordLocator: string): Promise<readonly SandboxDocument[]>;
  /** Numbers of the documents that stand, sorted. */
  liveDocuments(recordLocator: string): Promise<string[]>;
  calls(recordLocator: string): Promise<readonly SandboxCall[]>;
  /** How often the step was asked for, and how often it was done. */
  count(step: SupplierOperation, recordLocator: string): Promise<{ asked: number; done: number }>;
  untilAsked(step: SupplierOperation, recordLocator: string): Promise<void>;
  /** Any request of the sandbox's own remote control. */
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

/** By the sandbox's address: `controlUrl` ends in `/control`. */
export function supplierSandbox(supplier: SupplierName, controlUrl: string): SupplierSandbox {
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${supplier}: ${method} ${path}: ${response.status} ${text}`);
    const answer: T = JSON.parse(text);
    return answer;
  };
  const dialect = supplier === "amadeus" ? soapDialect(control) : restDialect(control);
  const calls = (recordLocator: string) => dialect.calls(recordLocator);
  const count: SupplierSandbox["count"] = async (step, recordLocator) => {
    const name = requestOf(supplier, step);
    const asked = (await calls(recordLocator)).filter(({ operation }) => operation === name);
    return { asked: asked.length, done: asked.filter(({ worked }) => worked).length };
  };
  return {
    supplier,
    url: controlUrl.replace(/\/control$/, ""),
    control,
    calls,
    count,
    about: dialect.about,
    createOrder: dialect.createOrder,
    changeOrder: dialect.changeOrder,
    documents: dialect.documents,
    liveDocuments: async (recordLocator) =>
      (await dialect.documents(recordLocator))
        .filter(({ status }) => status === "open")
        .flatMap(({ numbers }) => numbers)
        .toSorted(),
    fault: async (step, harm, { recordLocator, times = 1 } = {}) => {
      await control("POST", "/faults", {
        operation: step === "*" ? "*" : requestOf(supplier, step),
        ...(recordLocator === undefined ? {} : dialect.about(recordLocator)),
        ...(Number.isFinite(times) ? { times } : {}),
        behaviour: behaviourOf(supplier, harm),
      });
    },
    clearFaults: async () => {
      await control("DELETE", "/faults");
    },
    untilAsked: async (step, recordLocator) => {
      await awaitCondition(`${supplier} is asked: ${step} ${recordLocator}`, async () =>
        (await count(step, recordLocator)).asked > 0 ? true : undefined,
      );
    },
  };
}

type Dialect = Pick<
  SupplierSandbox,
  "createOrder" | "changeOrder" | "documents" | "calls" | "about"
>;

type Control = SupplierSandbox["control"];

function soapDialect(control: Control): Dialect {
  interface Pnr {
    readonly recordLocator: string;
    readonly documents: readonly { readonly numbers: readonly string[]; readonly status: string }[];
  }
  return {
    createOrder: async (content = {}) => {
      const { pnrs } = await control<{ pnrs: readonly Pnr[] }>("POST", "/pnrs", content);
      return pnrs[0]?.recordLocator ?? "";
    },
    changeOrder: async (recordLocator, change) => {
      await control("PATCH", `/pnrs/${recordLocator}`, change);
    },
    documents: async (recordLocator) => {
      const { documents } = await control<Pnr>("GET", `/pnrs/${recordLocator}`);
      return documents.map(({ numbers, status }) => ({ numbers, status: toStatus(status) }));
    },
    calls: async (recordLocator) =>
      (
        await control<{ entries: SandboxCall[] }>(
          "GET",
          `/journal?${new URLSearchParams(aboutPnr(recordLocator)).toString()}&limit=1000`,
        )
      ).entries,
    about: aboutPnr,
  };
}

/** Until there is a PNR, requests are told by their journey. */
function aboutPnr(locator: string): Readonly<Record<string, string>> {
  return isRecordLocator("amadeus", locator) ? { recordLocator: locator } : { subject: locator };
}

function restDialect(control: Control): Dialect {
  interface Order {
    readonly id: string;
    readonly documents: readonly { readonly number: string; readonly status: string }[];
  }
  return {
    createOrder: async (content = {}) =>
      (await control<Order>("POST", "/orders", { ...distinctTraveller(), ...content })).id,
    changeOrder: async (recordLocator, change) => {
      await control("PATCH", `/orders/${recordLocator}`, change);
    },
    documents: async (recordLocator) => {
      const { documents } = await control<Order>("GET", `/orders/${recordLocator}`);
      return documents.map(({ number, status }) => ({
        numbers: [number],
        status: toStatus(status),
      }));
    },
    calls: async (recordLocator) =>
      (
        await control<{ entries: SandboxCall[] }>(
          "GET",
          `/journal?subject=${encodeURIComponent(recordLocator)}`,
        )
      ).entries,
    about: (subject) => ({ subject }),
  };
}

/** Each order another traveller's, as at an airline. */
function distinctTraveller(): object {
  const letters = Array.from({ length: 6 }, () => String.fromCharCode(65 + randomInt(26))).join("");
  return {
    passengers: [{ id: "PAX1", type: "ADT", surname: `RAHMAN${letters}`, givenNames: "ABDUL MR" }],
  };
}

function toStatus(status: string): SandboxDocument["status"] {
  if (status === "issued" || status === "open") return "open";
  if (status === "voided" || status === "refunded" || status === "exchanged") return status;
  throw new Error(`a document is ${status}`);
}
