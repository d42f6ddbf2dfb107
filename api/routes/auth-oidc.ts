import type { z } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { PartnerDatabase } from "../../db/partner-scope";
import type { OpenPartner } from "../../db/partner-scopes";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { IdentityProviderRecord } from "../../db/read/identity-providers";
import { findActiveIdentityProvider } from "../../db/read/identity-providers";
import { Refusal } from "../../domain/refusal";
import { auditFailure } from "../../services/auth/auth-audit";
import type { PendingOpenId } from "../../services/auth/auth-services";
import { findPartnerByCode } from "../../services/auth/person";
import type { IdentityReason } from "../../services/identity/identify";
import { identify } from "../../services/identity/identify";
import { listIdentities } from "../../services/identity/own-identities";
import { answerProved, refuseCredentials, refuseForNow, toOpenMoment } from "../auth-answers";
import type { ApiDependencies } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import {
  beginOpenId,
  redirectUriOf,
  refuseUnavailable,
  takeOpenId,
  toAccount,
} from "../open-id-flow";
import { remoteAddress } from "../request-context";
import { json, jsonBody, problems } from "../responses";
import type { Router } from "../router";
import { open } from "../router";
import {
  beginOpenIdSchema,
  completeOpenIdSchema,
  openIdAnswerSchema,
  openIdBegunSchema,
} from "../schemas/identity";

const tags = ["Sign-in"];

const startRoute = createRoute({
  method: "post",
  path: "/v1/auth/oidc/start",
  tags,
  summary: "Begin a sign-in by an issuer of the partner's",
  description:
    "OpenID Connect, authorization code flow with PKCE. Without provider_id by the partner's only issuer.",
  ...open(),
  request: { body: jsonBody(beginOpenIdSchema) },
  responses: { 200: json(openIdBegunSchema, "Where to go"), ...problems(404, 413, 415, 429, 503) },
});

const completeRoute = createRoute({
  method: "post",
  path: "/v1/auth/oidc/complete",
  tags,
  summary: "Complete a sign-in with what the issuer answered",
  description:
    "Sent by the page that the issuer redirects to, with what stands in its query, in the browser that began.",
  ...open(),
  request: { body: jsonBody(completeOpenIdSchema) },
  responses: {
    200: json(openIdAnswerSchema, "Signed in, or what is missing for it"),
    ...problems(403, 413, 415, 422, 429, 503),
  },
});

interface Completion {
  readonly scope: PartnerDatabase;
  readonly provider: IdentityProviderRecord;
  readonly pending: PendingOpenId;
}

export function registerAuthOpenId(router: Router, dependencies: ApiDependencies): void {
  const { auth, database, keyRing, metrics, now } = dependencies;
  const openPartner = createPartnerScopes(database);

  router.openapi(startRoute, async (c) => {
    const { partner, provider_id: providerId, return_to: returnTo, grant } = c.req.valid("json");
    // Counted by the address alone: an office behind one may all come at nine.
    const attempt = { account: c.get("requestId"), address: remoteAddress(c) };
    const retryAfterSeconds = await auth.openIdAttempts.take(attempt);
    if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
    const scope = await findPartnerByCode(database.system, partner);
    const provider = scope && (await findActiveIdentityProvider(scope, providerId));
    if (scope === undefined || provider === undefined) {
      throw new Refusal("NOT_FOUND", "There is no such way to sign in.");
    }
    const begun = await beginOpenId(c, dependencies, { scope, provider, returnTo, grant });
    return c.json(begun, 200);
  });

  router.openapi(completeRoute, async (c) => {
    const { binding, ...answer } = c.req.valid("json");
    const pending = await takeOpenId(c, dependencies, { ...answer, binding });
    const completion = pending && (await openCompletion(openPartner, pending));
    if (completion === undefined) {
      metrics.authenticationFailures.inc({ reason: "oidc_state" });
      return refuseCredentials();
    }
    const { scope, provider } = completion;
    const identity = await proveIdentity(c, dependencies, completion, answer);
    const { linkTo, returnTo, grant } = completion.pending;
    const moment = toOpenMoment(c, now);
    const request = { provider, claims: identity, ...(linkTo === undefined ? {} : { linkTo }) };
    const identified = await identify(scope, keyRing, request, moment);
    if (identified.kind === "refused") return refuseIdentity(c, scope, identified.reason);
    await auth.openIdAttempts.forgive({ account: "", address: remoteAddress(c) });
    const { person } = identified;
    if (linkTo !== undefined) {
      const identityId = await findOwnIdentity(completion, linkTo.userId);
      return c.json(
        { status: "linked" as const, identity_id: identityId, return_to: returnTo },
        200,
      );
    }
    const hasSecondFactor = provider.acceptsSecondFactor && identity.hasSecondFactor;
    const methods = hasSecondFactor ? (["oidc", "mfa"] as const) : (["oidc"] as const);
    const body = await answerProved(c, dependencies, { scope, person, methods }, grant);
    return c.json({ ...body, return_to: returnTo }, 200);
  });

  async function refuseIdentity(
    c: Context<ApiEnvironment>,
    scope: PartnerDatabase,
    reason: IdentityReason,
  ): Promise<never> {
    await auditFailure(scope, { userId: undefined, reason }, toOpenMoment(c, now));
    metrics.authenticationFailures.inc({ reason: "oidc_identity" });
    throw new Refusal("IDENTITY_REFUSED", reasons[reason], { reason });
  }
}

/** The issuer may have been given up since the sign-in began. */
async function openCompletion(
  openPartner: OpenPartner,
  pending: PendingOpenId,
): Promise<Completion | undefined> {
  const scope = await openPartner(pending.partner);
  const provider = await findActiveIdentityProvider(scope, pending.providerId);
  return provider && { scope, provider, pending };
}

const reasons: Readonly<Record<IdentityReason, string>> = {
  email_not_allowed: "The issuer vouches for no address that this partner takes.",
  invited: "An invitation was mailed to you. Accept it, then sign in.",
  linked_otherwise: "This sign-in, or this person, belongs with another one.",
  not_active: "Whoever this is may not sign in.",
  unknown_person:
    "Nobody here signs in as this. Link it while you are signed in, or ask for an invitation.",
};

/** Whom the issuer says this is; what it sent, or somebody for it, is not believed before it is proved. */
async function proveIdentity(
  c: Context<ApiEnvironment>,
  { keyRing, metrics, now, openId, settings }: ApiDependencies,
  { scope, provider, pending }: Completion,
  answer: z.infer<typeof completeOpenIdSchema>,
) {
  const { state, code, iss, error } = answer;
  const outcome = await openId.complete(
    toAccount(scope, keyRing, provider),
    redirectUriOf(settings.publicUrl, provider.publicId),
    {
      state,
      ...(code !== undefined && { code }),
      ...(iss !== undefined && { iss }),
      ...(error !== undefined && { error }),
    },
    pending.secrets,
  );
  if (outcome.kind === "proved") return outcome.identity;
  metrics.authenticationFailures.inc({ reason: `oidc_${outcome.kind}` });
  if (outcome.kind === "unavailable") return refuseUnavailable(outcome.reason);
  const failure = { userId: undefined, reason: `issuer_${outcome.reason}` };
  await auditFailure(scope, failure, toOpenMoment(c, now));
  return refuseCredentials();
}

async function findOwnIdentity({ scope, provider }: Completion, userId: number): Promise<string> {
  const own = await listIdentities(scope, userId);
  return own.find(({ providerId }) => providerId === provider.publicId)?.publicId ?? "";
}
