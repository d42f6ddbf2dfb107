/** What goes wrong at the next sign-in, or what an attacker who holds the issuer's place would send. */
export const issuerFaults = [
  "wrong_nonce",
  "no_nonce",
  "wrong_audience",
  "wrong_issuer",
  "expired",
  "unsigned",
  "signed_with_secret",
  /** By a key that is not the published one of its name. */
  "foreign_key",
  "no_subject",
  "no_id_token",
  /** `iss` of the redirect (RFC 9207) is another's. */
  "mixed_up",
  "access_denied",
  "token_endpoint_down",
  /** The metadata say that they are another issuer's. */
  "foreign_metadata",
  /** The metadata lead into the private network. */
  "private_key_set",
  "oversized_key_set",
] as const;

export type IssuerFault = (typeof issuerFaults)[number];
