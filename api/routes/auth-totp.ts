import { createRoute } from "@hono/zod-openapi";

import { renewRecoveryCodes } from "../../services/auth/recovery-codes";
import { beginTotp, confirmTotp, removeTotp } from "../../services/auth/totp";
import {
  answerSignedIn,
  refuseCredentials,
  refuseForNow,
  requireSelf,
  toMoment,
} from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { remoteAddress } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { signedIn } from "../router";
import {
  confirmTotpSchema,
  recoveryCodesSchema,
  totpEnrolledSchema,
  totpSecretSchema,
} from "../schemas/auth";

const tags = ["Sign-in"];

const beginRoute = createRoute({
  method: "post",
  path: "/v1/auth/totp",
  tags,
  summary: "Take up an authenticator",
  description: "It counts once POST /v1/auth/totp/confirm was sent a code of it.",
  ...signedIn({ stepUp: true }),
  responses: { 200: json(totpSecretSchema, "What the authenticator is told"), ...problems(409) },
});

const confirmRoute = createRoute({
  method: "post",
  path: "/v1/auth/totp/confirm",
  tags,
  summary: "Show a code of the authenticator, and get the recovery codes",
  ...signedIn({ stepUp: true }),
  request: { body: jsonBody(confirmTotpSchema) },
  responses: { 200: json(totpEnrolledSchema, "Enrolled"), ...problems(409, 413, 415, 429) },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/v1/auth/totp",
  tags,
  summary: "Remove the authenticator and the recovery codes",
  ...signedIn({ stepUp: true }),
  responses: { 204: { description: "Removed" }, ...problems() },
});

const recoveryRoute = createRoute({
  method: "post",
  path: "/v1/auth/recovery-codes",
  tags,
  summary: "Get other recovery codes; those before are worth nothing",
  ...signedIn({ stepUp: true }),
  responses: { 200: json(recoveryCodesSchema, "The codes"), ...problems(409) },
});

export function registerAuthTotp(router: Router, dependencies: ApiDependencies): void {
  const { auth, keyRing, now } = dependencies;

  router.openapi(beginRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    return c.json(await beginTotp(scope, keyRing, person, toMoment(c, now)), 200);
  });

  router.openapi(confirmRoute, async (c) => {
    const { code } = c.req.valid("json");
    const { scope, person } = await requireSelf(c);
    const attempt = { account: person.id, address: remoteAddress(c) };
    const retryAfterSeconds = await auth.codeAttempts.take(attempt);
    if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
    const codes = await confirmTotp(scope, keyRing, { person, code }, toMoment(c, now));
    if (codes === undefined) return refuseCredentials();
    await auth.codeAttempts.forgive(attempt);
    const proved = { scope, person, methods: ["pwd", "otp"], assuranceLevel: 2 } as const;
    const signedInBody = await answerSignedIn(c, dependencies, proved);
    return c.json({ ...signedInBody, recovery_codes: codes }, 200);
  });

  router.openapi(removeRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    await removeTotp(scope, person, toMoment(c, now));
    return c.body(null, 204);
  });

  router.openapi(recoveryRoute, async (c) => {
    const { scope, person } = await requireSelf(c);
    const codes = await renewRecoveryCodes(scope, person, toMoment(c, now));
    return c.json({ recovery_codes: codes }, 200);
  });
}
