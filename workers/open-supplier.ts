import type { SupplierDependencies } from "../activities/dependencies";
import type { SupplierCallLog } from "../activities/supplier-call-log";
import type { SecretBox } from "../db/encryption/secret-box";
import type { PartnerDatabase } from "../db/partner-scope";
import { getPartner } from "../db/read/get-partner";
import { invariant } from "../domain/invariant";
import { Refusal } from "../domain/refusal";
import { gdsCredentialsContext } from "../services/supplier/gds-credentials-context";
import type { OpenGate } from "../services/supplier/supplier-circuit";
import { findAdapter } from "../suppliers/adapters";
import { guardSupplier } from "../suppliers/guard-supplier";
import type { TokenStore } from "../suppliers/oauth/token-source";
import type { AirSupplier } from "../suppliers/port";

/** New credentials are used within this time. */
const rememberedMs = 5_000;

export interface SupplierClientOptions {
  readonly sandboxHosts: ReadonlySet<string>;
  /** Where the tokens of a partner's credentials are kept. */
  openTokens(of: { readonly partner: string; readonly credentials: string }): TokenStore;
  /** Holds back what a supplier that does not answer would be asked; nothing, where absent. */
  readonly openGate?: OpenGate;
  /** Where what goes over the wire is kept; nowhere, where absent. */
  readonly calls?: Pick<SupplierCallLog, "keep">;
}

export interface SupplierClients {
  readonly openSupplier: SupplierDependencies["openSupplier"];
  close(): Promise<void>;
}

/**
 * Opens each partner's own connection to a supplier, once for each version of its credentials. A test
 * partner's leads to a sandbox, whatever its credentials say (SUPPLIER_INACTIVE).
 */
export function createSupplierClients(
  secrets: SecretBox,
  { sandboxHosts, openTokens, openGate, calls }: SupplierClientOptions,
): SupplierClients {
  const clients = new Map<string, AirSupplier>();
  const recent = new Map<string, { readonly client: AirSupplier; readonly until: number }>();
  return {
    openSupplier: async (scope, gdsProviderCode) => {
      const key = `${scope.partner}:${gdsProviderCode}`;
      const fresh = recent.get(key);
      if (fresh !== undefined && fresh.until > Date.now()) return fresh.client;
      const client = await open(scope, gdsProviderCode);
      recent.set(key, { client, until: Date.now() + rememberedMs });
      return client;
    },
    close: async () => {
      await Promise.allSettled([...clients.values()].map((client) => client.close()));
    },
  };

  async function open(scope: PartnerDatabase, gdsProviderCode: string): Promise<AirSupplier> {
    const credentials = await getCredentials(scope, gdsProviderCode);
    const known = clients.get(credentials.publicId);
    if (known !== undefined) return known;
    const plain = await secrets.open(credentials.sealed, gdsCredentialsContext(scope.partner));
    const adapter = findAdapter(gdsProviderCode);
    invariant(adapter !== undefined, `credentials of ${gdsProviderCode} have an adapter`);
    const connection = adapter.readCredentials(JSON.parse(plain.toString()));
    const { environment } = await getPartner(scope);
    if (environment === "test") assertSandbox(connection.addresses, sandboxHosts);
    const of = { partner: scope.partner, credentials: credentials.publicId };
    const owner = { partner: scope.partner, gdsProviderCode };
    const bare = connection.open({
      tokens: openTokens(of),
      onExchange: (exchange) => calls?.keep(owner, exchange),
    });
    const gate = openGate?.(owner);
    const client = gate === undefined ? bare : guardSupplier(bare, gate);
    clients.set(credentials.publicId, client);
    return client;
  }
}

async function getCredentials(
  { db }: PartnerDatabase,
  gdsProviderCode: string,
): Promise<{ readonly publicId: string; readonly sealed: Buffer }> {
  const row = await db
    .selectFrom("gds_credentials")
    .select(["public_id", "credentials_encrypted"])
    .where("gds_provider_code", "=", gdsProviderCode)
    .where("is_current", "=", 1)
    .executeTakeFirst();
  if (row === undefined) {
    throw new Refusal(
      "SUPPLIER_INACTIVE",
      `The partner has no credentials for ${gdsProviderCode}. Enter them, then retry.`,
      { provider: gdsProviderCode },
    );
  }
  return { publicId: row.public_id, sealed: row.credentials_encrypted };
}

function assertSandbox(addresses: readonly string[], sandboxHosts: ReadonlySet<string>): void {
  const foreign = addresses
    .map((url) => new URL(url).hostname)
    .find((one) => !sandboxHosts.has(one));
  if (foreign === undefined) return;
  throw new Refusal(
    "SUPPLIER_INACTIVE",
    `A test partner reaches sandbox suppliers only, and ${foreign} is none.`,
    { host: foreign },
  );
}
