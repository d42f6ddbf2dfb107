import type { JournalEntry } from "../../suppliers/amadeus/sandbox/state";
import type { TestApp } from "./test-app";

/** What the sandbox Amadeus holds, and how it is told to fail: by its control API. */
export interface SupplierControl {
  /** Numbers of the documents of a PNR that are not void, each of a conjunction. */
  liveDocuments(recordLocator: string): Promise<string[]>;
  documents(recordLocator: string): Promise<readonly SupplierDocument[]>;
  /** Requests for a PNR in the order they came. */
  requests(recordLocator: string): Promise<readonly JournalEntry[]>;
  createPnr(pnr: object): Promise<string>;
  changePnr(recordLocator: string, change: object): Promise<void>;
  /** Moves passengers, by position, to a PNR of their own, as a counsellor does; its locator. */
  splitPnr(recordLocator: string, passengers: readonly number[]): Promise<string>;
  /** Sets a document back in time, or flies coupons of it. */
  changeDocument(
    number: string,
    change: { readonly issuedOn?: string; readonly usedCoupons?: readonly number[] },
  ): Promise<void>;
  addFault(fault: object): Promise<void>;
  clearFaults(): Promise<void>;
}

export interface SupplierDocument {
  readonly numbers: readonly string[];
  readonly status: "issued" | "voided" | "refunded" | "exchanged";
}

export function supplierControl({ amadeusControlUrl }: TestApp): SupplierControl {
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(amadeusControlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: T = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const documents = async (recordLocator: string): Promise<readonly SupplierDocument[]> => {
    const response = await fetch(`${amadeusControlUrl}/pnrs/${recordLocator}`);
    if (response.status === 404) return [];
    const pnr: { documents: SupplierDocument[] } = JSON.parse(await response.text());
    return pnr.documents;
  };
  return {
    documents,
    liveDocuments: async (recordLocator) =>
      (await documents(recordLocator))
        .filter(({ status }) => status === "issued")
        .flatMap(({ numbers }) => numbers)
        .toSorted(),
    requests: async (recordLocator) =>
      (await send<{ entries: JournalEntry[] }>("GET", `/journal?recordLocator=${recordLocator}`))
        .entries,
    createPnr: async (pnr) => {
      const { pnrs } = await send<{ pnrs: { recordLocator: string }[] }>("POST", "/pnrs", pnr);
      const [created] = pnrs;
      if (created === undefined) throw new Error("no PNR was created");
      return created.recordLocator;
    },
    changePnr: async (recordLocator, change) => {
      await send("PATCH", `/pnrs/${recordLocator}`, change);
    },
    splitPnr: async (recordLocator, passengers) => {
      const body = { recordLocator, passengers };
      const { child } = await send<{ child: { recordLocator: string } }>("POST", "/splits", body);
      return child.recordLocator;
    },
    changeDocument: async (number, change) => {
      await send("PATCH", `/documents/${number}`, change);
    },
    addFault: async (fault) => {
      await send("POST", "/faults", fault);
    },
    clearFaults: async () => {
      await send("DELETE", "/faults");
    },
  };
}
