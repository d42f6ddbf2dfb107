import { randomFillSync } from "node:crypto";

import { v7 } from "uuid";

import type { IdKind } from "../domain/ids";
import { toPublicId } from "../domain/ids";

/** Drawn for many ids at once: drawing costs more than all the rest of making one. */
const randomness = new Uint8Array(16 * 256);
let used = randomness.length;

/** A fresh public id; ids of one kind sort by the time they were made. */
export function newId(kind: IdKind): string {
  return toPublicId(kind, v7({ random: drawRandom() }, new Uint8Array(16)));
}

function drawRandom(): Uint8Array {
  if (used === randomness.length) {
    randomFillSync(randomness);
    used = 0;
  }
  used += 16;
  return randomness.subarray(used - 16, used);
}
