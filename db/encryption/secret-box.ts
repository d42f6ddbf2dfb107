import { randomBytes } from "node:crypto";

import type { KeyProvider } from "../../domain/key-provider";
import { type KeyRing, parseKeyRing } from "./key-ring";

const envelopeFormat = 2;
const dataKeyBytes = 32;
/** Of the wrapped data key's length, before it. */
const lengthBytes = 2;

/**
 * Seals each secret with a data key of its own, which the key provider wraps; opens what was sealed
 * so, and what the ring sealed by itself before (its format begins with 1).
 */
export interface SecretBox {
  readonly currentKeyId: string;
  seal(plain: Uint8Array, context: string): Promise<Buffer>;
  open(sealed: Uint8Array, context: string): Promise<Buffer>;
  /** The same secret under the provider's key of now. */
  renew(sealed: Uint8Array, context: string): Promise<Buffer>;
}

/** The first provider wraps, the others open what they wrapped; the ring always does. */
export function createSecretBox(
  keyRing: KeyRing,
  providers: readonly (KeyProvider | "local")[] = [],
): SecretBox {
  const local = providerOf(keyRing);
  const known = providers.map((one) => (one === "local" ? local : one));
  const [current = local] = known;
  const seal = async (plain: Uint8Array, context: string): Promise<Buffer> => {
    const dataKey = randomBytes(dataKeyBytes);
    const wrapped = await current.wrap(dataKey, context);
    const id = Buffer.from(current.keyId);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(wrapped.length);
    const body = ringOf(dataKey).encrypt(plain, context);
    return Buffer.concat([Buffer.from([envelopeFormat, id.length]), id, length, wrapped, body]);
  };
  const open = async (sealed: Uint8Array, context: string): Promise<Buffer> => {
    if (sealed[0] !== envelopeFormat) return keyRing.decrypt(sealed, context);
    const { keyId, wrapped, body } = readEnvelope(Buffer.from(sealed));
    const keeper = isForeign(keyId) ? known.find((one) => one.keyId === keyId) : local;
    if (keeper === undefined) {
      throw new Error(`CREDENTIAL_KEYS_URL does not lead to the key "${keyId}" of this value.`);
    }
    return ringOf(await keeper.unwrap(wrapped, context)).decrypt(body, context);
  };
  return {
    currentKeyId: current.keyId,
    seal,
    open,
    renew: async (sealed, context) => seal(await open(sealed, context), context),
  };
}

/** Whether a sealed value's key is kept outside the ring: those ids have a colon. */
export function isForeign(keyId: string): boolean {
  return keyId.includes(":");
}

function providerOf(keyRing: KeyRing): KeyProvider {
  return {
    keyId: keyRing.currentKeyId,
    wrap: async (dataKey, context) => keyRing.encrypt(dataKey, context),
    unwrap: async (wrapped, context) => keyRing.decrypt(wrapped, context),
  };
}

/** A ring of the data key alone. */
function ringOf(dataKey: Buffer): KeyRing {
  return parseKeyRing(`d:${dataKey.toString("base64")}`);
}

function readEnvelope(sealed: Buffer) {
  const idEnd = 2 + (sealed[1] ?? 0);
  const wrappedStart = idEnd + lengthBytes;
  const wrappedEnd = wrappedStart + sealed.readUInt16BE(idEnd);
  return {
    keyId: sealed.subarray(2, idEnd).toString(),
    wrapped: sealed.subarray(wrappedStart, wrappedEnd),
    body: sealed.subarray(wrappedEnd),
  };
}
