import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import type { KeyObject } from "node:crypto";

import { exportJWK, SignJWT } from "jose";
import type { JWK, JWTPayload } from "jose";

import type { IssuerFault } from "./faults";

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export function newSigningKey(kid: string = randomUUID()): SigningKey {
  return { kid, ...generateKeyPairSync("rsa", { modulusLength: 2048 }) };
}

export async function toJwks(keys: readonly SigningKey[]): Promise<{ keys: JWK[] }> {
  const all = keys.map(async ({ kid, publicKey }) => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg: "RS256",
    use: "sig",
  }));
  return { keys: await Promise.all(all) };
}

/** RS256, or what a fault makes of it. */
export async function signIdToken(
  claims: JWTPayload,
  { key, clientSecret }: { readonly key: SigningKey; readonly clientSecret: string },
  fault: IssuerFault | undefined,
): Promise<string> {
  const payload = { ...claims, ...claimsOf(fault) };
  if (fault === "unsigned") return `${encode({ alg: "none", typ: "JWT" })}.${encode(payload)}.`;
  if (fault === "signed_with_secret") {
    const head = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(payload)}`;
    return `${head}.${createHmac("sha256", clientSecret).update(head).digest("base64url")}`;
  }
  return sign(payload, fault === "foreign_key" ? newSigningKey(key.kid) : key);
}

/** What a fault says in place of the truth. */
function claimsOf(fault: IssuerFault | undefined): Readonly<Record<string, unknown>> {
  const now = Math.floor(Date.now() / 1000);
  const lies: Partial<Record<IssuerFault, Readonly<Record<string, unknown>>>> = {
    wrong_nonce: { nonce: randomUUID() },
    no_nonce: { nonce: undefined },
    wrong_audience: { aud: "another-client" },
    wrong_issuer: { iss: "https://another.example" },
    expired: { iat: now - 7200, exp: now - 3600 },
    no_subject: { sub: undefined },
  };
  return (fault && lies[fault]) ?? {};
}

function sign(payload: JWTPayload, { kid, privateKey }: SigningKey): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid })
    .sign(privateKey);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
