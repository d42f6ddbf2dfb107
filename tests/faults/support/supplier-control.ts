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
  /** What happens to the next request to void one of its documents. */
  onVoid(recordLocator: string, behaviour: object): Promise<void>;
  requests(recordLocator: string): Promise<readonly SupplierRequest[]>;
  /** Numbers of the documents that stand there. */
  documents(recordLocator: string): Promise<readonly string[]>;
  untilAsked(recordLocator: string): Promise<void>;
  untilAskedToVoid(recordLocator: string): Promise<void>;
  untilIssued(recordLocator: string): Promise<void>;
  clearFaults(): Promise<void>;
}

const issuance = "DocIssuance_IssueTicket";
const voiding = "Ticket_CancelDocument";

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
  const harm = async (operation: string, recordLocator: string, behaviour: object) => {
    await askControl(`${url}/faults`, {
      method: "POST",
      body: JSON.stringify({ operation, recordLocator, times: 1, behaviour }),
    });
  };
  return {
    requests,
    documents,
    onIssue: (recordLocator, behaviour) => harm(issuance, recordLocator, behaviour),
    onVoid: (recordLocator, behaviour) => harm(voiding, recordLocator, behaviour),
    untilAsked: async (recordLocator) => {
      await until("the request to issue", async () =>
        (await requests(recordLocator)).find(isIssuance),
      );
    },
    untilAskedToVoid: async (recordLocator) => {
      await until("the request to void", async () =>
        (await requests(recordLocator)).find(({ operation }) => operation === voiding),
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
