import { createHash } from "node:crypto";

/** As `ssh-keygen -lf` and a first connection show a key. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/**
 * The fingerprint of a host key that is told as such, or as a line of `ssh-keyscan` or a public key
 * has it; undefined of what is neither.
 */
export function toFingerprint(text: string): string | undefined {
  if (/^SHA256:[A-Za-z0-9+/]{43}$/.test(text)) return text;
  const [, encoded] =
    /(?:^|\s)(?:ssh-|ecdsa-)[a-z0-9@.-]+ ([A-Za-z0-9+/]{40,}={0,2})/.exec(text) ?? [];
  return encoded === undefined ? undefined : fingerprintOf(Buffer.from(encoded, "base64"));
}
