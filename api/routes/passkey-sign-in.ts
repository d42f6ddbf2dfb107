import { createRoute, z } from "@hono/zod-openapi";

import { createPartnerScopes, findPartnerScope } from "../../db/partner-scopes";
import { openChallenge } from "../../services/auth/challenge";
import { parseUserHandle } from "../../services/auth/passkeys";
import { beginProof } from "../../services/auth/prove-passkey";
import { answerProved, refuseCredentials, toOpenMoment } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { presentOptions, provePasskeyOrRefuse, toAnswer } from "../passkey-answers";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { open } from "../router";
import { grantSchema, loginAnswerSchema, secondFactorChallengeSchema } from "../schemas/auth";
import { passkeyAnswerSchema, passkeyOptionsSchema } from "../schemas/passkey";

const tags = ["Sign-in"];
const owedSchema = secondFactorChallengeSchema.optional().openapi({
  description: "Of POST /v1/auth/login, where the passkey is the second factor.",
});

const optionsRoute = createRoute({
  method: "post",
  path: "/v1/auth/passkeys/sign-in-options",
  tags,
  summary: "Begin to sign in by a passkey",
  description:
    "Without a challenge the authenticator says who it is for, and has to verify its user.",
  ...open(),
  request: { body: jsonBody(z.strictObject({ challenge: owedSchema })) },
  responses: {
    200: json(passkeyOptionsSchema, "What the authenticator is to sign"),
    ...problems(413, 415),
  },
});

const signInRoute = createRoute({
  method: "post",
  path: "/v1/auth/passkeys/sign-in",
  tags,
  summary: "Sign in by a passkey, or complete a sign-in by one",
  ...open(),
  request: {
    body: jsonBody(
      z.strictObject({
        credential: passkeyAnswerSchema,
        challenge: owedSchema,
        grant: grantSchema,
      }),
    ),
  },
  responses: { 200: json(loginAnswerSchema, "Signed in"), ...problems(413, 415) },
});

export function registerPasskeySignIn(router: Router, dependencies: ApiDependencies): void {
  const { auth, database, keyRing, now } = dependencies;
  const openPartner = createPartnerScopes(database);

  router.openapi(optionsRoute, async (c) => {
    const { challenge } = c.req.valid("json");
    if (challenge === undefined) {
      return c.json(presentOptions(await beginProof(auth.passkeys, { purpose: "sign_in" })), 200);
    }
    const owed = openChallenge(keyRing, challenge);
    if (owed === undefined) return refuseCredentials();
    const { partner, userId, epoch } = owed;
    const ceremony = { purpose: "second_factor", owner: { partner, userId, epoch } } as const;
    const scope = await openPartner(partner);
    return c.json(presentOptions(await beginProof(auth.passkeys, ceremony, scope)), 200);
  });

  router.openapi(signInRoute, async (c) => {
    const { credential, challenge, grant } = c.req.valid("json");
    const response = toAnswer(credential);
    const moment = toOpenMoment(c, now);
    if (challenge !== undefined) {
      const owed = openChallenge(keyRing, challenge);
      if (owed === undefined) return refuseCredentials();
      const scope = await openPartner(owed.partner);
      const proof = {
        scope,
        response,
        purpose: "second_factor",
        isAlone: false,
        isTheirs: ({ userId, epoch }: { userId: number; epoch: number }) =>
          userId === owed.userId && epoch === owed.epoch,
      } as const;
      const person = await provePasskeyOrRefuse(c, dependencies, proof, moment);
      const proved = { scope, person, methods: [...owed.methods, "passkey" as const] };
      return c.json(await answerProved(c, dependencies, proved, grant), 200);
    }
    const handle = parseUserHandle(credential.response.userHandle ?? "");
    const scope = handle && (await findPartnerScope(openPartner, handle.partner));
    if (handle === undefined || scope === undefined) return refuseCredentials();
    const proof = {
      scope,
      response,
      purpose: "sign_in",
      isAlone: true,
      isTheirs: ({ id }: { id: string }) => id === handle.user,
    } as const;
    const person = await provePasskeyOrRefuse(c, dependencies, proof, moment);
    const proved = { scope, person, methods: ["passkey"] } as const;
    return c.json(await answerProved(c, dependencies, proved, grant), 200);
  });
}
