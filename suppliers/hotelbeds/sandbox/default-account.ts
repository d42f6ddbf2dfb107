import type { HotelbedsCredentialsInput } from "../config";

/** Known to every sandbox, and written in docs/sandbox-suppliers.md: no secret. */
export const defaultAccount = {
  apiKey: "tvbsandboxhotelbedskey",
  secret: "tvb-sandbox-hotelbeds",
} as const;

/** Credentials of the default account for a sandbox at this address. */
export function hotelbedsSandboxCredentials(endpoint: string): HotelbedsCredentialsInput {
  return { endpoint, ...defaultAccount };
}
