export const tokenStatuses = ["active", "expired", "revoked"] as const;

export type TokenStatus = (typeof tokenStatuses)[number];

/** Times are DATETIME(6) in UTC. */
export function tokenStatus(
  token: { readonly expiresAt: string | null; readonly revokedAt: string | null },
  at: string,
): TokenStatus {
  if (token.revokedAt !== null) return "revoked";
  return token.expiresAt !== null && toMs(token.expiresAt) <= toMs(at) ? "expired" : "active";
}

/** A DATETIME(6) in UTC as milliseconds since 1970. */
export function toMs(dateTime: string): number {
  return Date.parse(`${dateTime.replace(" ", "T")}Z`);
}
