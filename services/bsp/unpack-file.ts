import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

import { Refusal } from "../../domain/refusal";

/** Some ten million transactions: what unpacks to more is no file of one agency. */
const unpackedBytesMax = 16 * 1024 ** 3;

export interface Packing {
  readonly isPacked: boolean;
  readonly bytesMax?: number;
}

/** The bytes of a file that may be packed (gzip), piece by piece; no more of them than may be. */
export async function* unpackFile(
  bytes: Readable,
  { isPacked, bytesMax = unpackedBytesMax }: Packing,
): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const piece of isPacked ? gunzip(bytes) : bytes) {
      const chunk: Buffer = piece;
      size += chunk.length;
      if (size > bytesMax) throw tooLarge(bytesMax);
      yield chunk;
    }
  } catch (error) {
    throw isPacked && isBadPacking(error) ? cannotUnpack() : error;
  }
}

/** A fault of the store ends the reading as one of the unpacking does. */
function gunzip(bytes: Readable): Readable {
  const unpacking = createGunzip();
  pipeline(bytes, unpacking, () => undefined);
  return unpacking;
}

/** zlib's own errors have a code; they are of another realm where code runs in a sandbox. */
function isBadPacking(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  return String(error.code).startsWith("Z_");
}

function cannotUnpack(): Refusal {
  return new Refusal("BSP_FILE_MALFORMED", `The file is packed and cannot be unpacked.`);
}

function tooLarge(bytesMax: number): Refusal {
  return new Refusal("BSP_FILE_TOO_LARGE", `The file unpacks to more than ${bytesMax} bytes.`, {
    bytes_max: bytesMax,
  });
}
