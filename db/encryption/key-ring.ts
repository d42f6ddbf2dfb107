import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

import { invariant } from "../../domain/invariant";

const format = 1;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/**
 * Encrypts with the current key and decrypts with any that is known: AES-256-GCM. The context
 * (`partner:table.column`) is authenticated, so that a value moved elsewhere does not open.
 */
export interface KeyRing {
  readonly currentKeyId: string;
  knows(keyId: string): boolean;
  encrypt(plain: Uint8Array, context: string): Buffer;
  decrypt(sealed: Uint8Array, context: string): Buffer;
  /** Of each key another one for this purpose alone, the current one's first. */
  derive(purpose: string): readonly DerivedKey[];
}

export interface DerivedKey {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/** Reads `k2:<base64 of 32 bytes>,k1:<…>`: the first is current, the others still open what they closed. */
export function parseKeyRing(text: string | undefined): KeyRing {
  const keys = new Map<string, Buffer>();
  for (const part of (text ?? "").split(",").filter((item) => item !== "")) {
    const [id = "", encoded = ""] = part.split(":");
    const key = Buffer.from(encoded, "base64");
    if (!/^[\w-]{1,32}$/.test(id) || key.length !== keyBytes) {
      throw new Error("ENCRYPTION_KEYS has the form id:base64 of 32 bytes, separated by commas.");
    }
    keys.set(id, key);
  }
  const [currentKeyId] = keys.keys();
  if (currentKeyId === undefined) throw new Error("ENCRYPTION_KEYS names no key.");
  return {
    currentKeyId,
    knows: (keyId) => keys.has(keyId),
    encrypt: (plain, context) => seal(keys, currentKeyId, plain, context),
    decrypt: (sealed, context) => open(keys, Buffer.from(sealed), context),
    derive: (purpose) =>
      [...keys].map(([keyId, key]) => ({
        keyId,
        bytes: Buffer.from(hkdfSync("sha256", key, "", purpose, keyBytes)),
      })),
  };
}

function seal(
  keys: ReadonlyMap<string, Buffer>,
  keyId: string,
  plain: Uint8Array,
  context: string,
): Buffer {
  const key = keys.get(keyId);
  invariant(key !== undefined, "the current key is in the ring");
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const id = Buffer.from(keyId);
  return Buffer.concat([Buffer.from([format, id.length]), id, nonce, cipher.getAuthTag(), body]);
}

function open(keys: ReadonlyMap<string, Buffer>, sealed: Buffer, context: string): Buffer {
  const idLength = sealed[1] ?? 0;
  const keyId = sealed.subarray(2, 2 + idLength).toString();
  const key = keys.get(keyId);
  if (sealed[0] !== format || key === undefined) {
    throw new Error(`No key of the ring opens this value (key "${keyId}").`);
  }
  const nonceStart = 2 + idLength;
  const tagStart = nonceStart + nonceBytes;
  const bodyStart = tagStart + tagBytes;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(nonceStart, tagStart));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(tagStart, bodyStart));
  return Buffer.concat([decipher.update(sealed.subarray(bodyStart)), decipher.final()]);
}
