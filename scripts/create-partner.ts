import { parseArgs } from "node:util";

import { parseDatabaseUrl } from "../db/config";
import { parseKeyRing } from "../db/encryption/key-ring";
import { createSecretBox } from "../db/encryption/secret-box";
import { openDatabase } from "../db/pool";
import { toDateTime } from "../db/read/amounts";
import { systemActor } from "../domain/actor";
import { permissions } from "../domain/permissions";
import { createPartner } from "../services/partner/create-partner";
import { setGdsCredentials } from "../services/supplier/set-gds-credentials";
import { createToken } from "../services/token/create-token";
import { openKeyProviders } from "../suppliers/keys/open-key-provider";
import { sandboxAccountsAt } from "../suppliers/sandbox-accounts";
import { runGoLive } from "./partner/go-live";
import { isStatusCommand, runStatusCommand } from "./partner/set-status";

const help = `Takes up a partner and prints its first token, once.

  npm run partner -- --code NOVA --name "Nova Travel" --country BD --zone Asia/Dhaka --currency BDT

  --live              a live partner; without it a test partner, joined to the sandbox suppliers
  --iata 12345675     its IATA number          --email, --phone, --address   for its documents
  --books-from DATE   first day of its books; today without it

  npm run partner -- go-live NOVATEST --code NOVA    a live partner as a test one has settled it
  npm run partner -- suspend NOVA --reason "…"       it reads and exports, and changes nothing
  npm run partner -- confirm-deletion NOVA --reason "…"   what its only person has asked for, in 30 days
  npm run partner -- reactivate NOVA --reason "…"    after that, or after it closed its account
`;

export interface CreatedPartner {
  readonly partner: string;
  readonly token: string;
}

/** Takes up a partner with a token that may do everything, and the sandboxes where it is a test one. */
export async function createPartnerWithToken(
  partner: Parameters<typeof createPartner>[1],
  environment: NodeJS.ProcessEnv,
): Promise<CreatedPartner> {
  const database = openDatabase(parseDatabaseUrl(environment["DATABASE_URL"]), {
    connectionLimit: 2,
  });
  try {
    const at = toDateTime(new Date().toISOString());
    const context = { actor: systemActor };
    const scope = await createPartner(database, partner, { context, at });
    if (partner.environment === "test") {
      const secrets = createSecretBox(
        parseKeyRing(environment["ENCRYPTION_KEYS"]),
        openKeyProviders(environment["CREDENTIAL_KEYS_URL"]),
      );
      const sandboxes = {
        amadeus: environment["AMADEUS_SANDBOX_URL"],
        sabre: environment["SABRE_SANDBOX_URL"],
        ndc: environment["NDC_SANDBOX_URL"],
        lcc: environment["LCC_SANDBOX_URL"],
        hotelbeds: environment["HOTELBEDS_SANDBOX_URL"],
      };
      for (const { gdsProviderCode, label, credentials } of sandboxAccountsAt(sandboxes)) {
        await setGdsCredentials(
          scope,
          { gdsProviderCode, label, secret: JSON.stringify(credentials) },
          { secrets, context, at },
        );
      }
    }
    const { token } = await createToken(
      scope,
      { name: "first token", environment: partner.environment, permissions },
      { context, at },
    );
    return { partner: scope.partner, token };
  } finally {
    await database.close();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      address: { type: "string" },
      "books-from": { type: "string" },
      code: { type: "string" },
      country: { type: "string", default: "BD" },
      currency: { type: "string", default: "BDT" },
      email: { type: "string" },
      help: { type: "boolean", default: false },
      iata: { type: "string" },
      live: { type: "boolean", default: false },
      name: { type: "string" },
      phone: { type: "string" },
      reason: { type: "string" },
      zone: { type: "string", default: "Asia/Dhaka" },
    },
  });
  const [command, code] = positionals;
  if (isStatusCommand(command) && code !== undefined && values.reason !== undefined) {
    const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl = "" } = process.env;
    await runStatusCommand({ command, code, reason: values.reason }, { databaseUrl, redisUrl });
    return;
  }
  const booksFrom = values["books-from"] ?? new Date().toISOString().slice(0, 10);
  if (command === "go-live" && code !== undefined && values.code !== undefined) {
    const live = { from: code, code: values.code, booksFrom };
    await runGoLive(live, process.env["DATABASE_URL"]);
    return;
  }
  if (values.help || values.code === undefined || values.name === undefined) {
    process.stdout.write(help);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const created = await createPartnerWithToken(
    {
      code: values.code,
      name: values.name,
      environment: values.live ? "live" : "test",
      countryCode: values.country,
      timeZone: values.zone,
      functionalCurrency: values.currency,
      booksFrom,
      ...(values.iata === undefined ? {} : { iataNumber: values.iata }),
      ...(values.email === undefined ? {} : { contactEmail: values.email }),
      ...(values.phone === undefined ? {} : { contactPhone: values.phone }),
      ...(values.address === undefined ? {} : { postalAddress: values.address }),
    },
    process.env,
  );
  process.stdout.write(`${JSON.stringify(created, null, 2)}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
