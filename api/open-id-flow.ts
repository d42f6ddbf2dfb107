import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

import type { PartnerDatabase } from "../db/partner-scope";
import type { IdentityProviderRecord } from "../db/read/identity-providers";
import { Refusal } from "../domain/refusal";
import type { PendingOpenId } from "../services/auth/auth-services";
import { pendingOpenIdSeconds } from "../services/auth/auth-services";
import { openClientSecret } from "../services/identity/set-identity-provider";
import type { IssuerAccount } from "../suppliers/openid/port";
import type { Grant } from "./auth-answers";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";

const cookieName = "travobooks-oidc";
/** Sent by the page that the issuer redirects to, which is ours. */
const attributes = { prefix: "host", httpOnly: true, sameSite: "Strict" } as const;

/** Another one for each issuer: an issuer's answer is not taken for another's (RFC 9700 4.4). */
export function redirectUriOf(publicUrl: string, providerId: string): string {
  return `${publicUrl.replace(/\/$/, "")}/sign-in/oidc/${providerId}`;
}

interface Beginning {
  readonly scope: PartnerDatabase;
  readonly provider: IdentityProviderRecord;
  readonly returnTo: string;
  readonly grant: Grant;
  /** Who has signed in, and links the issuer's subject to themselves. */
  readonly linkTo?: PendingOpenId["linkTo"];
}

/** Sends a browser to the issuer, bound to this browser by a cookie, or to an app by what it is told. */
export async function beginOpenId(
  c: Context<ApiEnvironment>,
  { auth, keyRing, openId, settings }: ApiDependencies,
  { scope, provider, returnTo, grant, linkTo }: Beginning,
) {
  const account = toAccount(scope, keyRing, provider);
  const begun = await openId.begin(account, redirectUriOf(settings.publicUrl, provider.publicId));
  if (begun.kind === "unavailable") return refuseUnavailable(begun.reason);
  const binding = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + pendingOpenIdSeconds * 1000).toISOString();
  await auth.pendingOpenId.keep(begun.secrets.state, {
    partner: scope.partner,
    providerId: provider.publicId,
    secrets: begun.secrets,
    returnTo,
    grant,
    bindingDigest: digestOf(binding),
    ...(linkTo === undefined ? {} : { linkTo }),
  });
  const isApp = grant === "tokens";
  if (!isApp) setCookie(c, cookieName, binding, { ...attributes, maxAge: pendingOpenIdSeconds });
  return {
    provider_id: provider.publicId,
    authorization_url: begun.authorizationUrl,
    expires_at: expiresAt,
    ...(isApp ? { binding } : {}),
  };
}

/**
 * What was begun under this state, once: in this browser, for this issuer. Undefined for anything
 * else, so that nobody is signed in to what another began.
 */
export async function takeOpenId(
  c: Context<ApiEnvironment>,
  { auth }: Pick<ApiDependencies, "auth">,
  answer: {
    readonly state: string;
    readonly provider_id: string;
    readonly binding?: string | undefined;
  },
): Promise<PendingOpenId | undefined> {
  const cookie = getCookie(c, cookieName, "host");
  const pending = await auth.pendingOpenId.take(answer.state);
  if (cookie !== undefined) deleteCookie(c, cookieName, attributes);
  if (pending === undefined || pending.providerId !== answer.provider_id) return undefined;
  const binding = pending.grant === "tokens" ? answer.binding : cookie;
  return binding !== undefined && isDigestOf(pending.bindingDigest, binding) ? pending : undefined;
}

export function toAccount(
  { partner }: PartnerDatabase,
  keyRing: ApiDependencies["keyRing"],
  provider: IdentityProviderRecord,
): IssuerAccount {
  const clientSecret = openClientSecret(partner, keyRing, provider);
  return {
    issuerUrl: provider.issuerUrl,
    clientId: provider.clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
  };
}

export function refuseUnavailable(reason: string): never {
  throw new Refusal("ISSUER_UNAVAILABLE", "The issuer does not answer as one. Try again.", {
    reason,
  });
}

function digestOf(binding: string): string {
  return createHash("sha256").update(binding).digest("base64url");
}

function isDigestOf(digest: string, binding: string): boolean {
  return timingSafeEqual(Buffer.from(digest), Buffer.from(digestOf(binding)));
}
