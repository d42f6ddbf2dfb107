import type { SelectQueryBuilder } from "kysely";

import type { Permission } from "../../domain/permissions";
import { isPermission } from "../../domain/permissions";
import { Refusal } from "../../domain/refusal";
import type { TokenStatus } from "../../domain/token";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

/** A token as it may be shown: its secret is not kept. Times are DATETIME(6) in UTC. */
export interface TokenRecord {
  readonly tokenId: number;
  readonly publicId: string;
  readonly keyId: string;
  readonly name: string;
  readonly user: { readonly userId: number; readonly id: string } | null;
  /** Null: all that its person may do. */
  readonly permissions: readonly Permission[] | null;
  readonly allowedRanges: readonly string[];
  readonly apiVersion: string;
  readonly rotatedFrom: string | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly createdAt: string;
  readonly version: number;
}

export interface TokenFilter {
  readonly kind?: "personal" | "service";
  readonly status?: TokenStatus;
  /** By public id. */
  readonly user?: string;
  /** By key. */
  readonly ownedBy?: number;
}

/** Whose a token must be to be found: that person's, by key; null for a service's. */
export type TokenOwner = number | null;

export async function getToken(
  scope: PartnerDatabase,
  publicId: string,
  owner?: TokenOwner,
): Promise<TokenRecord> {
  let query = selectTokens(scope).where("token.public_id", "=", publicId);
  if (owner === null) query = query.where("token.user_id", "is", null);
  else if (owner !== undefined) query = query.where("token.user_id", "=", owner);
  const row = await query.executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such token.");
  return toToken(row);
}

export async function lockToken(
  transaction: PartnerTransaction,
  publicId: string,
  owner?: TokenOwner,
): Promise<TokenRecord> {
  await transaction.db
    .selectFrom("personal_access_tokens")
    .select("personal_access_token_id")
    .where("public_id", "=", publicId)
    .forUpdate()
    .execute();
  return getToken(transaction, publicId, owner);
}

/** Newest first. */
export async function listTokens(
  scope: PartnerDatabase,
  filter: TokenFilter,
  { page, at }: { readonly page: PageRequest; readonly at: string },
): Promise<Page<TokenRecord>> {
  let query = narrowToStatus(selectTokens(scope), filter.status, at);
  if (filter.kind === "personal") query = query.where("token.user_id", "is not", null);
  if (filter.kind === "service") query = query.where("token.user_id", "is", null);
  if (filter.user) query = query.where("users.public_id", "=", filter.user);
  if (filter.ownedBy !== undefined) query = query.where("token.user_id", "=", filter.ownedBy);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("token.created_at", "token.personal_access_token_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("token.created_at", "desc")
    .orderBy("token.personal_access_token_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toToken,
    key: (row) => ({ createdAt: row.created_at, id: row.personal_access_token_id }),
  });
}

function selectTokens({ db }: PartnerDatabase) {
  return db
    .selectFrom("personal_access_tokens as token")
    .leftJoin("users", "users.user_id", "token.user_id")
    .leftJoin(
      "personal_access_tokens as former",
      "former.personal_access_token_id",
      "token.rotated_from_id",
    )
    .select([
      "token.personal_access_token_id",
      "token.public_id",
      "token.key_id",
      "token.token_name",
      "token.user_id",
      "token.scopes",
      "token.allowed_ranges",
      "token.api_version",
      "token.expires_at",
      "token.last_used_at",
      "token.revoked_at",
      "token.created_at",
      "token.version",
      "users.public_id as user",
      "former.public_id as rotated_from",
    ]);
}

type TokenQuery = ReturnType<typeof selectTokens>;
type TokenRow = TokenQuery extends SelectQueryBuilder<infer _, infer __, infer Row> ? Row : never;

function narrowToStatus(
  query: TokenQuery,
  status: TokenStatus | undefined,
  at: string,
): TokenQuery {
  switch (status) {
    case undefined:
      return query;
    case "revoked":
      return query.where("token.revoked_at", "is not", null);
    case "expired":
      return query.where("token.revoked_at", "is", null).where("token.expires_at", "<=", at);
    case "active":
      return query
        .where("token.revoked_at", "is", null)
        .where((eb) =>
          eb.or([eb("token.expires_at", "is", null), eb("token.expires_at", ">", at)]),
        );
  }
}

function toToken(row: TokenRow): TokenRecord {
  return {
    tokenId: row.personal_access_token_id,
    publicId: row.public_id,
    keyId: row.key_id,
    name: row.token_name,
    user: row.user_id === null || row.user === null ? null : { userId: row.user_id, id: row.user },
    permissions: row.scopes === null ? null : row.scopes.split(" ").filter(isPermission),
    allowedRanges: row.allowed_ranges?.split(" ") ?? [],
    apiVersion: row.api_version,
    rotatedFrom: row.rotated_from,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    createdAt: row.created_at,
    version: row.version,
  };
}
