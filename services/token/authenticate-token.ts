import { hash as digestOf, randomBytes } from "node:crypto";

import { verify, hash } from "@node-rs/argon2";
import type { Kysely } from "kysely";

import type { Database } from "../../db/generated/database";
import type { PartnerDatabase } from "../../db/partner-scope";
import { scopeToPartner } from "../../db/partner-scope";
import type { Access } from "../../domain/access";
import { isInRanges } from "../../domain/address-ranges";
import { letsIn } from "../../domain/partner-status";
import { isPermission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import { toMs } from "../../domain/token";
import type { Principal, PrincipalUser } from "../auth/principal";
import type { AccessCache } from "../role/access-cache";
import { argon2Options } from "./argon2-options";
import { parseToken } from "./token-format";
import { createUseLog } from "./use-log";

const verdictsMax = 10_000;

/**
 * Undefined where the token proves nobody; ADDRESS_NOT_ALLOWED where it is not used from where it
 * may be. The address is the client's, unknown where absent.
 */
export type AuthenticateToken = (
  text: string,
  from: { readonly address?: string },
) => Promise<Principal | undefined>;

export interface TokenAuthenticator {
  readonly authenticate: AuthenticateToken;
  /** Whether it has been proved lately: to judge it again costs next to nothing. */
  hasProved(text: string): boolean;
}

interface Verdict {
  readonly principal: Principal;
  readonly tokenId: number;
  readonly allowedRanges: readonly string[];
  readonly version: string | undefined;
  readonly until: number;
}

/**
 * Proves tokens. Argon2id costs some 20 ms by design, so a verdict is kept for a while under a
 * keyed digest of the token; the token itself is not kept. It holds until the partner's access
 * changes, and no longer than the cache's greatest age where nobody hears of that.
 */
export function createTokenAuthenticator(
  system: Kysely<Database>,
  access: AccessCache,
): TokenAuthenticator {
  const digestKey = randomBytes(32).toString("hex");
  const toDigest = (text: string) => digestOf("sha256", digestKey + text, "base64");
  // Verified for a key id that does not exist, so that the answer takes as long as any.
  const nobodysHash = hash(randomBytes(32), argon2Options);
  const verdicts = new Map<string, Verdict>();
  const proofs = new Map<string, Promise<Verdict | undefined>>();
  const noteUse = createUseLog();

  const proveOnce = async (digest: string, text: string, isProved: boolean) => {
    try {
      const secret = { nobodysHash: await nobodysHash, isProved };
      const verdict = await prove(system, access, text, secret);
      if (verdict === undefined) return undefined;
      if (verdicts.size >= verdictsMax) verdicts.clear();
      verdicts.set(digest, verdict);
      return verdict;
    } finally {
      proofs.delete(digest);
    }
  };

  const judge = async (text: string): Promise<Verdict | undefined> => {
    const digest = toDigest(text);
    const known = verdicts.get(digest);
    if (known !== undefined && known.until > Date.now()) {
      const version = await access.version(known.principal.scope.partner);
      if (version === undefined || version === known.version) return known;
    }
    // A crowd of requests with one token waits for one proof of it.
    const pending = proofs.get(digest) ?? proveOnce(digest, text, known !== undefined);
    proofs.set(digest, pending);
    return pending;
  };

  return {
    authenticate: async (text, { address }) => {
      const verdict = await judge(text);
      if (verdict === undefined) return undefined;
      assertAddress(verdict, address);
      noteUse(verdict.principal.scope, verdict.tokenId);
      return verdict.principal;
    },
    hasProved: (text) => (verdicts.get(toDigest(text))?.until ?? 0) > Date.now(),
  };
}

function assertAddress({ allowedRanges, principal }: Verdict, address: string | undefined): void {
  if (allowedRanges.length === 0) return;
  if (address !== undefined && isInRanges(address, allowedRanges)) return;
  throw new Refusal("ADDRESS_NOT_ALLOWED", "The token is not used from where it may be.", {
    token_id: principal.actor.id,
    address: address ?? null,
  });
}

async function prove(
  system: Kysely<Database>,
  access: AccessCache,
  text: string,
  secret: { readonly nobodysHash: string; readonly isProved: boolean },
): Promise<Verdict | undefined> {
  const token = parseToken(text);
  if (token === undefined) return undefined;
  const row = await findToken(system, token.keyId);
  // A token's secret never changes: who has proved it once has proved it.
  const isProved =
    (secret.isProved && row !== undefined) ||
    (await verify(row?.secret_hash ?? secret.nobodysHash, token.secret, argon2Options));
  if (row === undefined || !isProved || !letsIn(row.status)) return undefined;
  if (row.environment !== token.environment) return undefined;
  const expiresAt = row.expires_at === null ? Infinity : toMs(row.expires_at);
  if (expiresAt <= Date.now()) return undefined;
  if (row.user_id !== null && row.user_status !== "active") return undefined;
  const scope = scopeToPartner(system, { partnerId: row.partner_id, partner: row.partner });
  const version = await access.version(row.partner);
  const user =
    row.user_id === null || row.user === null ? undefined : { userId: row.user_id, id: row.user };
  return {
    principal: {
      scope,
      actor: { type: "api_token", id: row.public_id },
      apiVersion: row.api_version,
      ...(user && { user }),
      livemode: row.environment === "live",
      partnerStatus: row.status,
      plan: row.subscription_plan,
      ...(await rightsOf(access, scope, { user, scopes: row.scopes })),
    },
    tokenId: row.personal_access_token_id,
    allowedRanges: row.allowed_ranges?.split(" ") ?? [],
    version,
    until: Math.min(Date.now() + access.ageMaxMs, expiresAt),
  };
}

function findToken(system: Kysely<Database>, keyId: string) {
  return system
    .selectFrom("personal_access_tokens as token")
    .innerJoin("partners", "partners.partner_id", "token.partner_id")
    .leftJoin("users", "users.user_id", "token.user_id")
    .select([
      "token.personal_access_token_id",
      "token.public_id",
      "token.secret_hash",
      "token.scopes",
      "token.allowed_ranges",
      "token.api_version",
      "token.expires_at",
      "token.user_id",
      "partners.partner_id",
      "partners.public_id as partner",
      "partners.environment",
      "partners.status",
      "partners.subscription_plan",
      "users.public_id as user",
      "users.status as user_status",
    ])
    .where("token.key_id", "=", keyId)
    .where("token.revoked_at", "is", null)
    .where("users.deleted_at", "is", null)
    .executeTakeFirst();
}

/** A person's token may do what its person may, of what it was made for; a service's what it says. */
async function rightsOf(
  access: AccessCache,
  scope: PartnerDatabase,
  { user, scopes }: { readonly user: PrincipalUser | undefined; readonly scopes: string | null },
): Promise<Access> {
  const named = new Set(scopes?.split(" ").filter(isPermission));
  if (user === undefined) return { permissions: named };
  const own = await access.of(scope, user);
  if (scopes === null) return own;
  return { ...own, permissions: new Set([...own.permissions].filter((one) => named.has(one))) };
}
