import type { KeyRing } from "../../db/encryption/key-ring";
import type { AuthenticationMethod } from "../../domain/assurance";
import { readOwnJson } from "../../domain/own-json";

const challengeMs = 5 * 60_000;
const context = "auth:challenge";

/** Who has proved a password, or came by an issuer, and owes a second factor. Sealed: nothing is kept, nobody makes one. */
export interface Challenge {
  readonly partner: string;
  readonly userId: number;
  readonly epoch: number;
  /** What they have proved. */
  readonly methods: readonly AuthenticationMethod[];
}

export function sealChallenge(
  keyRing: KeyRing,
  challenge: Challenge,
): { readonly text: string; readonly expiresAt: string } {
  const expiresAt = new Date(Date.now() + challengeMs).toISOString();
  const plain = Buffer.from(JSON.stringify({ ...challenge, expiresAt }));
  return { text: keyRing.encrypt(plain, context).toString("base64url"), expiresAt };
}

/** Undefined where it is not one of ours, or no longer good. */
export function openChallenge(keyRing: KeyRing, text: string): Challenge | undefined {
  try {
    const plain = keyRing.decrypt(Buffer.from(text, "base64url"), context).toString();
    const { expiresAt, ...challenge } = readOwnJson<Challenge & { expiresAt: string }>(plain);
    return Date.parse(expiresAt) > Date.now() ? challenge : undefined;
  } catch {
    return undefined;
  }
}
