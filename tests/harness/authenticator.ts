import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** What the API hands to a browser; only what an authenticator looks at. */
export interface PasskeyOptions {
  readonly challenge: string;
  readonly user?: { readonly id: string };
  readonly userVerification?: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
}

/** How an answer deviates from what an honest browser and authenticator would give. */
export interface Deviation {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly isUserVerified?: boolean;
  readonly isUserPresent?: boolean;
  /** The count of signatures that it claims. */
  readonly signCount?: number;
  /** What signs in place of the key. */
  readonly key?: KeyObject;
  readonly userHandle?: string;
}

export interface SoftwareAuthenticator {
  readonly credentialId: string;
  readonly privateKey: KeyObject;
  /** `navigator.credentials.create()`: makes the key. */
  make(options: PasskeyOptions, deviation?: Deviation): object;
  /** `navigator.credentials.get()`: signs by it. */
  answer(options: PasskeyOptions, deviation?: Deviation): object;
}

const flags = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 };

/** An authenticator with one ES256 key, as WebAuthn 3 says that its answers are made. */
export function createAuthenticator({
  origin = "http://127.0.0.1",
  rpId = "127.0.0.1",
  /** Synced passkeys do not count. */
  counts = true,
} = {}): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const credential = randomBytes(32);
  const credentialId = credential.toString("base64url");
  let signCount = 0;
  let userHandle = "";

  const clientDataOf = (type: string, challenge: string, deviation: Deviation) =>
    Buffer.from(
      JSON.stringify({
        type: deviation.type ?? type,
        challenge: deviation.challenge ?? challenge,
        origin: deviation.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const dataOf = (deviation: Deviation, attested = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(deviation.signCount ?? signCount);
    const isVerified = deviation.isUserVerified ?? true;
    const flag =
      ((deviation.isUserPresent ?? true) ? flags.userPresent : 0) |
      (isVerified ? flags.userVerified : 0) |
      (attested.length > 0 ? flags.attested : 0);
    return Buffer.concat([digest(deviation.rpId ?? rpId), Buffer.from([flag]), count, attested]);
  };
  return {
    credentialId,
    privateKey,
    make: (options, deviation = {}) => {
      userHandle = options.user?.id ?? "";
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credential.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credential, toCose(publicKey)]);
      const attestation = encodeCbor(
        new Map<string, Cbor>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", dataOf(deviation, attested)],
        ]),
      );
      return {
        id: credentialId,
        rawId: credentialId,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: encode(clientDataOf("webauthn.create", options.challenge, deviation)),
          attestationObject: encode(attestation),
          transports: ["internal"],
        },
      };
    },
    answer: (options, deviation = {}) => {
      if (counts) signCount += 1;
      const clientData = clientDataOf("webauthn.get", options.challenge, deviation);
      const data = dataOf(deviation);
      const signed = Buffer.concat([data, digest(clientData)]);
      return {
        id: credentialId,
        rawId: credentialId,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: encode(clientData),
          authenticatorData: encode(data),
          signature: encode(sign("sha256", signed, deviation.key ?? privateKey)),
          userHandle: deviation.userHandle ?? userHandle,
        },
      };
    },
  };
}

/** COSE_Key of an EC2 key for ES256 (RFC 9053 7.1.1). */
function toCose(publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return encodeCbor(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]),
  );
}

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

/** RFC 8949, as far as attestations need it. */
function encodeCbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string") return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, member]) => [encodeCbor(key), encodeCbor(member)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 256) return Buffer.from([(major << 5) | 24, argument]);
  return Buffer.from([(major << 5) | 25, argument >> 8, argument & 0xff]);
}

function digest(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

function encode(data: Buffer): string {
  return data.toString("base64url");
}
