import { createHmac, randomBytes } from "node:crypto";

import { hash, verify } from "@node-rs/argon2";
import type { Kysely } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerDatabase } from "../../db/partner-scope";
import { scopeToPartner } from "../../db/partner-scope";
import type { Permission } from "../../domain/permissions";
import { isPermission } from "../../domain/permissions";
import { argon2Options } from "./argon2-options";
import { parseToken } from "./token-format";

/** Who calls: a token of a partner, and what it may do. */
export interface Principal {
  readonly scope: PartnerDatabase;
  readonly tokenId: string;
  readonly livemode: boolean;
  readonly permissions: ReadonlySet<Permission>;
}

/** A verdict is remembered this long: a revoked token is refused no later than that. */
const verdictTtlMs = 30_000;
const verdictsMax = 10_000;

export type AuthenticateToken = (text: string) => Promise<Principal | undefined>;

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
    .select([
      "personal_access_tokens.public_id",
      "personal_access_tokens.secret_hash",
      "personal_access_tokens.scopes",
      "personal_access_tokens.expires_at",
      "partners.partner_id",
      "partners.public_id as partner",
      "partners.environment",
      "partners.status",
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
    tokenId: row.public_id,
    livemode: row.environment === "live",
    permissions: new Set(row.scopes.split(" ").filter(isPermission)),
  };
}
