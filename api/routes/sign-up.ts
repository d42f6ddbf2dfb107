import { createRoute, z } from "@hono/zod-openapi";

import { Refusal } from "../../domain/refusal";
import { refuseForNow } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { toIdempotentRequest } from "../idempotency";
import { remoteAddress } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { open } from "../router";
import { idempotencyHeadersSchema, idSchema } from "../schemas/common";
import { newSignUpSchema, signUpSchema, verifySignUpSchema } from "../schemas/sign-up";
import {
  findProgress,
  parseLink,
  presentSignUp,
  startSignUp,
  toSignUpId,
  verifySignUp,
} from "../sign-up";

const tags = ["Sign-up"];

const registerRoute = createRoute({
  method: "post",
  path: "/v1/auth/register",
  tags,
  summary: "Sign an agency up",
  description:
    "A link is mailed to the administrator. Nothing is set up before it is opened, within 48 hours. Answers the same whoever has the address or the code. What comes of it is a test partner.",
  ...open(),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newSignUpSchema) },
  responses: { 202: json(signUpSchema, "The link is mailed"), ...problems(413, 415, 422, 429) },
});

const verifyRoute = createRoute({
  method: "post",
  path: "/v1/auth/register/verify",
  tags,
  summary: "Prove the address by the link that was mailed; the agency is set up",
  description:
    "Sent again it acts once. 409 duplicate_code where another partner has the code: send it again with another.",
  ...open(),
  request: { body: jsonBody(verifySignUpSchema) },
  responses: {
    200: json(signUpSchema, "Set up"),
    202: json(signUpSchema, "Not in time: ask again"),
    ...problems(409, 413, 415, 422, 429),
  },
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/auth/register/{sign_up_id}",
  tags,
  summary: "How far a sign-up is",
  ...open(),
  request: { params: z.object({ sign_up_id: idSchema("signUp") }) },
  responses: { 200: json(signUpSchema, "The sign-up"), ...problems(404) },
});

export function registerSignUp(router: Router, dependencies: ApiDependencies): void {
  const { auth, keyRing } = dependencies;

  router.openapi(registerRoute, async (c) => {
    const body = c.req.valid("json");
    const request = await toIdempotentRequest(c);
    const attempt = { account: body.administrator.email, address: remoteAddress(c) };
    const retryAfterSeconds = await auth.signUpAttempts.take(attempt);
    if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
    const signUp = toSignUpId(keyRing, request);
    await startSignUp(c, dependencies, signUp, body);
    const progress = { status: "awaiting_verification", stages: [], code: null } as const;
    return c.json(presentSignUp(signUp, progress), 202, {
      Location: `/v1/auth/register/${signUp}`,
    });
  });

  router.openapi(verifyRoute, async (c) => {
    const { token, code } = c.req.valid("json");
    const signUp = parseLink(keyRing, token);
    const progress = await verifySignUp(dependencies, signUp, code ?? null);
    return c.json(presentSignUp(signUp, progress), progress.status === "ready" ? 200 : 202);
  });

  router.openapi(getRoute, async (c) => {
    const signUp = c.req.valid("param").sign_up_id;
    const progress = await findProgress(dependencies, signUp);
    if (progress === undefined) throw new Refusal("NOT_FOUND", "No such sign-up.");
    return c.json(presentSignUp(signUp, progress), 200);
  });
}
