import type { SabreCredentialsInput } from "../config";

/** Known to every sandbox, and written in docs/sandbox-suppliers.md: no secret. */
export const defaultAccount = {
  epr: "199999",
  pseudoCityCode: "TVB1",
  domain: "AA",
  password: "sandbox-tvb1",
  agencyIataNumber: "42300016",
} as const;

/** Credentials of the default account for a sandbox at this address. */
export function sabreSandboxCredentials(endpoint: string): SabreCredentialsInput {
  const { epr, pseudoCityCode, domain, password } = defaultAccount;
  return { endpoint, epr, pseudoCityCode, domain, password, ticketCountryCode: "BD" };
}
