import type { KeyRing } from "../../db/encryption/key-ring";
import { newId } from "../../db/new-id";
import type { PartnerTransaction } from "../../db/partner-scope";
import type { IdentityProviderRecord } from "../../db/read/identity-providers";
import { lockIdentityProvider } from "../../db/read/identity-providers";
import { isDuplicateKey } from "../../db/transaction";
import { writeAudit } from "../../db/write/audit";
import type { Changes } from "../../db/write/history";
import { writeHistory } from "../../db/write/history";
import type { ActContext } from "../../domain/actor";
import { Refusal } from "../../domain/refusal";

/** What may be changed: neither issuer nor client, for whom people are linked to goes by them. */
export interface IdentityProviderRules {
  readonly name: string;
  readonly emailDomains: readonly string[];
  readonly linksByEmail: boolean;
  readonly invitesUnknown: boolean;
  readonly acceptsSecondFactor: boolean;
}

export interface NewIdentityProvider extends IdentityProviderRules {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string;
}

export interface IdentityProviderChange extends Partial<IdentityProviderRules> {
  readonly isActive?: boolean;
  readonly clientSecret?: string;
}

/** Lets people sign in by an issuer; returns its public id. */
export async function createIdentityProvider(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  provider: NewIdentityProvider,
  { context, at }: { readonly context: ActContext; readonly at: string },
): Promise<string> {
  assertRules(provider);
  const publicId = newId("identityProvider");
  const { clientSecret } = provider;
  const id = await insert(transaction, {
    ...toColumns(provider),
    public_id: publicId,
    issuer_url: provider.issuerUrl,
    client_identifier: provider.clientId,
    client_secret_encrypted:
      clientSecret === undefined ? null : seal(transaction, keyRing, clientSecret),
  });
  await writeHistory(transaction, { table: "identity_providers", ids: [id], type: "INSERT", at });
  const event = {
    type: "identity_provider.created",
    targetType: "identity_provider",
    targetId: publicId,
    payload: { issuer: provider.issuerUrl, ...toColumns(provider) },
  };
  await writeAudit(transaction, context, [event], at);
  return publicId;
}

export async function changeIdentityProvider(
  transaction: PartnerTransaction,
  keyRing: KeyRing,
  { publicId, change }: { readonly publicId: string; readonly change: IdentityProviderChange },
  act: {
    readonly assertVersion: (version: number) => void;
    readonly context: ActContext;
    readonly at: string;
  },
): Promise<void> {
  const before = await lockIdentityProvider(transaction, publicId);
  act.assertVersion(before.version);
  const after = { ...before, ...change };
  assertRules(after);
  const changes = compare(before, after);
  const { clientSecret } = change;
  if (Object.keys(changes).length === 0 && clientSecret === undefined) return;
  await transaction.db
    .updateTable("identity_providers")
    .set({
      ...toColumns(after),
      is_active: after.isActive ? 1 : 0,
      version: before.version + 1,
      ...(clientSecret !== undefined && {
        client_secret_encrypted: seal(transaction, keyRing, clientSecret),
      }),
    })
    .where("identity_provider_id", "=", before.identityProviderId)
    .execute();
  const ids = [before.identityProviderId];
  const { at } = act;
  await writeHistory(transaction, {
    table: "identity_providers",
    ids,
    type: "UPDATE",
    at,
    changes,
  });
  const event = {
    type: "identity_provider.changed",
    targetType: "identity_provider",
    targetId: publicId,
    payload: { changes, is_secret_changed: clientSecret !== undefined },
  };
  await writeAudit(transaction, act.context, [event], at);
}

/** The client's secret in the clear, to be shown to its issuer. */
export function openClientSecret(
  partner: string,
  keyRing: KeyRing,
  { clientSecretSealed }: IdentityProviderRecord,
): string | undefined {
  if (clientSecretSealed === null) return undefined;
  return keyRing.decrypt(clientSecretSealed, contextOf(partner)).toString();
}

/** An address is worth something only where the partner says whose addresses the issuer may vouch for. */
function assertRules({ emailDomains, linksByEmail, invitesUnknown }: IdentityProviderRules): void {
  if (emailDomains.length > 0 || (!linksByEmail && !invitesUnknown)) return;
  throw new Refusal(
    "ISSUER_REFUSED",
    "Linking by e-mail and inviting want the e-mail domains that the issuer may vouch for.",
    { field: "email_domains" },
  );
}

function toColumns(rules: IdentityProviderRules) {
  return {
    display_name: rules.name,
    email_domains: JSON.stringify(rules.emailDomains),
    is_linking_by_email: rules.linksByEmail ? 1 : 0,
    is_inviting_unknown: rules.invitesUnknown ? 1 : 0,
    is_second_factor_accepted: rules.acceptsSecondFactor ? 1 : 0,
  };
}

function compare(
  before: IdentityProviderRules & { readonly isActive: boolean },
  after: IdentityProviderRules & { readonly isActive: boolean },
): Changes {
  const [left, right] = [before, after].map((one) =>
    Object.entries({ ...toColumns(one), is_active: one.isActive ? 1 : 0 }),
  );
  return Object.fromEntries(
    (left ?? []).flatMap(([column, value], index) => {
      const now = right?.[index]?.[1] ?? null;
      return now === value ? [] : [[column, [value, now]] as const];
    }),
  );
}

async function insert(
  { db }: PartnerTransaction,
  row: ReturnType<typeof toColumns> & {
    readonly public_id: string;
    readonly issuer_url: string;
    readonly client_identifier: string;
    readonly client_secret_encrypted: Buffer | null;
  },
): Promise<number> {
  try {
    const { insertId } = await db
      .insertInto("identity_providers")
      .values(row)
      .executeTakeFirstOrThrow();
    return Number(insertId);
  } catch (error) {
    if (!isDuplicateKey(error, "uq_identity_providers_client")) throw error;
    throw new Refusal("DUPLICATE_CODE", "There is this client of this issuer already.");
  }
}

function seal({ partner }: PartnerTransaction, keyRing: KeyRing, secret: string): Buffer {
  return keyRing.encrypt(Buffer.from(secret), contextOf(partner));
}

function contextOf(partner: string): string {
  return `${partner}:identity_providers.client_secret`;
}
