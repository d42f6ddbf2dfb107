import { askControl, until } from "./observe";

export interface SupplierRequest {
  readonly operation: string;
  readonly worked: boolean;
  readonly answered: boolean;
  readonly result: string;
}

export interface SupplierControl {
  /** What happens to the next request to issue this reservation. */
  onIssue(recordLocator: string, behaviour: object): Promise<void>;
  requests(recordLocator: string): Promise<readonly SupplierRequest[]>;
  /** Numbers of the documents that stand there. */
  documents(recordLocator: string): Promise<readonly string[]>;
  untilAsked(recordLocator: string): Promise<void>;
  untilIssued(recordLocator: string): Promise<void>;
  clearFaults(): Promise<void>;
}

const issuance = "DocIssuance_IssueTicket";

/** The sandbox airline as its control port shows it (docs/sandbox-amadeus.md). */
export function supplierControl(url: string): SupplierControl {
  const requests = async (recordLocator: string) => {
    const query = new URLSearchParams({ recordLocator });
    const { entries } = await askControl<{ readonly entries: readonly SupplierRequest[] }>(
      `${url}/journal?${query.toString()}`,
    );
    return entries;
  };
  const documents = async (recordLocator: string) => {
    const pnr = await askControl<{
      readonly documents: readonly { readonly numbers: readonly string[]; status: string }[];
    }>(`${url}/pnrs/${recordLocator}`);
    return pnr.documents
      .filter(({ status }) => status === "issued")
      .flatMap(({ numbers }) => numbers);
  };
  return {
    requests,
    documents,
    onIssue: async (recordLocator, behaviour) => {
      await askControl(`${url}/faults`, {
        method: "POST",
        body: JSON.stringify({ operation: issuance, recordLocator, times: 1, behaviour }),
      });
    },
    untilAsked: async (recordLocator) => {
      await until("the request to issue", async () =>
        (await requests(recordLocator)).find(isIssuance),
      );
    },
    untilIssued: async (recordLocator) => {
      await until("tickets at the supplier", async () => (await documents(recordLocator))[0]);
    },
    clearFaults: async () => {
      await askControl(`${url}/faults`, { method: "DELETE" });
    },
  };
}

export function isIssuance({ operation }: SupplierRequest): boolean {
  return operation === issuance;
}
