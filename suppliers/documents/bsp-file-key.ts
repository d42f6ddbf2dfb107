import { formatDocumentKey } from "./document-key";

/** How gzip begins (RFC 1952). */
const gzipBegins = [0x1f, 0x8b];

/** Where a file of a settlement plan is kept: under the digest of its bytes, packed or not by its ending. */
export function bspFileKey({
  partner,
  sha256,
  at,
  beginning,
}: {
  readonly partner: string;
  readonly sha256: string;
  /** RFC 3339. */
  readonly at: string;
  /** At least the first two bytes. */
  readonly beginning: Uint8Array;
}): { readonly key: string; readonly contentType: string } {
  const packed = isPacked(beginning);
  const key = formatDocumentKey({
    partnerId: partner,
    year: at.slice(0, 4),
    month: at.slice(5, 7),
    documentId: sha256,
    extension: packed ? "gz" : "hot",
  });
  return { key, contentType: packed ? "application/gzip" : "text/plain" };
}

/** Whether bytes are of gzip; at least the first two. */
export function isPacked(beginning: Uint8Array): boolean {
  return gzipBegins.every((byte, index) => beginning[index] === byte);
}
