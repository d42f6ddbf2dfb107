import type { z } from "@hono/zod-openapi";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { Context } from "hono";
import type { JSONValue } from "hono/utils/types";

import { readOwnJson } from "../domain/own-json";
import type { ActMoment } from "../services/auth/auth-audit";
import type { Person } from "../services/auth/person";
import type { PasskeyProof } from "../services/auth/prove-passkey";
import { provePasskey } from "../services/auth/prove-passkey";
import { refuseCredentials, refuseForNow } from "./auth-answers";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import { remoteAddress } from "./request-context";
import type { passkeyAnswerSchema, passkeyMadeSchema } from "./schemas/passkey";

/** Whose passkey has signed; trying is slowed down here too. */
export async function provePasskeyOrRefuse(
  c: Context<ApiEnvironment>,
  { auth, metrics }: Pick<ApiDependencies, "auth" | "metrics">,
  proof: PasskeyProof,
  moment: ActMoment,
): Promise<Person> {
  const attempt = { account: proof.response.id, address: remoteAddress(c) };
  const retryAfterSeconds = await auth.passkeys.attempts.take(attempt);
  if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
  const person = await provePasskey(auth.passkeys, proof, moment);
  if (person === undefined) {
    metrics.authenticationFailures.inc({ reason: "passkey" });
    return refuseCredentials();
  }
  await auth.passkeys.attempts.forgive(attempt);
  return person;
}

/** Handed to the browser as they are. */
export function presentOptions(options: object) {
  return readOwnJson<{ challenge: string; [member: string]: JSONValue }>(JSON.stringify(options));
}

export function toMade({
  id,
  rawId,
  response,
}: z.infer<typeof passkeyMadeSchema>): RegistrationResponseJSON {
  const { clientDataJSON, attestationObject, transports } = response;
  return {
    id,
    rawId,
    type: "public-key",
    clientExtensionResults: {},
    response: {
      clientDataJSON,
      attestationObject,
      ...(transports === undefined ? {} : { transports }),
    },
  };
}

export function toAnswer({
  id,
  rawId,
  response,
}: z.infer<typeof passkeyAnswerSchema>): AuthenticationResponseJSON {
  const { clientDataJSON, authenticatorData, signature } = response;
  return {
    id,
    rawId,
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON, authenticatorData, signature },
  };
}
