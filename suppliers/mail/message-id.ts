import { createHash } from "node:crypto";

/** The same parts (event, channel, recipient) make the same Message-ID, without revealing them. */
export function createMessageId(parts: readonly string[], domain: string): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `<${digest.slice(0, 40)}@${domain}>`;
}
