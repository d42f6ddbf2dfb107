import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";

import type { KeyRing } from "../../../db/encryption/key-ring";
import { partnerTables } from "../../../db/generated/database";
import type { PartnerDatabase } from "../../../db/partner-scope";
import { Refusal } from "../../../domain/refusal";
import type { DocumentStore } from "../../../suppliers/documents/port";
import { DocumentError } from "../../../suppliers/documents/port";
import { openArchivedTable } from "./archive-rows";
import type { FollowOptions } from "./follow-rows";
import type { ReportContent } from "./report-table";
import type { ZipEntry } from "./zip-files";
import { zipFiles } from "./zip-files";

/** A zip without the extension for large files ends here. */
const bytesMax = 0xffff_ffff;
const filesMax = 0xffff;
const rowsBetween = 1_000;

export interface ArchiveOptions {
  readonly documents: DocumentStore;
  readonly keyRing: KeyRing;
  readonly follow: FollowOptions;
  /** When it is made, RFC 3339. */
  readonly at: string;
}

interface Manifest {
  readonly tables: Record<string, object>;
  readonly documents: object[];
}

/**
 * All that a partner owns in one zip: a file of JSON lines for each table, the bytes of its
 * documents, and a manifest of row counts and SHA-256 at the end. Rows and bytes are written as they
 * are read.
 */
export function writePartnerArchive(
  scope: PartnerDatabase,
  options: ArchiveOptions,
): ReportContent {
  let count = 0;
  const onRow = () => {
    count += 1;
    if (count % rowsBetween === 0) options.follow.tell(count);
  };
  const entries = listEntries(scope, options, onRow);
  return { chunks: bounded(zipFiles(entries, options.at)), rowCount: () => count };
}

async function* listEntries(
  scope: PartnerDatabase,
  options: ArchiveOptions,
  onRow: () => void,
): AsyncIterable<ZipEntry> {
  const manifest: Manifest = { tables: {}, documents: [] };
  for (const table of partnerTables) yield* tableEntry(scope, table, options, { manifest, onRow });
  yield* documentEntries(scope, options, manifest);
  const about = { format: 1, partner: scope.partner, made_at: options.at };
  const text = `${JSON.stringify({ ...about, ...manifest }, null, 2)}\n`;
  yield { name: "manifest.json", content: [Buffer.from(text)] };
}

/** Its facts stand in the manifest once the next entry is asked for. */
async function* tableEntry(
  scope: PartnerDatabase,
  table: string,
  { keyRing }: ArchiveOptions,
  { manifest, onRow }: { readonly manifest: Manifest; readonly onRow: () => void },
): AsyncIterable<ZipEntry> {
  const hash = createHash("sha256");
  const { rows, facts } = openArchivedTable(scope, table, keyRing);
  const name = `tables/${table}.ndjson`;
  yield { name, content: hashed(toLines(rows, onRow), hash) };
  manifest.tables[table] = { file: name, ...facts(), sha256: hash.digest("hex") };
}

async function* toLines(
  rows: AsyncIterable<Record<string, unknown>>,
  onRow: () => void,
): AsyncIterable<Uint8Array> {
  for await (const row of rows) {
    onRow();
    yield Buffer.from(`${JSON.stringify(row)}\n`);
  }
}

async function* documentEntries(
  { db }: PartnerDatabase,
  { documents }: ArchiveOptions,
  manifest: Manifest,
): AsyncIterable<ZipEntry> {
  const rows = await db
    .selectFrom("documents")
    .select(["public_id", "document_type", "file_name", "storage_key", "sha256"])
    .where("deleted_at", "is", null)
    .where("document_type", "!=", "partner_archive")
    .orderBy("document_id")
    .execute();
  if (rows.length + partnerTables.size > filesMax) throw tooLarge();
  for (const row of rows) {
    const name = `documents/${row.public_id}/${row.file_name}`;
    const content = await open(documents, row.storage_key);
    const facts = { id: row.public_id, type: row.document_type, sha256: row.sha256 };
    manifest.documents.push({ ...facts, file: content === undefined ? null : name });
    if (content !== undefined) yield { name, content };
  }
}

/** Undefined where the store has none under this key: that is told, and keeps nobody from the rest. */
async function open(
  documents: DocumentStore,
  key: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { stream } = await documents.get(key);
    return stream;
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncIterable<Uint8Array> {
  for await (const bytes of content) {
    hash.update(bytes);
    yield bytes;
  }
}

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const bytes of chunks) {
    size += bytes.length;
    if (size > bytesMax) throw tooLarge();
    yield bytes;
  }
}

function tooLarge(): Refusal {
  return new Refusal(
    "REPORT_TOO_LARGE",
    "The archive is larger than a zip can be. Ask the platform for a copy of the data.",
    { bytesMax, filesMax },
  );
}
