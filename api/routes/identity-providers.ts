import { createRoute, z } from "@hono/zod-openapi";

import { toDateTime } from "../../db/read/amounts";
import type { IdentityProviderRecord } from "../../db/read/identity-providers";
import { getIdentityProvider, listIdentityProviders } from "../../db/read/identity-providers";
import { Refusal } from "../../domain/refusal";
import {
  changeIdentityProvider,
  createIdentityProvider,
} from "../../services/identity/set-identity-provider";
import type { ApiDependencies } from "../dependencies";
import { requireMatch, withVersion } from "../etag";
import { answerChange, answerOnce, toIdempotentRequest } from "../idempotency";
import { redirectUriOf } from "../open-id-flow";
import { pageBody, toPageRequest } from "../pagination";
import { toActContext } from "../request-context";
import { json, jsonBody, notModified, problems } from "../responses";
import type { Router } from "../router";
import { permitted } from "../router";
import { idempotencyHeadersSchema, idSchema, repeatableHeadersSchema } from "../schemas/common";
import {
  changeIdentityProviderSchema,
  identityProviderPageSchema,
  identityProviderQuerySchema,
  identityProviderSchema,
  newIdentityProviderSchema,
} from "../schemas/identity";

const tags = ["Sign-in"];
const providerParams = z.object({ provider_id: idSchema("identityProvider") });

const listRoute = createRoute({
  method: "get",
  path: "/v1/identity-providers",
  tags,
  summary: "List the issuers by which people sign in, newest first",
  ...permitted("identity_provider.read.partner"),
  request: { query: identityProviderQuerySchema },
  responses: { 200: json(identityProviderPageSchema, "The issuers"), ...problems() },
});

const newRoute = createRoute({
  method: "post",
  path: "/v1/identity-providers",
  tags,
  summary: "Let people sign in by an issuer of OpenID Connect",
  ...permitted("identity_provider.create.partner", { stepUp: true }),
  request: { headers: idempotencyHeadersSchema, body: jsonBody(newIdentityProviderSchema) },
  responses: { 201: json(identityProviderSchema, "The issuer"), ...problems(409, 413, 415, 422) },
});

const getRoute = createRoute({
  method: "get",
  path: "/v1/identity-providers/{provider_id}",
  tags,
  summary: "Get an issuer, without the client's secret",
  ...permitted("identity_provider.read.partner"),
  request: { params: providerParams },
  responses: {
    200: json(identityProviderSchema, "The issuer"),
    304: notModified,
    ...problems(404),
  },
});

const changeRoute = createRoute({
  method: "patch",
  path: "/v1/identity-providers/{provider_id}",
  tags,
  summary: "Change what an issuer is trusted with, or stop trusting it",
  ...permitted("identity_provider.update.partner", { stepUp: true }),
  request: {
    params: providerParams,
    headers: repeatableHeadersSchema,
    body: jsonBody(changeIdentityProviderSchema),
  },
  responses: {
    200: json(identityProviderSchema, "The issuer"),
    ...problems(404, 409, 412, 413, 415, 422, 428),
  },
});

