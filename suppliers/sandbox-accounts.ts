import { type SupplierName, supplierNames, supplierProviders } from "../domain/supplier-names";
import { sandboxCredentials as amadeusSandboxCredentials } from "./amadeus/sandbox/default-account";
import { hotelbedsSandboxCredentials } from "./hotelbeds/sandbox/default-account";
import { lccSandboxCredentials } from "./lcc/sandbox/default-account";
import { ndcSandboxCredentials } from "./ndc/sandbox/default-account";
import { sabreSandboxCredentials } from "./sabre/sandbox/default-account";

/** Where the sandbox of a supplier is; a test partner is joined to those that are named. */
export type SandboxAddresses = Readonly<Partial<Record<SupplierName, string | undefined>>>;

export interface SandboxAccount {
  readonly supplier: SupplierName;
  readonly gdsProviderCode: string;
  readonly label: string;
  /** As a partner's credentials are stored. */
  readonly credentials: object;
}

const accounts: Readonly<
  Record<SupplierName, { readonly label: string; credentialsAt(url: string): object }>
> = {
  amadeus: {
    label: "Amadeus sandbox",
    credentialsAt: (url) => amadeusSandboxCredentials(`${url}/1ASIWTVBSBX`),
  },
  sabre: { label: "Sabre sandbox", credentialsAt: sabreSandboxCredentials },
  ndc: { label: "NDC sandbox", credentialsAt: ndcSandboxCredentials },
  lcc: { label: "Low-cost carrier sandbox", credentialsAt: lccSandboxCredentials },
  hotelbeds: { label: "Hotelbeds sandbox", credentialsAt: hotelbedsSandboxCredentials },
};

/** The account that every test partner may use at each sandbox. */
export function sandboxAccountsAt(addresses: SandboxAddresses): SandboxAccount[] {
  return supplierNames.flatMap((supplier) => {
    const address = addresses[supplier];
    if (address === undefined) return [];
    const { label, credentialsAt } = accounts[supplier];
    const credentials = credentialsAt(address.replace(/\/$/, ""));
    return [{ supplier, gdsProviderCode: supplierProviders[supplier], label, credentials }];
  });
}
