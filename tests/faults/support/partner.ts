import { parseDatabaseUrl } from "../../../db/config";
import { parseKeyRing } from "../../../db/encryption/key-ring";
import { createSecretBox } from "../../../db/encryption/secret-box";
import { createPartnerScopes } from "../../../db/partner-scopes";
import { openDatabase } from "../../../db/pool";
import { toDateTime } from "../../../db/read/amounts";
import { systemActor } from "../../../domain/actor";
import type { CreatedPartner } from "../../../scripts/create-partner";
import { createPartnerWithToken } from "../../../scripts/create-partner";
import type { Stack } from "../../../scripts/stack/stack-types";
import { setGdsCredentials } from "../../../services/supplier/set-gds-credentials";
import { sandboxAccountsAt } from "../../../suppliers/sandbox-accounts";
import { settlePolicy } from "../../harness/approvals";

/** How long the Amadeus client waits for an answer. */
export const supplierTimeoutMs = 1_500;

/** A partner whose stored credentials say how soon a supplier's client gives up. */
export async function createFaultPartner(
  { environment }: Stack,
  { code, timeoutMs }: { readonly code: string; readonly timeoutMs: number },
): Promise<CreatedPartner> {
  const created = await createPartnerWithToken(
    {
      code,
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
    // A family's tickets are above the amount from which another person is asked.
    for (const act of ["booking.issue", "refund.create"] as const) {
      await settlePolicy(scope, act, { levels: [] });
    }
    const secrets = createSecretBox(parseKeyRing(environment["ENCRYPTION_KEYS"]));
    const accounts = sandboxAccountsAt({
      amadeus: environment["AMADEUS_SANDBOX_URL"],
      sabre: environment["SABRE_SANDBOX_URL"],
      ndc: environment["NDC_SANDBOX_URL"],
      lcc: environment["LCC_SANDBOX_URL"],
      hotelbeds: environment["HOTELBEDS_SANDBOX_URL"],
    });
    for (const { gdsProviderCode, label, credentials } of accounts) {
      await setGdsCredentials(
        scope,
        { gdsProviderCode, label, secret: JSON.stringify({ ...credentials, timeoutMs }) },
        {
          secrets,
          context: { actor: systemActor },
          at: toDateTime(new Date().toISOString()),
        },
      );
    }
  } finally {
    await database.close();
  }
  return created;
}
