import { createHmac, timingSafeEqual } from "node:crypto";

import { invariant } from "../domain/invariant";
import type { KeyRing } from "./encryption/key-ring";

const purpose = "sign-up links";

/** What the mailed link of a sign-up proves the address by: made of its id, and stored nowhere. */
export function signUpToken(keyRing: KeyRing, signUp: string): string {
  const [key] = keyRing.derive(purpose);
  invariant(key !== undefined, "a key ring has a current key");
  return `${signUp}.${secretOf(key.bytes, signUp)}`;
}

/** Of any key of the ring: one that was mailed before the keys changed still holds. */
export function isSignUpSecret(keyRing: KeyRing, signUp: string, secret: string): boolean {
  return keyRing
    .derive(purpose)
    .some(({ bytes }) => timingSafeEqual(digest(secretOf(bytes, signUp)), digest(secret)));
}

function secretOf(key: Buffer, signUp: string): string {
  return createHmac("sha256", key).update(signUp).digest("base64url");
}

/** Of equal length, whatever was sent. */
function digest(text: string): Buffer {
  return createHmac("sha256", "compare").update(text).digest();
}
