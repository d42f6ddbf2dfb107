import type { LccCredentialsInput } from "../config";

/** Known to every sandbox, and written in docs/sandbox-suppliers.md: no secret. */
export const defaultAccount = {
  accessToken: "tvb_sandbox_lcc",
  webhookSecret: "tvb-sandbox-lcc-webhook",
} as const;

/** Credentials of the default account for a sandbox at this address. */
export function lccSandboxCredentials(endpoint: string): LccCredentialsInput {
  return { endpoint, ...defaultAccount };
}
