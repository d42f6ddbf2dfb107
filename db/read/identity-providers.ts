import type { Selectable } from "kysely";

import { readOwnJson } from "../../domain/own-json";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

/** An issuer of OpenID Connect by which a partner's people sign in. */
export interface IdentityProviderRecord {
  readonly identityProviderId: number;
  readonly publicId: string;
  readonly name: string;
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly clientSecretSealed: Buffer | null;
  /** Lower case; where there are any, an address of others is refused. */
  readonly emailDomains: readonly string[];
  readonly linksByEmail: boolean;
  readonly invitesUnknown: boolean;
  readonly acceptsSecondFactor: boolean;
  readonly isActive: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Newest first. */
export async function listIdentityProviders(
  { db }: PartnerDatabase,
  page: PageRequest,
): Promise<Page<IdentityProviderRecord>> {
  let query = db.selectFrom("identity_providers").selectAll();
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "identity_provider_id"), "<", tuple(after.createdAt, after.id)),
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("identity_provider_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toIdentityProvider,
    key: (row) => ({ createdAt: row.created_at, id: row.identity_provider_id }),
  });
}

export async function getIdentityProvider(
  scope: PartnerDatabase,
  publicId: string,
): Promise<IdentityProviderRecord> {
  return orNotFound(await selectOne(scope, publicId).executeTakeFirst());
}

/** The same, held until the transaction ends. */
export async function lockIdentityProvider(
  scope: PartnerTransaction,
  publicId: string,
): Promise<IdentityProviderRecord> {
  return orNotFound(await selectOne(scope, publicId).forUpdate().executeTakeFirst());
}

/** The one that is asked for, or the only one; undefined where that says none. */
export async function findActiveIdentityProvider(
  { db }: PartnerDatabase,
  publicId: string | undefined,
): Promise<IdentityProviderRecord | undefined> {
  const all = db.selectFrom("identity_providers").selectAll().where("is_active", "=", 1);
  const query = publicId === undefined ? all : all.where("public_id", "=", publicId);
  const [only, another] = await query.limit(2).execute();
  return only === undefined || another !== undefined ? undefined : toIdentityProvider(only);
}

function selectOne({ db }: PartnerDatabase, publicId: string) {
  return db.selectFrom("identity_providers").selectAll().where("public_id", "=", publicId);
}

function orNotFound(
  row: Selectable<Database["identity_providers"]> | undefined,
): IdentityProviderRecord {
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such identity provider.");
  return toIdentityProvider(row);
}

function toIdentityProvider(
  row: Selectable<Database["identity_providers"]>,
): IdentityProviderRecord {
  return {
    identityProviderId: row.identity_provider_id,
    publicId: row.public_id,
    name: row.display_name,
    issuerUrl: row.issuer_url,
    clientId: row.client_identifier,
    clientSecretSealed: row.client_secret_encrypted,
    emailDomains: readOwnJson<string[]>(row.email_domains),
    linksByEmail: row.is_linking_by_email === 1,
    invitesUnknown: row.is_inviting_unknown === 1,
    acceptsSecondFactor: row.is_second_factor_accepted === 1,
    isActive: row.is_active === 1,
    version: row.version,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}
