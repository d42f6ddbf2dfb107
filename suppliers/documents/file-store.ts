import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, open, readFile, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";

import { z } from "zod";

import {
  assertSameContent,
  createDigestCheck,
  parseNewDocument,
  parseNewFile,
} from "./document-content";
import { parseDocumentKey } from "./document-key";
import type { DocumentMetadata, DocumentStore, PutOutcome, StoredDocument } from "./port";
import { DocumentError } from "./port";

const metadataSchema = z.strictObject({
  key: z.string(),
  contentType: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string(),
});

/**
 * A folder as a document store. The metadata file is made first and exclusively: it claims the key
 * for one content, so that of two writers one is refused; the body then takes its name by a rename.
 */
export function createFileStore(folder: string): DocumentStore {
  return {
    async put(document) {
      return store(folder, parseNewDocument(document), document.body);
    },
    async putFile(document) {
      return store(folder, await parseNewFile(document), createReadStream(document.path));
    },
    async get(key) {
      const metadata = await findMetadata(folder, key);
      if (!metadata) throw new DocumentError("NOT_FOUND", `There is no document ${key}.`);
      return openDocument(pathOf(folder, key), metadata);
    },
    head: (key) => findMetadata(folder, key),
    async remove(key) {
      const path = pathOf(folder, key);
      // The claim goes last: until then nobody else can take the key.
      await rm(path, { force: true });
      await rm(metadataPathOf(path), { force: true });
    },
    async presign(key) {
      parseDocumentKey(key);
      return undefined;
    },
    close() {},
  };
}

async function store(
  folder: string,
  offered: DocumentMetadata,
  body: Uint8Array | Readable,
): Promise<PutOutcome> {
  const path = pathOf(folder, offered.key);
  await makeFolders(folder, dirname(path));
  const claimed = await claimKey(folder, path, offered);
  if (!claimed && (await hasBody(path, offered))) return { kind: "unchanged" };
  const temporary = await writeTemporary(folder, body);
  await rename(temporary, path);
  await syncFolder(dirname(path));
  return { kind: "stored" };
}

function pathOf(folder: string, key: string): string {
  const { partnerId, year, month, documentId, extension } = parseDocumentKey(key);
  return join(folder, partnerId, year, month, `${documentId}.${extension}`);
}

/** No document id holds a dot, so this is no document's name. */
function metadataPathOf(path: string): string {
  return `${path}.metadata.json`;
}

async function makeFolders(folder: string, target: string): Promise<void> {
  const options = { recursive: true, mode: 0o700 };
  await Promise.all([mkdir(target, options), mkdir(join(folder, ".incoming"), options)]);
}

/** True when this call made the claim; throws where the key is claimed for other content. */
async function claimKey(folder: string, path: string, offered: DocumentMetadata): Promise<boolean> {
  const temporary = await writeTemporary(folder, Buffer.from(`${JSON.stringify(offered)}\n`));
  try {
    await link(temporary, metadataPathOf(path));
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    assertSameContent(await readMetadata(path), offered);
    return false;
  } finally {
    await unlink(temporary);
  }
}

async function writeTemporary(folder: string, body: Uint8Array | Readable): Promise<string> {
  const path = join(folder, ".incoming", randomUUID());
  const file = await open(path, "wx", 0o600);
  try {
    await writeFile(file, body);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readMetadata(path: string): Promise<DocumentMetadata> {
  const text = await readFile(metadataPathOf(path), "utf8");
  return metadataSchema.parse(JSON.parse(text));
}

/** A claim without its body is a put that was cut short: the document isn't there yet. */
async function findMetadata(folder: string, key: string): Promise<DocumentMetadata | undefined> {
  const path = pathOf(folder, key);
  try {
    const metadata = await readMetadata(path);
    return (await hasBody(path, metadata)) ? metadata : undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function hasBody(path: string, { key, sizeBytes }: DocumentMetadata): Promise<boolean> {
  try {
    const { size } = await stat(path);
    if (size === sizeBytes) return true;
    throw new DocumentError("DIGEST_MISMATCH", `${key} has ${size} bytes instead of ${sizeBytes}.`);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

function openDocument(path: string, metadata: DocumentMetadata): StoredDocument {
  const check = createDigestCheck(metadata);
  // The error of either end reaches the reader through the check, which pipeline destroys with it.
  pipeline(createReadStream(path), check, () => {});
  return { metadata, stream: check };
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
