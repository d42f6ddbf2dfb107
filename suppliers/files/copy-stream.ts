import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import type { FetchedFile, FetchTarget, ListedEntry } from "./port";
import { ListedFileError } from "./port";

const beginningBytes = 2;

/** Writes a listed file's bytes where they are wanted, counting and digesting them on the way. */
export async function copyStream(
  source: Readable,
  { name, byteSize: listed }: ListedEntry,
  { path, byteSizeMax, onProgress }: FetchTarget,
): Promise<FetchedFile> {
  const hash = createHash("sha256");
  const beginning = Buffer.alloc(beginningBytes);
  let byteSize = 0;
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        if (byteSize < beginningBytes) chunk.copy(beginning, byteSize);
        byteSize += chunk.length;
        if (byteSize > byteSizeMax) throw tooLarge(name, byteSizeMax);
        if (byteSize > listed) throw changing(name);
        hash.update(chunk);
        onProgress();
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o600 }),
  );
  if (byteSize !== listed) throw changing(name);
  return { byteSize, sha256: hash.digest("hex"), beginning: beginning.subarray(0, byteSize) };
}

/** Refuses what is another file by now, or none, or larger than is taken. */
export function assertAsListed(
  now: Pick<ListedEntry, "kind" | "byteSize" | "modifiedAt">,
  listed: ListedEntry,
  byteSizeMax: number,
): void {
  const { name } = listed;
  if (now.kind !== "file") throw new ListedFileError("not_a_file", `${name} is a ${now.kind}.`);
  if (now.byteSize > byteSizeMax) throw tooLarge(name, byteSizeMax);
  if (now.byteSize !== listed.byteSize || now.modifiedAt !== listed.modifiedAt) {
    throw changing(name);
  }
}

function changing(name: string): ListedFileError {
  return new ListedFileError("changing", `${name} is being written.`);
}

function tooLarge(name: string, byteSizeMax: number): ListedFileError {
  return new ListedFileError("too_large", `${name} has more than ${byteSizeMax} bytes.`);
}
