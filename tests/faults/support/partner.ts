import { parseDatabaseUrl } from "../../../db/config";
import { parseKeyRing } from "../../../db/encryption/key-ring";
import { createPartnerScopes } from "../../../db/partner-scopes";
import { openDatabase } from "../../../db/pool";
import { toDateTime } from "../../../db/read/amounts";
import { systemActor } from "../../../domain/actor";
import type { CreatedPartner } from "../../../scripts/create-partner";
import { createPartnerWithToken } from "../../../scripts/create-partner";
import type { Stack } from "../../../scripts/stack/stack-types";
import { setGdsCredentials } from "../../../services/supplier/set-gds-credentials";
import { sandboxCredentials } from "../../../suppliers/amadeus/sandbox/default-account";

/** How long the Amadeus client waits for an answer. */
export const supplierTimeoutMs = 1_500;

/** A partner whose stored credentials make the Amadeus client give up soon. */
export async function createImpatientPartner({ environment }: Stack): Promise<CreatedPartner> {
  const created = await createPartnerWithToken(
    {
      code: "NOVA",
      name: "Nova Travel",
      environment: "test",
      countryCode: "BD",
      timeZone: "Asia/Dhaka",
      functionalCurrency: "BDT",
      booksFrom: new Date().toISOString().slice(0, 10),
    },
    environment,
  );
  const database = openDatabase(parseDatabaseUrl(environment["DATABASE_URL"]), {
    connectionLimit: 1,
  });
  try {
    const scope = await createPartnerScopes(database)(created.partner);
    await setGdsCredentials(
      scope,
      {
        gdsProviderCode: "1A",
        label: "Amadeus sandbox, impatient",
        secret: JSON.stringify({
          ...sandboxCredentials(`${environment["AMADEUS_SANDBOX_URL"]}/1ASIWTVBSBX`),
          timeoutMs: supplierTimeoutMs,
        }),
      },
      {
        keyRing: parseKeyRing(environment["ENCRYPTION_KEYS"]),
        context: { actor: systemActor },
        at: toDateTime(new Date().toISOString()),
      },
    );
  } finally {
    await database.close();
  }
  return created;
}
