import { createRoute } from "@hono/zod-openapi";

import { createPartnerScopes, findPartnerScope } from "../../db/partner-scopes";
import { parseLinkToken } from "../../domain/user-link";
import { rotate } from "../../services/auth/refresh-tokens";
import { presentTokens, refuseCredentials, toOpenMoment } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { open } from "../router";
import { tokensIssuedSchema, refreshSchema } from "../schemas/auth";

const refreshRoute = createRoute({
  method: "post",
  path: "/v1/auth/refresh",
  tags: ["Sign-in"],
  summary: "Take a refresh token for another access token, and the next refresh token",
  description: "A refresh token works once. Sent twice it is in two hands: its sign-in ends.",
  ...open(),
  request: { body: jsonBody(refreshSchema) },
  responses: { 200: json(tokensIssuedSchema, "The tokens"), ...problems(413, 415, 429) },
});

export function registerAuthRefresh(router: Router, dependencies: ApiDependencies): void {
  const { auth, database, now } = dependencies;
  const openPartner = createPartnerScopes(database);

  router.openapi(refreshRoute, async (c) => {
    const token = parseLinkToken(c.req.valid("json").refresh_token);
    if (token === undefined) return refuseCredentials();
    const scope = await findPartnerScope(openPartner, token.partner);
    if (scope === undefined) return refuseCredentials();
    const issued = await rotate(scope, token.secret, toOpenMoment(c, now));
    if (issued === undefined) return refuseCredentials();
    return c.json(await presentTokens(auth, scope, issued), 200);
  });
}
