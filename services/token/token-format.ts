import { randomBytes } from "node:crypto";

/** `tvb_{live|test}_{key id}_{secret}`: the key id is looked up, the secret is proved. */
const tokenPattern = /^tvb_(live|test)_([0-9A-Za-z]{16})_([0-9A-Za-z]{43})$/;

export interface ParsedToken {
  readonly environment: "live" | "test";
  readonly keyId: string;
  readonly secret: string;
}

export function parseToken(text: string): ParsedToken | undefined {
  const [, environment, keyId, secret] = tokenPattern.exec(text) ?? [];
  if (keyId === undefined || secret === undefined) return undefined;
  return { environment: environment === "live" ? "live" : "test", keyId, secret };
}

export function newToken(environment: "live" | "test"): ParsedToken & { readonly text: string } {
  const keyId = randomBase62(16);
  const secret = randomBase62(43);
  return { environment, keyId, secret, text: `tvb_${environment}_${keyId}_${secret}` };
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const unbiasedBelow = 248;

function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < unbiasedBelow && text.length < length) text += base62[byte % 62];
    }
  }
  return text;
}
