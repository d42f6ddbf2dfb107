import { Zip, ZipDeflate } from "fflate";

export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Packs files one after the other; each is packed as its content comes. */
export async function* zipFiles(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  /** The time that stands with each, RFC 3339. */
  at: string,
): AsyncIterable<Uint8Array> {
  const packed: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    if (chunk.length > 0) packed.push(chunk);
  });
  for await (const { name, content } of entries) {
    const file = new ZipDeflate(name);
    file.mtime = at;
    zip.add(file);
    for await (const bytes of content) {
      file.push(bytes);
      yield* packed.splice(0);
    }
    file.push(new Uint8Array(), true);
    yield* packed.splice(0);
  }
  zip.end();
  yield* packed.splice(0);
}
