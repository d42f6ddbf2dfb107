import type { OneTimeRecords } from "./one-time-records";

/** Whom passkeys are made for and shown to (WebAuthn's relying party). */
export interface PasskeyParty {
  /** The host, or a domain that it is in. */
  readonly rpId: string;
  readonly origin: string;
}

/** A browser gives a host no keys but those of the host, and of domains that it is in. */
export function toPasskeyParty(publicUrl: string, domain?: string): PasskeyParty {
  const { hostname, origin } = new URL(publicUrl);
  const rpId = domain ?? hostname;
  if (hostname !== rpId && !hostname.endsWith(`.${rpId}`)) {
    throw new Error(`API_PASSKEY_DOMAIN: ${hostname} is not in ${rpId}.`);
  }
  return { rpId, origin };
}

/** What a challenge was given out for. */
export interface PasskeyCeremony {
  readonly purpose: "register" | "sign_in" | "second_factor" | "step_up";
  /** For whom, where that was known; the epoch is that of their sessions. */
  readonly owner?: { readonly partner: string; readonly userId: number; readonly epoch: number };
}

export type PasskeyCeremonies = OneTimeRecords<PasskeyCeremony>;

export const ceremonySeconds = 5 * 60;

/**
 * Takes the ceremony of the challenge that the browser says it has answered: once, whether the
 * answer then is right or wrong.
 */
export async function takeCeremony(
  ceremonies: PasskeyCeremonies,
  clientDataJson: string,
): Promise<{ readonly challenge: string; readonly record: PasskeyCeremony } | undefined> {
  const challenge = readChallenge(clientDataJson);
  const record = challenge === undefined ? undefined : await ceremonies.take(challenge);
  return challenge === undefined || record === undefined ? undefined : { challenge, record };
}

function readChallenge(clientDataJson: string): string | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJson, "base64url").toString());
    if (typeof data !== "object" || data === null || !("challenge" in data)) return undefined;
    return typeof data.challenge === "string" ? data.challenge : undefined;
  } catch {
    return undefined;
  }
}
