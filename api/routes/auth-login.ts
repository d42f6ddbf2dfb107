import { createRoute } from "@hono/zod-openapi";

import { endSession, signOutEverywhere } from "../../services/auth/end-sessions";
import { provePassword } from "../../services/auth/sign-in";
import {
  answerSignedIn,
  refuseCredentials,
  refuseForNow,
  requirePerson,
  toMoment,
  toOpenMoment,
} from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { remoteAddress } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { open, signedIn } from "../router";
import { loginSchema, signedInSchema } from "../schemas/auth";
import { clearSessionCookie } from "../session-cookie";

const tags = ["Sign-in"];

const loginRoute = createRoute({
  method: "post",
  path: "/v1/auth/login",
  tags,
  summary: "Sign in with a password",
  ...open(),
  request: { body: jsonBody(loginSchema) },
  responses: { 200: json(signedInSchema, "Signed in"), ...problems(413, 415, 429) },
});

const logoutRoute = createRoute({
  method: "post",
  path: "/v1/auth/logout",
  tags,
  summary: "Sign out",
  ...signedIn(),
  responses: { 204: { description: "Signed out" }, ...problems() },
});

const logoutEverywhereRoute = createRoute({
  method: "post",
  path: "/v1/auth/logout-everywhere",
  tags,
  summary: "End all sessions of one's own, this one among them",
  ...signedIn(),
  responses: { 204: { description: "Signed out" }, ...problems() },
});

export function registerAuthLogin(router: Router, dependencies: ApiDependencies): void {
  const { auth, database, metrics, now } = dependencies;

  router.openapi(loginRoute, async (c) => {
    const { partner, email, password } = c.req.valid("json");
    const proof = await provePassword(
      { system: database.system, attempts: auth.passwordAttempts },
      { partnerCode: partner, email, password, address: remoteAddress(c) },
      toOpenMoment(c, now),
    );
    if (proof.kind !== "proved") metrics.authenticationFailures.inc({ reason: proof.kind });
    if (proof.kind === "too_many") return refuseForNow(proof.retryAfterSeconds);
    if (proof.kind === "refused") return refuseCredentials();
    const proved = { ...proof, methods: ["pwd"], assuranceLevel: 1 } as const;
    return c.json(await answerSignedIn(c, dependencies, proved), 200);
  });

  router.openapi(logoutRoute, async (c) => {
    const { user, session } = requirePerson(c);
    const ending = { user, sessionId: session.id, act: "auth.logout" } as const;
    await endSession(c.get("principal").scope, auth.sessions, ending, toMoment(c, now));
    clearSessionCookie(c);
    return c.body(null, 204);
  });

  router.openapi(logoutEverywhereRoute, async (c) => {
    const { user } = requirePerson(c);
    await signOutEverywhere(c.get("principal").scope, auth.sessions, user, toMoment(c, now));
    clearSessionCookie(c);
    return c.body(null, 204);
  });
}
