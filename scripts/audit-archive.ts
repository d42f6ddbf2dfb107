import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

import { findHead } from "../db/audit/checkpoint";
import type { Signer } from "../db/audit/signing";
import { parseSigningKey } from "../db/audit/signing";
import { parseDatabaseUrl } from "../db/config";
import type { PartnerDatabase } from "../db/partner-scope";
import { createPartnerScopes, listPartners } from "../db/partner-scopes";
import type { DatabaseHandle } from "../db/pool";
import { openDatabase } from "../db/pool";
import { exportAuditLines } from "../db/read/audit-export";
import { readSealedRows } from "../db/read/sealed-audit-rows";
import { canonicalJson } from "../domain/canonical-json";
import { sha256Of } from "../suppliers/documents/document-content";
import { formatDocumentKey } from "../suppliers/documents/document-key";
import { openDocumentStore } from "../suppliers/documents/open-document-store";
import type { DocumentStore } from "../suppliers/documents/port";

const help = `Writes sealed audit rows into signed files of the document store, to be kept for seven years and more.

  npm run audit-archive                       rows older than 30 days
  npm run audit-archive -- --older-than 0     all of them
  npm run audit-archive -- --public-key       the key that scripts/verify-archive.mjs takes
`;

/** Seals in a file: a file is written once it can be full. */
const rowsInFile = 1_000;

export interface ArchiveOptions {
  readonly documents: DocumentStore;
  readonly signer: Signer;
  /** DATETIME, UTC: a file waits until its newest row is older. */
  readonly before: string;
  readonly fileRows?: number;
}

/** Keys of the files that were written. The rows stay in the database. */
export async function archiveAudit(
  scope: PartnerDatabase,
  { documents, signer, before, fileRows = rowsInFile }: ArchiveOptions,
): Promise<string[]> {
  const head = await findHead(scope);
  const written: string[] = [];
  for (let from = 1; from + fileRows - 1 <= (head?.sequence ?? 0); from += fileRows) {
    const range = { from, through: from + fileRows - 1 };
    const days = await createdAt(scope, range);
    if (days.newest >= before) break;
    const key = toKey(scope.partner, days.oldest, range);
    if ((await documents.head(key)) !== undefined) continue;
    let text = "";
    for await (const line of exportAuditLines(scope, range)) text += line;
    const { publicKey } = signer;
    text += `${canonicalJson({ public_key: publicKey, signature: signer.sign(text) })}\n`;
    const body = gzipSync(text);
    const contentType = "application/gzip";
    await documents.put({ key, body, contentType, sha256: sha256Of(body) });
    written.push(key);
  }
  return written;
}

interface Range {
  readonly from: number;
  readonly through: number;
}

async function createdAt(scope: PartnerDatabase, range: Range) {
  let oldest = "";
  let newest = "";
  for await (const { content } of readSealedRows(scope, range)) {
    const at = content["created_at"] ?? "";
    oldest ||= at;
    newest = at > newest ? at : newest;
  }
  return { oldest, newest };
}

function toKey(partner: string, oldest: string, { from, through }: Range): string {
  const place = [from, through].map((sequence) => String(sequence).padStart(12, "0"));
  return formatDocumentKey({
    partnerId: partner,
    year: oldest.slice(0, 4),
    month: oldest.slice(5, 7),
    documentId: `audit-${place.join("-")}`,
    extension: "gz",
  });
}

async function archiveAll(
  database: DatabaseHandle,
  options: ArchiveOptions,
  onWritten: (key: string) => void,
): Promise<void> {
  const openPartner = createPartnerScopes(database);
  for (const partner of await listPartners(database, { after: null, limit: 1_000_000 })) {
    for (const key of await archiveAudit(await openPartner(partner), options)) onWritten(key);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", default: false },
      "older-than": { type: "string", default: "30" },
      "public-key": { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const signer = parseSigningKey(process.env["AUDIT_SIGNING_KEY"] ?? "");
  if (values["public-key"]) {
    process.stdout.write(`${signer.publicKey}\n`);
    return;
  }
  const database = openDatabase(parseDatabaseUrl(process.env["DATABASE_URL"]), {
    connectionLimit: 2,
  });
  const documents = openDocumentStore(process.env["DOCUMENT_STORE_URL"] ?? "");
  const oldest = Date.now() - Number(values["older-than"]) * 86_400_000;
  const before = new Date(oldest).toISOString().replace("T", " ").replace("Z", "000");
  try {
    await archiveAll(database, { documents, signer, before }, (key) => {
      process.stdout.write(`${key}\n`);
    });
  } finally {
    documents.close();
    await database.close();
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
