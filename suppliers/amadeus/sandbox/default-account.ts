import type { AmadeusCredentialsInput } from "../config";
import type { SandboxAccount } from "./state";

/** Known to every sandbox, and written in docs/sandbox-amadeus.md: no secret. */
export const defaultAccount: SandboxAccount = {
  officeId: "DACTB2100",
  username: "WSTVBSBX",
  password: "sandbox-2100",
  marketCode: "BD",
  timeZone: "Asia/Dhaka",
  iataNumber: "42300016",
};

/** Credentials of the default account for a sandbox at this address. */
export function sandboxCredentials(endpoint: string): AmadeusCredentialsInput {
  const { officeId, username, password, marketCode, timeZone } = defaultAccount;
  return { endpoint, officeId, username, password, marketCode, officeTimeZone: timeZone };
}
