import type { Permission } from "./permissions";

const administered = new Set([
  "branch",
  "identity_provider",
  "partner",
  "personal_token",
  "role",
  "subscription",
  "token",
  "user",
]);
const posted = new Set([
  "account",
  "approval",
  "approval_delegation",
  "approval_policy",
  "fiscal_year",
  "fx_rate",
  "fx_rate_feed",
  "journal_draft",
  "journal_entry",
  "journal_import",
  "journal_template",
  "operation",
  "period",
  "recurring_journal",
]);

/**
 * The assurance level (NIST SP 800-63B) that an act wants of a person who has signed in: 2 of whoever
 * posts to the books or administers the partner (manual 2.2), 1 of whoever reads, sells or serves.
 */
export function assuranceLevelOf(permission: Permission): 1 | 2 {
  const [resource = "", action] = permission.split(".");
  if (action === "read") return 1;
  return administered.has(resource) || posted.has(resource) ? 2 : 1;
}

/** By what a person proved who they are (RFC 8176, with names of ours for what it has none for). */
export type AuthenticationMethod =
  | "pwd"
  | "otp"
  | "recovery_code"
  /** With the user's verification, or as a second factor. */
  | "passkey"
  | "oidc"
  /** The issuer's word that it asked for two factors. */
  | "mfa";

const secondFactors: ReadonlySet<AuthenticationMethod> = new Set([
  "mfa",
  "otp",
  "passkey",
  "recovery_code",
]);

/**
 * The level that a proof reaches. A passkey that has verified its user is something one has and
 * something one knows or is: level 2 by itself. Level 3 would take proof that it cannot be copied.
 */
export function assuranceLevelReached(methods: readonly AuthenticationMethod[]): 1 | 2 {
  return methods.some((method) => secondFactors.has(method)) ? 2 : 1;
}
