import type { ClientAuth, Configuration, CustomFetchOptions, IDToken } from "openid-client";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from "openid-client";

import type { GuardedFetch, OutboundRules } from "../outbound/guarded-fetch";
import { assertCallable, createGuardedFetch } from "../outbound/guarded-fetch";
import { OutboundRefusedError } from "../outbound/outbound-refused";
import type { CompleteOutcome, IssuedIdentity, IssuerAccount, OpenIdClient } from "./port";

/** What the issuer or a forger sent, as against a network that failed. */
const refusals: ReadonlySet<string> = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
  "OAUTH_UNSUPPORTED_OPERATION",
]);

/** An issuer's metadata are another one's. */
class AnotherIssuerError extends Error {
  override readonly name = "AnotherIssuerError";
}

/** Speaks the authorization code flow with PKCE. Asks an issuer for its metadata and keys each time. */
export function createOpenIdClient(rules: OutboundRules): OpenIdClient {
  const fetchGuarded = createGuardedFetch(rules);
  const isCallable = (text: string) => isAllowed(text, rules);
  const discover = (account: IssuerAccount) => discoverIssuer(account, fetchGuarded, rules);
  return {
    isCallable,
    begin: async (account, redirectUri) => {
      try {
        const issuer = await discover(account);
        const endpoint = issuer.serverMetadata().authorization_endpoint;
        if (endpoint === undefined || !isAllowed(endpoint, rules)) {
          return { kind: "unavailable", reason: "authorization_endpoint" };
        }
        const secrets = {
          state: randomState(),
          nonce: randomNonce(),
          codeVerifier: randomPKCECodeVerifier(),
        };
        const authorizationUrl = buildAuthorizationUrl(issuer, {
          redirect_uri: redirectUri,
          scope: "openid email profile",
          state: secrets.state,
          nonce: secrets.nonce,
          code_challenge: await calculatePKCECodeChallenge(secrets.codeVerifier),
          code_challenge_method: "S256",
        }).href;
        return { kind: "begun", authorizationUrl, secrets };
      } catch (error) {
        return { kind: "unavailable", reason: toFailure(error).reason };
      }
    },
    complete: async (account, redirectUri, answer, { state, nonce, codeVerifier }) => {
      try {
        const issuer = await discover(account);
        const url = new URL(redirectUri);
        for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
        const tokens = await authorizationCodeGrant(issuer, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        const identity = claims && toIdentity(claims);
        if (identity === undefined) return { kind: "refused", reason: "id_token" };
        return { kind: "proved", identity };
      } catch (error) {
        return toFailure(error);
      }
    },
  };
}

function isAllowed(text: string, { trustedOrigins }: OutboundRules): boolean {
  if (!URL.canParse(text)) return false;
  if (trustedOrigins.includes(new URL(text).origin)) return true;
  try {
    assertCallable(text);
    return true;
  } catch {
    return false;
  }
}

async function discoverIssuer(
  { issuerUrl, clientId, clientSecret }: IssuerAccount,
  fetchGuarded: GuardedFetch,
  { trustedOrigins }: OutboundRules,
): Promise<Configuration> {
  const url = new URL(issuerUrl);
  const isPlain = url.protocol === "http:" && trustedOrigins.includes(url.origin);
  const issuer = await discovery(
    url,
    clientId,
    {},
    clientSecret === undefined ? None() : proveBySecret(clientSecret),
    {
      [customFetch]: (target, options) => fetchGuarded(target, toOutbound(options)),
      // The ID token comes over TLS from the issuer itself; its signature is proved all the same.
      execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
    },
  );
  // The library lets some directories speak for many issuers; here one is one.
  if (new URL(issuer.serverMetadata().issuer).href !== url.href) {
    throw new AnotherIssuerError(issuerUrl);
  }
  return issuer;
}

/** In the header where the issuer takes it there (RFC 6749 2.3.1), else in the body. */
function proveBySecret(secret: string): ClientAuth {
  return (server, client, body, headers) => {
    const { token_endpoint_auth_methods_supported: methods } = server;
    const isInHeader = methods?.includes("client_secret_basic") ?? true;
    const prove = isInHeader ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    return prove(server, client, body, headers);
  };
}

function toOutbound({ method, headers, body }: CustomFetchOptions) {
  if (body === undefined || body === null) return { method, headers };
  if (typeof body === "string") return { method, headers, body };
  if (body instanceof URLSearchParams) return { method, headers, body: body.toString() };
  throw new TypeError("An issuer is sent text alone.");
}

/**
 * Undefined where the subject is none (OpenID Connect Core 2: ASCII, 255 at most), or ends in a
 * space, which the database does not compare.
 */
function toIdentity(claims: IDToken): IssuedIdentity | undefined {
  const { sub, email, email_verified: isVerified, name, amr } = claims;
  if (!/^[\x20-\x7e]{0,254}[\x21-\x7e]$/.test(sub)) return undefined;
  return {
    subject: sub,
    isEmailVerified: isVerified === true,
    hasSecondFactor: Array.isArray(amr) && amr.includes("mfa"),
    ...(typeof email === "string" && isAddress(email) ? { email } : {}),
    ...(typeof name === "string" && name !== "" ? { name } : {}),
  };
}

function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text);
}

function toFailure(error: unknown): Exclude<CompleteOutcome, { kind: "proved" }> {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    // The issuer's own word, which is anybody's text.
    return { kind: "refused", reason: error.error.replaceAll(/[^a-z_]/g, "").slice(0, 40) };
  }
  if (error instanceof AnotherIssuerError) return { kind: "refused", reason: "another_issuer" };
  if (error instanceof ClientError) {
    const { code = "", cause } = error;
    if (cause instanceof OutboundRefusedError) return { kind: "unavailable", reason: "address" };
    const kind = refusals.has(code) ? "refused" : "unavailable";
    return { kind, reason: code === "" ? "network" : code.toLowerCase() };
  }
  if (error instanceof OutboundRefusedError) return { kind: "unavailable", reason: "address" };
  return { kind: "unavailable", reason: "network" };
}
