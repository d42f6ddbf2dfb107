import type { Permission } from "./permissions";

/** What who sells or serves does. A permission that is not among them is of the books or of the partner. */
const served: ReadonlySet<Permission> = new Set<Permission>([
  "attachment.create.partner",
  "booking.cancel.partner",
  "booking.create.partner",
  "booking.issue.partner",
  "consent.create.partner",
  "customer.create.partner",
  "exchange.create.partner",
  "refund.create.partner",
  "refund.quote.partner",
  "report.export.partner",
  "report_definition.create.partner",
  "ticket.void.partner",
  "verification.create.partner",
]);

/**
 * The assurance level (NIST SP 800-63B) that an act wants of a person who has signed in: 1 of whoever
 * reads, sells or serves, 2 of whoever posts to the books, pays out or administers (manual 2.2).
 */
export function assuranceLevelOf(permission: Permission): 1 | 2 {
  const [, action] = permission.split(".");
  return action === "read" || served.has(permission) ? 1 : 2;
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
