import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Transform } from "node:stream";

import { parseDocumentKey } from "./document-key";
import type { DocumentMetadata, NewDocument, NewFileDocument } from "./port";
import { DocumentError } from "./port";

const contentTypePattern = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*(?:; ?charset=[a-z0-9-]+)?$/;

export function sha256Of(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}

/** Checks a document before it is written and says what will be known of it. */
export function parseNewDocument(document: NewDocument): DocumentMetadata {
  const { key, body, contentType, sha256 } = document;
  assertNameable(document);
  if (sha256Of(body) !== sha256) {
    throw new DocumentError("DIGEST_MISMATCH", `The bytes for ${key} are not those of ${sha256}.`);
  }
  return { key, contentType, sizeBytes: body.byteLength, sha256 };
}

/** The same of a file, which is read once for it. */
export async function parseNewFile(document: NewFileDocument): Promise<DocumentMetadata> {
  const { key, contentType, sizeBytes, sha256, path } = document;
  assertNameable(document);
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes: Buffer = chunk;
    hash.update(bytes);
    size += bytes.length;
  }
  if (hash.digest("hex") !== sha256 || size !== sizeBytes) {
    throw new DocumentError("DIGEST_MISMATCH", `The file for ${key} is not that of ${sha256}.`);
  }
  return { key, contentType, sizeBytes, sha256 };
}

function assertNameable({ key, contentType }: Pick<DocumentMetadata, "key" | "contentType">): void {
  parseDocumentKey(key);
  if (contentTypePattern.test(contentType)) return;
  throw new DocumentError("CONTENT_TYPE_INVALID", `${JSON.stringify(contentType)} of ${key}.`);
}

/** The refusal of a put whose key holds something else. */
export function assertSameContent(stored: DocumentMetadata, offered: DocumentMetadata): void {
  if (stored.sha256 === offered.sha256) return;
  throw new DocumentError(
    "KEY_TAKEN",
    `${offered.key} holds ${stored.sha256 || "bytes of unknown digest"}, not ${offered.sha256}.`,
  );
}

/** Passes bytes through and fails at their end when they are not what the metadata says. */
export function createDigestCheck({ key, sha256 }: DocumentMetadata): Transform {
  const hash = createHash("sha256");
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const intact = hash.digest("hex") === sha256;
      done(
        intact ? null : new DocumentError("DIGEST_MISMATCH", `${key} was damaged in its store.`),
      );
    },
  });
}