export function registerIdentityProviders(router: Router, dependencies: ApiDependencies): void {
  const { keyRing, now, openId, settings } = dependencies;
  const present = (provider: IdentityProviderRecord, livemode: boolean) =>
    presentProvider(provider, livemode, settings.publicUrl);

  router.openapi(listRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const page = await listIdentityProviders(
      scope,
      toPageRequest(c, keyRing, c.req.valid("query")),
    );
    return c.json(
      pageBody(c, keyRing, page, (provider) => present(provider, livemode)),
      200,
    );
  });

  router.openapi(newRoute, async (c) => {
    const { issuer, client_id, client_secret, ...rules } = c.req.valid("json");
    const { livemode } = c.get("principal");
    const { search, hash } = URL.canParse(issuer) ? new URL(issuer) : { search: "", hash: "" };
    if (!openId.isCallable(issuer) || issuer.includes("/.well-known/") || search + hash !== "") {
      throw new Refusal(
        "ISSUER_REFUSED",
        "An issuer is an https address of the public internet, as its metadata say it.",
        { field: "issuer" },
      );
    }
    const provider = {
      ...toRules(rules),
      issuerUrl: issuer,
      clientId: client_id,
      ...(client_secret !== undefined && { clientSecret: client_secret }),
    };
    return answerOnce(c, dependencies, await toIdempotentRequest(c), async (transaction) => {
      const act = { context: toActContext(c), at: toDateTime(now()) };
      const id = await createIdentityProvider(transaction, keyRing, provider, act);
      return {
        status: 201,
        body: present(await getIdentityProvider(transaction, id), livemode),
        headers: { Location: `/v1/identity-providers/${id}` },
      };
    });
  });

  router.openapi(getRoute, async (c) => {
    const { scope, livemode } = c.get("principal");
    const provider = await getIdentityProvider(scope, c.req.valid("param").provider_id);
    return withVersion(c, provider.version, present(provider, livemode));
  });

  router.openapi(changeRoute, async (c) => {
    const { livemode } = c.get("principal");
    const { active, client_secret, ...rules } = c.req.valid("json");
    const { provider_id: publicId } = c.req.valid("param");
    const change = {
      ...toRuleChanges(rules),
      ...(active !== undefined && { isActive: active }),
      ...(client_secret !== undefined && { clientSecret: client_secret }),
    };
    const assertVersion = requireMatch(c);
    return answerChange(c, dependencies, async (transaction) => {
      const act = { assertVersion, context: toActContext(c), at: toDateTime(now()) };
      await changeIdentityProvider(transaction, keyRing, { publicId, change }, act);
      const provider = await getIdentityProvider(transaction, publicId);
      const headers = { ETag: `"v${provider.version}"` };
      return { status: 200, body: present(provider, livemode), headers };
    });
  });
}

type Rules = Omit<
  z.infer<typeof newIdentityProviderSchema>,
  "issuer" | "client_id" | "client_secret"
>;

function toRules(rules: Rules) {
  return {
    name: rules.name,
    emailDomains: rules.email_domains,
    linksByEmail: rules.links_by_email,
    invitesUnknown: rules.unknown_people === "invited",
    acceptsSecondFactor: rules.accepts_second_factor,
  };
}

function toRuleChanges(
  rules: Omit<z.infer<typeof changeIdentityProviderSchema>, "active" | "client_secret">,
) {
  const { name, email_domains, links_by_email, unknown_people, accepts_second_factor } = rules;
  return {
    ...(name !== undefined && { name }),
    ...(email_domains !== undefined && { emailDomains: email_domains }),
    ...(links_by_email !== undefined && { linksByEmail: links_by_email }),
    ...(unknown_people !== undefined && { invitesUnknown: unknown_people === "invited" }),
    ...(accepts_second_factor !== undefined && { acceptsSecondFactor: accepts_second_factor }),
  };
}

function presentProvider(provider: IdentityProviderRecord, livemode: boolean, publicUrl: string) {
  return {
    id: provider.publicId,
    object: "identity_provider" as const,
    livemode,
    name: provider.name,
    issuer: provider.issuerUrl,
    client_id: provider.clientId,
    has_client_secret: provider.clientSecretSealed !== null,
    redirect_uri: redirectUriOf(publicUrl, provider.publicId),
    email_domains: [...provider.emailDomains],
    links_by_email: provider.linksByEmail,
    unknown_people: provider.invitesUnknown ? ("invited" as const) : ("refused" as const),
    accepts_second_factor: provider.acceptsSecondFactor,
    active: provider.isActive,
    version: provider.version,
    created_at: provider.createdAt,
    updated_at: provider.updatedAt,
  };
}
