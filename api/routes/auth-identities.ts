import { createRoute, z } from "@hono/zod-openapi";

import { findActiveIdentityProvider } from "../../db/read/identity-providers";
import { Refusal } from "../../domain/refusal";
import { listIdentities, removeIdentity } from "../../services/identity/own-identities";
import { requirePerson, requireSelf, toMoment } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import { beginOpenId } from "../open-id-flow";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { signedIn } from "../router";
import { idSchema } from "../schemas/common";
import { identityListSchema, linkIdentitySchema, openIdBegunSchema } from "../schemas/identity";

const tags = ["Sign-in"];

const listRoute = createRoute({
  method: "get",
  path: "/v1/auth/identities",
  tags,
  summary: "List the issuers by which one signs in",
  ...signedIn(),
  responses: { 200: json(identityListSchema, "The identities"), ...problems() },
});

const linkRoute = createRoute({
  method: "post",
  path: "/v1/auth/identities",
  tags,
  summary: "Begin to link oneself at an issuer, to sign in by it from then on",
  ...signedIn({ stepUp: true }),
  request: { body: jsonBody(linkIdentitySchema) },
  responses: { 200: json(openIdBegunSchema, "Where to go"), ...problems(404, 413, 415, 503) },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/v1/auth/identities/{identity_id}",
  tags,
  summary: "Sign in by an issuer no more",
  ...signedIn({ stepUp: true }),
  request: { params: z.object({ identity_id: idSchema("userIdentity") }) },
  responses: { 204: { description: "Removed" }, ...problems(404) },
});

export function registerAuthIdentities(router: Router, dependencies: ApiDependencies): void {
  router.openapi(listRoute, async (c) => {
    const { user } = requirePerson(c);
    const identities = await listIdentities(c.get("principal").scope, user.userId);
    const data = identities.map((identity) => ({
      id: identity.publicId,
      provider_id: identity.providerId,
      provider_name: identity.providerName,
      issuer: identity.issuerUrl,
      created_at: identity.createdAt,
      last_used_at: identity.lastUsedAt,
    }));
    return c.json({ data }, 200);
  });

  router.openapi(linkRoute, async (c) => {
    const { provider_id: providerId, return_to: returnTo } = c.req.valid("json");
    const { scope, person, session } = await requireSelf(c);
    const provider = await findActiveIdentityProvider(scope, providerId);
    if (provider === undefined) throw new Refusal("NOT_FOUND", "No such identity provider.");
    const grant = session.carriedBy === "access_token" ? "tokens" : "session";
    const { userId, epoch } = person;
    const beginning = { scope, provider, returnTo, grant, linkTo: { userId, epoch } } as const;
    return c.json(await beginOpenId(c, dependencies, beginning), 200);
  });

  router.openapi(removeRoute, async (c) => {
    const { user } = requirePerson(c);
    const { scope } = c.get("principal");
    const { identity_id: publicId } = c.req.valid("param");
    await removeIdentity(scope, user, publicId, toMoment(c, dependencies.now));
    return c.body(null, 204);
  });
}
