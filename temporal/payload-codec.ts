import type { Payload, PayloadCodec } from "@temporalio/common";
import { temporal } from "@temporalio/proto";

import type { KeyRing } from "../db/encryption/key-ring";
import { redactJson } from "../domain/card-number";

const encoding = Buffer.from("binary/encrypted");
const context = "temporal.payload";

/**
 * Encrypts every payload of every history: names and addresses travel in them. A card number does
 * not get in, even encrypted: a supplier's text may hold one.
 */
export function createPayloadCodec(keyRing: KeyRing): PayloadCodec {
  return {
    encode: (payloads) => Promise.resolve(payloads.map((payload) => seal(keyRing, payload))),
    decode: (payloads) => Promise.resolve(payloads.map((payload) => open(keyRing, payload))),
  };
}

function seal(keyRing: KeyRing, payload: Payload): Payload {
  const plain = temporal.api.common.v1.Payload.encode(withoutCardNumbers(payload)).finish();
  return {
    metadata: { encoding, "encryption-key-id": Buffer.from(keyRing.currentKeyId) },
    data: keyRing.encrypt(plain, context),
  };
}

function withoutCardNumbers(payload: Payload): Payload {
  const text = Buffer.from(payload.data ?? []).toString();
  const redacted = redactJson(text);
  return redacted === text ? payload : { ...payload, data: Buffer.from(redacted) };
}

/** What was never encrypted, such as a search attribute, passes as it is. */
function open(keyRing: KeyRing, payload: Payload): Payload {
  const sealedWith = payload.metadata?.["encoding"];
  if (!sealedWith || !encoding.equals(sealedWith) || !payload.data) return payload;
  return temporal.api.common.v1.Payload.decode(keyRing.decrypt(payload.data, context));
}
