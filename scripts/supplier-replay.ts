import { parseArgs } from "node:util";

import { parseDatabaseUrl } from "../db/config";
import type { KeyRing } from "../db/encryption/key-ring";
import { parseKeyRing } from "../db/encryption/key-ring";
import { createPartnerScopes } from "../db/partner-scopes";
import type { DatabaseHandle } from "../db/pool";
import { openDatabase } from "../db/pool";
import type { SupplierCallRecord } from "../db/read/supplier-requests";
import { getSupplierCall } from "../db/read/supplier-requests";
import { supplierNameOf } from "../domain/supplier-names";
import type { DiffLine } from "./replay/diff-lines";
import { diffLines, toLines } from "./replay/diff-lines";
import { dialects } from "./replay/to-replay";

const help = `Sends a request to a supplier again as it was kept, to the supplier's sandbox and nowhere else, and shows what is answered otherwise.

  npm run supplier-replay -- scl_… [--sandbox http://127.0.0.1:28091]

  --sandbox   where the sandbox is; AMADEUS_SANDBOX_URL, SABRE_SANDBOX_URL and their like where absent
`;

export interface Replay {
  readonly status: { readonly kept: number | null; readonly now: number };
  readonly lines: readonly DiffLine[];
}

/**
 * Replays a kept call at a sandbox: signed in as the sandbox's own account, so that it cannot act
 * anywhere else. Throws for a host that is no sandbox, and for what was not kept whole.
 */
export async function replayCall(
  call: SupplierCallRecord,
  { url, hosts }: { readonly url: string; readonly hosts: ReadonlySet<string> },
): Promise<Replay> {
  const { hostname } = new URL(url);
  if (!hosts.has(hostname)) {
    throw new Error(`${hostname} is not in SANDBOX_SUPPLIER_HOSTS: nothing is sent there.`);
  }
  const dialect = dialects[call.gdsProviderCode];
  const { exchange } = call;
  if (dialect === undefined || exchange === null || exchange.isTruncated) {
    throw new Error("The call was erased or is too long: it was not kept whole.");
  }
  const request = await dialect.toRequest(exchange.request, call.operation, url.replace(/\/$/, ""));
  const answer = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    ...(request.method === "GET" ? {} : { body: request.body }),
    redirect: "error",
  });
  const now = dialect.redact(await answer.text());
  return {
    status: { kept: exchange.response?.status ?? null, now: answer.status },
    lines: diffLines(toLines(exchange.response?.body ?? ""), toLines(now)),
  };
}

/** A call by its id, whoever's it is: for whoever has the database and the keys. */
export async function findCall(
  database: DatabaseHandle,
  keyRing: KeyRing,
  publicId: string,
): Promise<SupplierCallRecord> {
  const row = await database.system
    .selectFrom("supplier_calls")
    .innerJoin("partners", "partners.partner_id", "supplier_calls.partner_id")
    .select("partners.public_id")
    .where("supplier_calls.public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`There is no call ${publicId}.`);
  const scope = await createPartnerScopes(database)(row.public_id);
  return getSupplierCall(scope, keyRing, publicId);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { sandbox: { type: "string" } },
    allowPositionals: true,
  });
  const [id] = positionals;
  if (id === undefined) {
    process.stdout.write(help);
    process.exitCode = 1;
    return;
  }
  const database = openDatabase(parseDatabaseUrl(process.env["DATABASE_URL"]), {
    connectionLimit: 1,
  });
  try {
    const call = await findCall(database, parseKeyRing(process.env["ENCRYPTION_KEYS"]), id);
    const supplier = supplierNameOf(call.gdsProviderCode) ?? "";
    const url = values.sandbox ?? process.env[`${supplier.toUpperCase()}_SANDBOX_URL`];
    if (url === undefined) throw new Error("Say where the sandbox is: --sandbox.");
    const hosts = process.env["SANDBOX_SUPPLIER_HOSTS"] ?? "127.0.0.1,localhost";
    print(
      call,
      await replayCall(call, { url, hosts: new Set(hosts.split(",").map((host) => host.trim())) }),
    );
  } finally {
    await database.close();
  }
}

function print(call: SupplierCallRecord, { status, lines }: Replay): void {
  process.stdout.write(`${call.operation} of ${call.sentAt}\n`);
  process.stdout.write(`status: ${status.kept ?? "no answer"} then, ${status.now} now\n\n`);
  for (const { sign, text } of lines) process.stdout.write(`${sign} ${text}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
