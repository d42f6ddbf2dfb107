import { v7 } from "uuid";

import type { IdKind } from "../domain/ids";
import { toPublicId } from "../domain/ids";

/** A fresh public id; ids of one kind sort by the time they were made. */
export function newId(kind: IdKind): string {
  return toPublicId(kind, v7({}, new Uint8Array(16)));
}
