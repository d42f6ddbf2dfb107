import { createHash } from "node:crypto";

import type { JsonValue } from "../../domain/canonical-json";
import { canonicalJson } from "../../domain/canonical-json";

/** SHA-256 of the canonical JSON, in hexadecimal. */
export function sha256Of(value: JsonValue): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** What the hash of an audit row covers: every column but the database's own id. */
export function auditContentHash(
  partner: string,
  content: Readonly<Record<string, string | null>>,
): string {
  return sha256Of({ ...content, partner });
}
