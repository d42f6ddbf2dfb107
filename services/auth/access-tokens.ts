import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey } from "node:crypto";

import type { JWK, JWTPayload } from "jose";
import { errors, exportJWK, jwtVerify, SignJWT } from "jose";

import type { KeyRing } from "../../db/encryption/key-ring";
import { newId } from "../../db/new-id";

export const accessTokenSeconds = 10 * 60;
const algorithm = "EdDSA";
/** RFC 9068: no token made for anything else is taken for one that gives access. */
const tokenType = "at+jwt";
const audience = "travobooks-api";
const purpose = "travobooks access token signing";
/** PKCS #8 of an Ed25519 key, before its 32 bytes (RFC 8410). */
const ed25519Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

export interface AccessClaims {
  /** Public ids of the partner, the person, and the sign-in that the token goes with. */
  readonly partner: string;
  readonly user: string;
  readonly session: string;
}

export interface AccessTokens {
  sign(claims: AccessClaims): Promise<string>;
  /** Undefined where it is not a token of ours that is good now. */
  verify(token: string): Promise<AccessClaims | undefined>;
  /** The public keys, for whoever verifies tokens of ours (RFC 7517). */
  jwks(): Promise<{ readonly keys: JWK[] }>;
}

/** Signs with a key that the current key of the ring gives; tokens of the others are still good. */
export function createAccessTokens(keyRing: KeyRing, issuer: string): AccessTokens {
  const keys = new Map(
    keyRing.derive(purpose).map(({ keyId, bytes }) => {
      const der = Buffer.concat([ed25519Prefix, bytes]);
      const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
      return [keyId, { privateKey, publicKey: createPublicKey(privateKey) }] as const;
    }),
  );
  const findKey = (kid: string | undefined): KeyObject => {
    const key = keys.get(kid ?? "");
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };
  return {
    sign: ({ partner, user, session }) => {
      const current = keys.get(keyRing.currentKeyId);
      if (current === undefined) throw new Error("the current key signs");
      return new SignJWT({ tid: partner, sid: session })
        .setProtectedHeader({ alg: algorithm, typ: tokenType, kid: keyRing.currentKeyId })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(user)
        .setJti(newId("token"))
        .setIssuedAt()
        .setExpirationTime(`${accessTokenSeconds}s`)
        .sign(current.privateKey);
    },
    verify: async (token) => {
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => findKey(kid), {
          algorithms: [algorithm],
          typ: tokenType,
          issuer,
          audience,
          maxTokenAge: accessTokenSeconds,
          requiredClaims: ["sub", "tid", "sid", "jti", "exp"],
        });
        return toClaims(payload);
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
    jwks: async () => ({
      keys: await Promise.all(
        [...keys].map(async ([kid, { publicKey }]) => ({
          ...(await exportJWK(publicKey)),
          kid,
          use: "sig",
          alg: algorithm,
        })),
      ),
    }),
  };
}

function toClaims({ sub, tid, sid }: JWTPayload): AccessClaims | undefined {
  if (typeof sub !== "string" || typeof tid !== "string" || typeof sid !== "string") {
    return undefined;
  }
  return { partner: tid, user: sub, session: sid };
}
