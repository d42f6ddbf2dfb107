import type { Readable } from "node:stream";

import type { BspFileRow } from "../../db/read/bsp-files";
import type { BspTransaction } from "../../domain/bsp/bsp-transaction";
import type { FileMapping } from "../../domain/bsp/columns/mapping";
import type { BspFileFacts } from "../../domain/bsp/file-facts";
import { readOwnJson } from "../../domain/own-json";
import { readMappedFile } from "../../services/bsp/read-mapped-file";
import { readHotFile } from "./read-hot-file";

/** Reads a file as what it was taken up as: HOT, or rows by a mapping of their columns. */
export function readBspFile(
  file: BspFileRow,
  bytes: Readable,
): AsyncGenerator<BspTransaction, BspFileFacts> {
  const isPacked = file.storage_key.endsWith(".gz");
  if (file.column_mapping === null) return readHotFile(bytes, { isPacked });
  const mapping = readOwnJson<FileMapping>(file.column_mapping);
  return readRows(file, bytes, { mapping, isPacked });
}

/** What such a file does not say of itself was said when it was taken up. */
async function* readRows(
  { billing_ends_on: stated, is_final: isFinal }: BspFileRow,
  bytes: Readable,
  { mapping, isPacked }: { readonly mapping: FileMapping; readonly isPacked: boolean },
): AsyncGenerator<BspTransaction, BspFileFacts> {
  const billingEndsOn = yield* readMappedFile(bytes, {
    mapping,
    isPacked,
    billingEndsOn: stated ?? undefined,
  });
  return {
    settlementPlan: null,
    market: mapping.market,
    sequence: null,
    isTest: false,
    isFinal: isFinal === 1,
    billingEndsOn,
  };
}
