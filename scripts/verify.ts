import { parseArgs } from "node:util";

import type { Anchor } from "../db/audit/audit-report";
import { parseDatabaseUrl } from "../db/config";
import { scopeToPartner } from "../db/partner-scope";
import type { DatabaseHandle } from "../db/pool";
import { openDatabase } from "../db/pool";
import { checkAuditChain } from "../db/verify/audit-check";
import type { LedgerCheck } from "../db/verify/ledger-check";
import { verifyLedger } from "../db/verify/verify-ledger";
import { openDocumentStore } from "../suppliers/documents/open-document-store";
import { readCheckpoints } from "./audit/read-checkpoints";

const help = `Proves the books, and exits with 1 where something is wrong.

  npm run verify -- ledger                   every partner's books, with the chain of the audit
  npm run verify -- audit                    the chain of the audit alone
  npm run verify -- audit --partner NOVA --anchor 1204:9f86d0…

  --partner CODE      one partner
  --anchor SEQ:HASH   a head of the chain that was printed earlier and kept elsewhere; may be repeated
  --checkpoints KEY   besides, the signed heads of the last 48 hours and of each day of 90 days,
                      from DOCUMENT_STORE_URL, by the public key of npm run audit-archive -- --public-key
  --json              one line of JSON for each partner
`;

interface Wanted {
  readonly kind: "ledger" | "audit";
  readonly partner: string | undefined;
  readonly anchors: readonly Anchor[];
  /** Heads that were kept for a partner, by its public id. */
  readonly findAnchors?: (partner: string) => Promise<readonly Anchor[]>;
}

interface Verified {
  readonly partner: string;
  readonly kind: Wanted["kind"];
  readonly isClean: boolean;
  readonly checks: readonly LedgerCheck[];
}

/** Verifies one partner after the other, and hands on what came of each. */
export async function verifyBooks(
  database: DatabaseHandle,
  { kind, partner, anchors: given, findAnchors }: Wanted,
  onVerified: (verified: Verified) => void,
): Promise<void> {
  const partners = await listPartners(database, partner);
  if (partners.length === 0) throw new Error(`There is no partner ${partner ?? ""}.`);
  for (const { partner_id: partnerId, public_id: publicId, partner_code: code } of partners) {
    const scope = scopeToPartner(database.system, { partnerId, partner: publicId });
    const anchors = [...given, ...((await findAnchors?.(publicId)) ?? [])];
    const checks =
      kind === "audit" ? [await checkAuditChain(scope, { anchors })] : await verifyLedger(scope);
    const isClean = checks.every(({ finding }) => finding === null);
    onVerified({ partner: code, kind, isClean, checks });
  }
}

export function formatVerified({ partner, kind, checks }: Verified): string {
  return [`${partner}  ${kind}`, ...checks.flatMap(formatCheck)].join("\n");
}

function formatCheck({ name, figures, finding }: LedgerCheck): string[] {
  const told = Object.entries(figures).map(([key, value]) => `${key} ${value}`);
  return [
    `  ${finding === null ? "ok " : "BAD"}  ${name.padEnd(42)} ${told.join(", ")}`.trimEnd(),
    ...(finding === null ? [] : [`       ${finding.code}: ${finding.text}`]),
    ...(finding?.rows.map((row) => `         ${row}`) ?? []),
  ];
}

function listPartners({ system }: DatabaseHandle, code: string | undefined) {
  const query = system
    .selectFrom("partners")
    .select(["partner_id", "public_id", "partner_code"])
    .orderBy("partner_id");
  return (code === undefined ? query : query.where("partner_code", "=", code)).execute();
}

function parseAnchor(text: string): Anchor {
  const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new Error(`${text} is not an anchor: the number of a seal, a colon, its hash.`);
  }
  return { sequence: Number(sequence), hash };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      anchor: { type: "string", multiple: true, default: [] },
      checkpoints: { type: "string" },
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      partner: { type: "string" },
    },
  });
  const [kind] = positionals;
  if (values.help || (kind !== "ledger" && kind !== "audit")) {
    process.stdout.write(help);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const database = openDatabase(parseDatabaseUrl(process.env["DATABASE_URL"]), {
    connectionLimit: 2,
  });
  const { checkpoints: publicKey } = values;
  const documents =
    publicKey === undefined
      ? undefined
      : openDocumentStore(process.env["DOCUMENT_STORE_URL"] ?? "");
  const wanted = {
    kind,
    partner: values.partner,
    anchors: values.anchor.map(parseAnchor),
    ...(publicKey === undefined || documents === undefined
      ? {}
      : {
          findAnchors: (partner: string) =>
            readCheckpoints(documents, { partner, publicKey, now: Date.now() }),
        }),
  } as const;
  try {
    await verifyBooks(database, wanted, (verified) => {
      const text = values.json ? JSON.stringify(verified) : formatVerified(verified);
      process.stdout.write(`${text}\n`);
      if (!verified.isClean) process.exitCode = 1;
    });
  } finally {
    documents?.close();
    await database.close();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  });
}
