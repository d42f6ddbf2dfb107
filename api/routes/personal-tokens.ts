import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";

import { toDateTime } from "../../db/read/amounts";
import { listTokens } from "../../db/read/tokens";
import { Refusal } from "../../domain/refusal";
import type { PrincipalUser } from "../../services/auth/principal";
import { issueToken } from "../../services/token/issue-token";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { pageBody, toPageRequest } from "../pagination";
import { presentToken } from "../present/token";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, pageOf } from "../schemas/common";
import {
  createdTokenSchema,
  listPersonalTokensSchema,
  newPersonalTokenSchema,
  rotateTokenSchema,
  tokenSchema,
} from "../schemas/token";
import { answerNewToken, answerRevocation, answerRotation } from "../token-answers";

const tags = ["Tokens"];
const tokenParams = z.object({ token_id: idSchema("token") });

const createRouteOfOwn = createRoute({
  method: "post",
  path: "/v1/me/tokens",
  tags,
  summary: "Make a token of one's own",
  description:
    "At each request it may do what you may then, in your branches, and of that what it was made for. Its text is shown once.",
  ...permitted("personal_token.create.partner", { stepUp: true, branches: "none" }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newPersonalTokenSchema) },
  responses: { 201: json(createdTokenSchema, "The token"), ...problems(409, 413, 415, 422) },
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/me/tokens",
  tags,
  summary: "List one's own tokens, newest first",
  ...permitted("personal_token.read.partner", { branches: "none" }),
  request: { query: listPersonalTokensSchema },
  responses: { 200: json(pageOf(tokenSchema, "TokenPage"), "Tokens"), ...problems() },
});

const revokeRoute = createRoute({
  method: "post",
  path: "/v1/me/tokens/{token_id}/revoke",
  tags,
  summary: "Revoke a token of one's own",
  ...permitted("personal_token.revoke.partner", { branches: "none", whileSuspended: true }),
  request: { params: tokenParams, headers: idempotencyHeadersSchema },
  responses: { 200: json(tokenSchema, "The token"), ...problems(404, 409, 422) },
});

const rotateRoute = createRoute({
  method: "post",
  path: "/v1/me/tokens/{token_id}/rotate",
  tags,
  summary: "Replace a token of one's own by one that may do the same",
  description: "Both hold until the overlap ends.",
  ...permitted("personal_token.create.partner", { stepUp: true, branches: "none" }),
  request: {
    params: tokenParams,
    headers: idempotencyHeadersSchema,
    body: jsonBody(rotateTokenSchema),
  },
  responses: {
    201: json(createdTokenSchema, "The new token"),
    ...problems(404, 409, 413, 415, 422),
  },
});

export function registerPersonalTokens(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;

  router.openapi(createRouteOfOwn, (c) => {
    const body = c.req.valid("json");
    const { actor, permissions } = c.get("principal");
    // A token gives no other one what its person may come to do.
    const named = body.permissions ?? (actor.type === "user" ? undefined : [...permissions]);
    const user = getPerson(c);
    return answerNewToken(c, dependencies, (transaction, minted, act) =>
      issueToken(
        transaction,
        minted,
        {
          name: body.name,
          user,
          allowedRanges: body.allowed_addresses,
          apiVersion: c.get("apiVersion"),
          ...(named && { permissions: named }),
          ...(body.expires_at && { expiresAt: toDateTime(body.expires_at) }),
        },
        act,
      ),
    );
  });

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { status, ...query } = c.req.valid("query");
    const at = toDateTime(dependencies.now());
    const tokens = await listTokens(
      scope,
      { ownedBy: getPerson(c).userId, ...(status && { status }) },
      { page: toPageRequest(c, keyRing, query), at },
    );
    return c.json(
      pageBody(c, keyRing, tokens, (token) => presentToken(token, livemode, at)),
      200,
    );
  });

  router.openapi(revokeRoute, (c) =>
    answerRevocation(c, dependencies, {
      id: c.req.valid("param").token_id,
      owner: getPerson(c).userId,
    }),
  );

  router.openapi(rotateRoute, (c) =>
    answerRotation(c, dependencies, {
      id: c.req.valid("param").token_id,
      owner: getPerson(c).userId,
      overlapHours: c.req.valid("json").overlap_hours,
    }),
  );
}

/** A service's token has nothing of its own. */
function getPerson(c: Context<ApiEnvironment>): PrincipalUser {
  const { user } = c.get("principal");
  if (user !== undefined) return user;
  throw new Refusal("PERSON_REQUIRED", "A service's token acts for no person. Use a person's.");
}
