import fs from "node:fs";
import { parseArgs } from "node:util";

import { z } from "zod";

import { parseDatabaseUrl } from "../db/config";
import { parseKeyRing } from "../db/encryption/key-ring";
import { createSecretBox } from "../db/encryption/secret-box";
import { createPartnerScopes } from "../db/partner-scopes";
import { openDatabase } from "../db/pool";
import { toDateTime } from "../db/read/amounts";
import { systemActor } from "../domain/actor";
import { setGdsCredentials } from "../services/supplier/set-gds-credentials";
import { adapterCodes, findAdapter } from "../suppliers/adapters";
import { openKeyProviders } from "../suppliers/keys/open-key-provider";

const help = `Stores a partner's credentials for a supplier, encrypted. They are read from a file or, without one, from standard input, so that no shell remembers them.

  npm run supplier-credentials -- --partner ptn_… --provider 1S --label "Sabre, Dhaka" --file credentials.json

  --provider   ${adapterCodes.join(", ")}
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      file: { type: "string" },
      label: { type: "string" },
      partner: { type: "string" },
      provider: { type: "string" },
    },
  });
  const { partner, provider = "", label = provider } = values;
  const adapter = findAdapter(provider);
  if (partner === undefined || adapter === undefined) {
    process.stdout.write(help);
    process.exitCode = 1;
    return;
  }
  const secret = fs.readFileSync(values.file ?? 0, "utf8");
  adapter.readCredentials(JSON.parse(secret));
  const database = openDatabase(parseDatabaseUrl(process.env["DATABASE_URL"]), {
    connectionLimit: 1,
  });
  try {
    const scope = await createPartnerScopes(database)(partner);
    await setGdsCredentials(
      scope,
      { gdsProviderCode: provider, label, secret },
      {
        secrets: createSecretBox(
          parseKeyRing(process.env["ENCRYPTION_KEYS"]),
          openKeyProviders(process.env["CREDENTIAL_KEYS_URL"]),
        ),
        context: { actor: systemActor },
        at: toDateTime(new Date().toISOString()),
      },
    );
    process.stdout.write(`The credentials of ${partner} for ${provider} are stored.\n`);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
});
