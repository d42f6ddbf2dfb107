import { toInstant } from "../../db/read/amounts";
import type { TokenRecord } from "../../db/read/tokens";
import { tokenStatus } from "../../domain/token";

/** The secret is in no record. */
export function presentToken(token: TokenRecord, livemode: boolean, at: string) {
  return {
    id: token.publicId,
    object: "token" as const,
    livemode,
    kind: token.user === null ? ("service" as const) : ("personal" as const),
    name: token.name,
    prefix: `tvb_${livemode ? "live" : "test"}_${token.keyId}`,
    user_id: token.user?.id ?? null,
    permissions: token.permissions === null ? null : [...token.permissions],
    allowed_addresses: [...token.allowedRanges],
    api_version: token.apiVersion,
    status: tokenStatus(token, at),
    expires_at: toInstantOrNull(token.expiresAt),
    last_used_at: toInstantOrNull(token.lastUsedAt),
    revoked_at: toInstantOrNull(token.revokedAt),
    rotated_from: token.rotatedFrom,
    created_at: toInstant(token.createdAt),
    version: token.version,
  };
}

function toInstantOrNull(dateTime: string | null): string | null {
  return dateTime === null ? null : toInstant(dateTime);
}
