/** What a person is written to about when it changes how they are let in; by the audit's types. */
export const securityChanges = {
  "auth.email_change_requested": "Another e-mail address was asked for",
  "auth.email_verified": "The e-mail address was confirmed",
  "auth.identity_linked": "A sign-in by another issuer was linked",
  "auth.identity_removed": "A sign-in by another issuer was removed",
  "auth.passkey_registered": "A passkey was added",
  "auth.passkey_removed": "A passkey was removed",
  "auth.password_changed": "The password was changed",
  "auth.password_reset": "The password was set anew by a mailed link",
  "auth.recovery_codes_renewed": "The recovery codes were replaced",
  "auth.totp_enrolled": "An authenticator was added",
  "auth.totp_removed": "The authenticator was removed",
  "user.second_factors_taken": "An administrator took all second factors away",
} as const;

export type SecurityChange = keyof typeof securityChanges;

export const securityChangeNames = Object.keys(securityChanges).filter(isSecurityChange);

export function isSecurityChange(type: string): type is SecurityChange {
  return type in securityChanges;
}
