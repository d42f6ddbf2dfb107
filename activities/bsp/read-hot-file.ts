import type { Readable } from "node:stream";

import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import type { BspFileFacts } from "../../domain/bsp/file-facts";
import { dayOf } from "../../domain/bsp/fixed-width/day-of";
import { LineCutter } from "../../domain/bsp/fixed-width/lines";
import { HotReader } from "../../domain/bsp/hot/file-reader";
import { hotLineLength } from "../../domain/bsp/hot/layouts";
import { toBspTransaction } from "../../domain/bsp/hot/to-bsp-transaction";
import { Refusal } from "../../domain/refusal";
import type { Packing } from "../../services/bsp/unpack-file";
import { unpackFile } from "../../services/bsp/unpack-file";

/**
 * Reads a HOT file from its bytes, packed (gzip) or not, holding one transaction at a time. Refuses
 * at the first thing wrong (`BSP_FILE_MALFORMED`, `BSP_FILE_INCONSISTENT`, `BSP_REVISION_UNKNOWN`,
 * `BSP_FILE_TOO_LARGE`); returns what the file says of itself when all of it adds up.
 */
export async function* readHotFile(
  bytes: Readable,
  packing: Packing,
): AsyncGenerator<BspTransaction, BspFileFacts> {
  const [cutter, reader] = [new LineCutter(hotLineLength), new HotReader()];
  for await (const piece of unpackFile(bytes, packing)) {
    // Byte by byte as Latin-1: the reader itself refuses what is not ASCII.
    for (const line of cutter.cut(piece.toString("latin1"))) {
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

function factsOf({ headers: { file, cycle } }: HotReader): BspFileFacts {
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
