import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

/** What DER says before the 32 bytes of an Ed25519 key (RFC 8410). */
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");
const keyBytes = 32;

/** Signs what leaves the database, so that whoever can change the database cannot make it anew. */
export interface Signer {
  /** Base64 of 32 bytes. */
  readonly publicKey: string;
  /** Base64 of the Ed25519 signature. */
  sign(text: string): string;
}

/** Reads base64 of the 32 bytes of an Ed25519 private key. */
export function parseSigningKey(text: string): Signer {
  const seed = Buffer.from(text, "base64");
  if (seed.length !== keyBytes) throw new Error("AUDIT_SIGNING_KEY is base64 of 32 bytes.");
  const key = createPrivateKey({
    key: Buffer.concat([privatePrefix, seed]),
    format: "der",
    type: "pkcs8",
  });
  const exported = createPublicKey(key).export({ format: "der", type: "spki" });
  return {
    publicKey: exported.subarray(publicPrefix.length).toString("base64"),
    sign: (signed) => sign(null, Buffer.from(signed), key).toString("base64"),
  };
}

export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const key = createPublicKey({
    key: Buffer.concat([publicPrefix, Buffer.from(publicKey, "base64")]),
    format: "der",
    type: "spki",
  });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
}
