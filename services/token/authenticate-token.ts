import { createHmac, randomBytes } from "node:crypto";

import { hash, verify } from "@node-rs/argon2";
import type { Kysely } from "kysely";

import type { Database } from "../../db/generated/database";
import { scopeToPartner } from "../../db/partner-scope";
import { isPermission } from "../../domain/permissions";
import type { Principal } from "../auth/principal";
import { argon2Options } from "./argon2-options";
import { parseToken } from "./token-format";

/** A verdict is remembered this long: a revoked token is refused no later than that. */
const verdictTtlMs = 30_000;
const verdictsMax = 10_000;

export type AuthenticateToken = (
  text: string,
  from: { readonly address?: string },
) => Promise<Principal | undefined>;

/**
 * Proves tokens. Argon2id costs some 20 ms by design, so a verdict is kept for a while under a
 * keyed digest of the token; the token itself is not kept.
 */
export function createTokenAuthenticator(system: Kysely<Database>): AuthenticateToken {
  const digestKey = randomBytes(32);
  // Verified for a key id that does not exist, so that the answer takes as long as any.
  const nobodysHash = hash(randomBytes(32), argon2Options);
  const verdicts = new Map<string, { readonly principal: Principal; readonly until: number }>();
  return async (text) => {
    const digest = createHmac("sha256", digestKey).update(text).digest("base64");
    const known = verdicts.get(digest);
    if (known !== undefined && known.until > Date.now()) return known.principal;
    const principal = await prove(system, text, await nobodysHash);
    if (principal === undefined) return undefined;
    if (verdicts.size >= verdictsMax) verdicts.clear();
    verdicts.set(digest, { principal, until: Date.now() + verdictTtlMs });
    return principal;
  };
}

async function prove(
  system: Kysely<Database>,
  text: string,
  nobodysHash: string,
): Promise<Principal | undefined> {
  const token = parseToken(text);
  if (token === undefined) return undefined;
  const row = await system
    .selectFrom("personal_access_tokens")
    .innerJoin("partners", "partners.partner_id", "personal_access_tokens.partner_id")
    .leftJoin("users", "users.user_id", "personal_access_tokens.user_id")
    .select([
      "personal_access_tokens.public_id",
      "personal_access_tokens.secret_hash",
      "personal_access_tokens.scopes",
      "personal_access_tokens.expires_at",
      "partners.partner_id",
      "partners.public_id as partner",
      "partners.environment",
      "partners.status",
      "users.user_id",
      "users.public_id as user",
    ])
    .where("key_id", "=", token.keyId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  const proved = await verify(row?.secret_hash ?? nobodysHash, token.secret, argon2Options);
  if (row === undefined || !proved || row.status !== "active") return undefined;
  if (row.environment !== token.environment) return undefined;
  if (row.expires_at !== null && Date.parse(`${row.expires_at}Z`) < Date.now()) return undefined;
  return {
    scope: scopeToPartner(system, { partnerId: row.partner_id, partner: row.partner }),
    actor: { type: "api_token", id: row.public_id },
    ...(row.user_id !== null && row.user !== null
      ? { user: { userId: row.user_id, id: row.user } }
      : {}),
    livemode: row.environment === "live",
    permissions: new Set(row.scopes.split(" ").filter(isPermission)),
  };
}
