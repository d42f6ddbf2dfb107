import { createRoute } from "@hono/zod-openapi";

import { createPartnerScopes } from "../../db/partner-scopes";
import { requestPasswordReset } from "../../services/auth/forgotten-password";
import { changePassword, requestEmailChange } from "../../services/auth/own-credentials";
import { acceptInvitation, resetPassword, verifyEmail } from "../../services/auth/use-links";
import {
  answerSignedIn,
  proveOwnPassword,
  refuseForNow,
  requireSelf,
  toMoment,
  toOpenMoment,
} from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { loggerOf, remoteAddress } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { open, signedIn } from "../router";
import {
  changeEmailSchema,
  changePasswordSchema,
  forgottenPasswordSchema,
  newPasswordByLinkSchema,
  signedInSchema,
  verifyEmailSchema,
} from "../schemas/auth";

const tags = ["Sign-in"];
const byLink = {
  tags,
  method: "post" as const,
  ...open(),
  responses: { 204: { description: "Done" }, ...problems(409, 413, 415, 422, 429) },
};

const acceptRoute = createRoute({
  ...byLink,
  path: "/v1/auth/accept-invitation",
  summary: "Accept an invitation, with a password",
  request: { body: jsonBody(newPasswordByLinkSchema) },
});

const resetRoute = createRoute({
  ...byLink,
  path: "/v1/auth/reset-password",
  summary: "Set a new password by the link that was mailed",
  description: "Ends all sessions and access tokens of the person.",
  request: { body: jsonBody(newPasswordByLinkSchema) },
});

const verifyRoute = createRoute({
  ...byLink,
  path: "/v1/auth/verify-email",
  summary: "Prove an e-mail address by the link that was mailed to it",
  request: { body: jsonBody(verifyEmailSchema) },
});

const forgottenRoute = createRoute({
  ...byLink,
  path: "/v1/auth/forgot-password",
  summary: "Ask for a link to set a new password by",
  description: "Answers the same whether anybody has this address.",
  request: { body: jsonBody(forgottenPasswordSchema) },
});

const changePasswordRoute = createRoute({
  method: "post",
  path: "/v1/auth/change-password",
  tags,
  summary: "Change one's own password",
  description:
    "Ends all other sessions and access tokens; this session goes on under a new cookie.",
  ...signedIn(),
  request: { body: jsonBody(changePasswordSchema) },
  responses: { 200: json(signedInSchema, "Changed"), ...problems(413, 415, 422, 429) },
});

const changeEmailRoute = createRoute({
  method: "post",
  path: "/v1/auth/change-email",
  tags,
  summary: "Ask for another e-mail address of one's own",
  description: "A link is mailed to it; the old address stays until that is opened.",
  ...signedIn({ stepUp: true }),
  request: { body: jsonBody(changeEmailSchema) },
  responses: { 204: { description: "Mailed" }, ...problems(413, 415, 422) },
});

export function registerAuthPasswords(router: Router, dependencies: ApiDependencies): void {
  const { auth, database, keyRing, now } = dependencies;
  const openPartner = createPartnerScopes(database);

  router.openapi(acceptRoute, async (c) => {
    const { token, password } = c.req.valid("json");
    await acceptInvitation({ openPartner, token, moment: toOpenMoment(c, now) }, password);
    return c.body(null, 204);
  });

  router.openapi(resetRoute, async (c) => {
    const { token, password } = c.req.valid("json");
    await resetPassword({ openPartner, token, moment: toOpenMoment(c, now) }, password);
    return c.body(null, 204);
  });

  router.openapi(verifyRoute, async (c) => {
    const { token } = c.req.valid("json");
    await verifyEmail({ openPartner, token, moment: toOpenMoment(c, now) });
    return c.body(null, 204);
  });

  router.openapi(forgottenRoute, async (c) => {
    const { partner: partnerCode, email } = c.req.valid("json");
    const attempt = { account: `${partnerCode}/${email}`, address: remoteAddress(c) };
    const retryAfterSeconds = await auth.resetAttempts.take(attempt);
    if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
    // Not awaited: how long it takes would tell whether there is anybody.
    requestPasswordReset(
      { system: database.system, keyRing },
      { partnerCode, email },
      toOpenMoment(c, now),
    ).catch((error: unknown) => loggerOf(c).error({ err: error }, "password reset"));
    return c.body(null, 204);
  });

  router.openapi(changePasswordRoute, async (c) => {
    const body = c.req.valid("json");
    const { scope, person, session } = await requireSelf(c);
    await proveOwnPassword(c, dependencies, person, body.current_password);
    await changePassword(scope, person, body.password, toMoment(c, now));
    const renewed = { ...person, epoch: person.epoch + 1 };
    const proved = {
      scope,
      person: renewed,
      methods: ["pwd"],
      assuranceLevel: session.assuranceLevel,
    } as const;
    return c.json(await answerSignedIn(c, dependencies, proved), 200);
  });

  router.openapi(changeEmailRoute, async (c) => {
    const { email } = c.req.valid("json");
    const { scope, person } = await requireSelf(c);
    await requestEmailChange(scope, keyRing, { person, email }, toMoment(c, now));
    return c.body(null, 204);
  });
}
