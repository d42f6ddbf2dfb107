import type { NdcCredentialsInput } from "../config";

/** Known to every sandbox, and written in docs/sandbox-suppliers.md: no secret. */
export const defaultAccount = { key: "tvb-sandbox-ndc", ownerCode: "BG" } as const;

/** Credentials of the default account for a sandbox at this address. */
export function ndcSandboxCredentials(endpoint: string): NdcCredentialsInput {
  return {
    endpoint,
    ...defaultAccount,
    agencyName: "Sandbox Travel",
    iataNumber: "42300016",
    acceptsPartRefundBy: "AcceptCancelledOffer",
    voidsBy: "OrderCancel",
    findsOrdersBy: "BookingRef",
    seatsMax: 99,
  };
}
