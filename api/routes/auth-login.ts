import { createRoute } from "@hono/zod-openapi";

import { createPartnerScopes } from "../../db/partner-scopes";
import { openChallenge } from "../../services/auth/challenge";
import { endSession, signOutEverywhere } from "../../services/auth/end-sessions";
import { findPerson, maySignIn } from "../../services/auth/person";
import { provePassword } from "../../services/auth/sign-in";
import {
  answerProved,
  answerSignedIn,
  proveSecondFactor,
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
import { loginAnswerSchema, loginSchema, signedInSchema, verifyOtpSchema } from "../schemas/auth";
import { clearSessionCookie } from "../session-cookie";

const tags = ["Sign-in"];

const loginRoute = createRoute({
  method: "post",
  path: "/v1/auth/login",
  tags,
  summary: "Sign in with a password",
  ...open(),
  request: { body: jsonBody(loginSchema) },
  responses: {
    200: json(loginAnswerSchema, "Signed in, or what is missing for it"),
    ...problems(413, 415, 429),
  },
});

const verifyOtpRoute = createRoute({
  method: "post",
  path: "/v1/auth/verify-otp",
  tags,
  summary: "Complete a sign-in with a code",
  ...open(),
  request: { body: jsonBody(verifyOtpSchema) },
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
  const { auth, database, keyRing, metrics, now } = dependencies;
  const openPartner = createPartnerScopes(database);

  router.openapi(loginRoute, async (c) => {
    const { partner, email, password, grant } = c.req.valid("json");
    const proof = await provePassword(
      { system: database.system, attempts: auth.passwordAttempts },
      { partnerCode: partner, email, password, address: remoteAddress(c) },
      toOpenMoment(c, now),
    );
    if (proof.kind !== "proved") metrics.authenticationFailures.inc({ reason: proof.kind });
    if (proof.kind === "too_many") return refuseForNow(proof.retryAfterSeconds);
    if (proof.kind === "refused") return refuseCredentials();
    const { scope, person } = proof;
    const proved = { scope, person, methods: ["pwd"] } as const;
    return c.json(await answerProved(c, dependencies, proved, grant), 200);
  });

  router.openapi(verifyOtpRoute, async (c) => {
    const { challenge: text, code, grant } = c.req.valid("json");
    const owed = openChallenge(keyRing, text);
    if (owed === undefined) return refuseCredentials();
    const scope = await openPartner(owed.partner);
    const person = await findPerson(scope, owed.userId);
    if (person?.epoch !== owed.epoch || !maySignIn(person)) return refuseCredentials();
    const moment = toOpenMoment(c, now);
    const method = await proveSecondFactor(c, dependencies, { scope, person, code }, moment);
    const methods = [...owed.methods, method];
    const proved = { scope, person, methods, assuranceLevel: 2 } as const;
    return c.json(await answerSignedIn(c, dependencies, proved, grant), 200);
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
