import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import { getToken, listTokens } from "../../db/read/tokens";
import { issueToken } from "../../services/token/issue-token";
import type { ApiDependencies } from "../dependencies";
import { withVersion } from "../etag";
import { pageBody, toPageRequest } from "../pagination";
import { presentToken } from "../present/token";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, pageOf } from "../schemas/common";
import {
  createdTokenSchema,
  listTokensSchema,
  newTokenSchema,
  rotateTokenSchema,
  tokenSchema,
} from "../schemas/token";
import { answerNewToken, answerRevocation, answerRotation } from "../token-answers";

const tags = ["Tokens"];
const tokenParams = z.object({ token_id: idSchema("token") });

const createTokenRoute = createRoute({
  method: "post",
  path: "/v1/tokens",
  tags,
  summary: "Make a token for a service",
  description:
    "It acts for no person, in all branches, and may do nothing that its maker may not. Its text is shown once.",
  ...permitted("token.create.partner", { stepUp: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newTokenSchema) },
  responses: { 201: json(createdTokenSchema, "The token"), ...problems(409, 413, 415, 422) },
});

const getTokenRoute = createRoute({
  method: "get",
  path: "/v1/tokens/{token_id}",
  tags,
  summary: "Get a token, without its secret",
  ...permitted("token.read.partner"),
  request: { params: tokenParams },
  responses: { 200: json(tokenSchema, "The token"), 304: notModified, ...problems(404) },
});

const listTokensRoute = createRoute({
  method: "get",
  path: "/v1/tokens",
  tags,
  summary: "List tokens of services and of people, newest first",
  ...permitted("token.read.partner"),
  request: { query: listTokensSchema },
  responses: { 200: json(pageOf(tokenSchema, "TokenPage"), "Tokens"), ...problems() },
});

const revokeTokenRoute = createRoute({
  method: "post",
  path: "/v1/tokens/{token_id}/revoke",
  tags,
  summary: "Revoke a token, of a service or of anybody",
  description: "Refused everywhere within a second; within 30 seconds while Redis is away.",
  ...permitted("token.revoke.partner", { whileSuspended: true }),
  request: { params: tokenParams, headers: idempotencyHeadersSchema },
  responses: { 200: json(tokenSchema, "The token"), ...problems(404, 409, 422) },
});

const rotateTokenRoute = createRoute({
  method: "post",
  path: "/v1/tokens/{token_id}/rotate",
  tags,
  summary: "Replace a service's token by one that may do the same",
  description: "Both hold until the overlap ends. A person rotates their own at /v1/me/tokens.",
  ...permitted("token.create.partner", { stepUp: true }),
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

export function registerTokens(router: Router, dependencies: ApiDependencies): void {
  const { keyRing } = dependencies;
  const at = () => toDateTime(dependencies.now());

  router.openapi(createTokenRoute, (c) => {
    const body = c.req.valid("json");
    return answerNewToken(c, dependencies, (transaction, minted, act) =>
      issueToken(
        transaction,
        minted,
        {
          name: body.name,
          permissions: body.permissions,
          allowedRanges: body.allowed_addresses,
          apiVersion: c.get("apiVersion"),
          ...(body.expires_at && { expiresAt: toDateTime(body.expires_at) }),
        },
        act,
      ),
    );
  });

  router.openapi(getTokenRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const token = await getToken(scope, c.req.valid("param").token_id);
    const body = presentToken(token, livemode, at());
    // Neither its use nor its expiry changes its version.
    const used = token.lastUsedAt?.replaceAll(/\D/g, "") ?? "";
    return withVersion(c, `${token.version}.${body.status}.${used}`, body);
  });

  router.openapi(listTokensRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const { kind, status, user_id: user, ...query } = c.req.valid("query");
    const tokens = await listTokens(
      scope,
      { ...(kind && { kind }), ...(status && { status }), ...(user && { user }) },
      { page: toPageRequest(c, keyRing, query), at: at() },
    );
    return c.json(
      pageBody(c, keyRing, tokens, (token) => presentToken(token, livemode, at())),
      200,
    );
  });

  router.openapi(revokeTokenRoute, (c) =>
    answerRevocation(c, dependencies, { id: c.req.valid("param").token_id }),
  );

  router.openapi(rotateTokenRoute, (c) =>
    answerRotation(c, dependencies, {
      id: c.req.valid("param").token_id,
      // A person's would be theirs no more, if another were shown its text.
      owner: null,
      overlapHours: c.req.valid("json").overlap_hours,
    }),
  );
}
