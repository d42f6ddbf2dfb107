import type { Bookkeepers } from "./bookkeepers";
import { expectStatus } from "./bookkeepers";
import type { BspFileBody, PlannedTransaction } from "./bsp-files";
import { agencies, hotLines, importBspFile, toBytes } from "./bsp-files";
import { today } from "./database";

export interface RemittanceBody {
  readonly id: string;
  readonly batch_code: string;
  readonly remitted: { readonly amount: string };
  readonly documents: number;
  readonly journal_entry_id: string;
  readonly operation_id: string;
  readonly state: string;
  readonly rejection: { readonly reason_code: string; readonly journal_entry_id: string } | null;
  readonly bank_file: {
    readonly document_id: string;
    readonly sha256: string;
    readonly url: string;
  } | null;
}

/** Valid by its check digits. */
export const ownAccount = "GB33BUKB20201555555555";

/** A settlement plan as a supplier of the partner, whose account was approved; returns its public id. */
export async function openPayee({
  maker,
  checker,
}: Pick<Bookkeepers, "maker" | "checker">): Promise<string> {
  const plan = { code: "BSP-BD", name: "IATA BSP Bangladesh", type: "bsp", settlement_mode: "bsp" };
  const { id } = expectStatus(201, await maker.post<{ id: string }>("/v1/suppliers", plan));
  const details = {
    bank_name: "Citibank",
    account_holder_name: "IATA",
    account_number: "0150120000012",
    bank_identifier: "CITIBDDX",
    currency: "BDT",
    reason: "as IATA's letter says",
  };
  const path = `/v1/suppliers/${id}/bank-details`;
  const asked = expectStatus(202, await maker.post<{ id: string }>(path, details));
  const decided = await checker.post(`/v1/approvals/${asked.id}/approve`, { reason: "called" });
  if (decided.status >= 300) throw new Error(JSON.stringify(decided.body));
  const { version } = expectStatus(200, await maker.get<{ version: number }>("/v1/partner"));
  const settings = {
    iata_number: agencies.own,
    bsp_billing_cycle: "weekly",
    bank_account_number: ownAccount,
    bank_identifier: "BRAKBDDH",
  };
  expectStatus(200, await maker.patch("/v1/partner", settings, { "If-Match": `"v${version}"` }));
  return id;
}

/** A billing that ends today. */
export async function importBilling(
  { maker }: Pick<Bookkeepers, "maker">,
  transactions: readonly PlannedTransaction[],
  sequence = 1,
): Promise<BspFileBody> {
  const lines = hotLines(transactions, { sequence, isFinal: false });
  return expectStatus(201, await importBspFile(maker, toBytes(lines)));
}

export function billingOfToday(payeeId?: string) {
  return {
    market: "BD",
    remittance_ends_on: today(),
    currency: "BDT",
    ...(payeeId !== undefined && { payee_id: payeeId }),
  };
}
