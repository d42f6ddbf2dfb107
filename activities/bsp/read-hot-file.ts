import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import { dayOf } from "../../domain/bsp/fixed-width/day-of";
import { LineCutter } from "../../domain/bsp/fixed-width/lines";
import { HotReader } from "../../domain/bsp/hot/file-reader";
import { hotLineLength } from "../../domain/bsp/hot/layouts";
import { toBspTransaction } from "../../domain/bsp/hot/to-bsp-transaction";
import { Refusal } from "../../domain/refusal";

/** What a file says of itself. */
export interface HotFileFacts {
  readonly settlementPlan: string;
  readonly market: string;
  readonly sequence: number;
  readonly isTest: boolean;
  readonly isFinal: boolean;
  /** `YYYY-MM-DD`. */
  readonly billingEndsOn: string;
}

/** Some ten million transactions: what unpacks to more is no file of one agency. */
export const unpackedBytesMax = 16 * 1024 ** 3;

/**
 * Reads a HOT file from its bytes, packed (gzip) or not, holding one transaction at a time. Refuses
 * at the first thing wrong (`BSP_FILE_MALFORMED`, `BSP_FILE_INCONSISTENT`, `BSP_REVISION_UNKNOWN`,
 * `BSP_FILE_TOO_LARGE`); returns what the file says of itself when all of it adds up.
 */
export async function* readHotFile(
  bytes: Readable,
  { isPacked, bytesMax = unpackedBytesMax }: { isPacked: boolean; bytesMax?: number },
): AsyncGenerator<BspTransaction, HotFileFacts> {
  const [cutter, reader] = [new LineCutter(hotLineLength), new HotReader()];
  for await (const text of unpacked(bytes, { isPacked, bytesMax })) {
    for (const line of cutter.cut(text)) {
      const ended = reader.read(line);
      if (ended !== undefined) yield toBspTransaction(ended);
    }
  }
  for (const line of cutter.end()) {
    const ended = reader.read(line);
    if (ended !== undefined) yield toBspTransaction(ended);
  }
  reader.end();
  return factsOf(reader);
}

function factsOf({ headers: { file, cycle } }: HotReader): HotFileFacts {
  if (file === undefined || cycle === undefined) {
    throw new Refusal("BSP_FILE_MALFORMED", "The file has no billing cycle (BCH02).");
  }
  return {
    settlementPlan: file.string("BSPI"),
    market: file.string("ISOC"),
    sequence: file.number("FSQN") ?? 0,
    isTest: file.string("TPST") === "TEST",
    isFinal: cycle.string("DYRI") === "F",
    billingEndsOn: dayOf(cycle, "BAED"),
  };
}

/** Byte by byte as Latin-1: the reader itself refuses what is not ASCII. */
async function* unpacked(
  bytes: Readable,
  { isPacked, bytesMax }: { readonly isPacked: boolean; readonly bytesMax: number },
): AsyncGenerator<string> {
  let size = 0;
  try {
    for await (const piece of isPacked ? gunzip(bytes) : bytes) {
      const chunk: Buffer = piece;
      size += chunk.length;
      if (size > bytesMax) throw tooLarge(bytesMax);
      yield chunk.toString("latin1");
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
