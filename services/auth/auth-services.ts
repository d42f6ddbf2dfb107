import type { Redis } from "ioredis";

import type { KeyRing } from "../../db/encryption/key-ring";
import { createPartnerScopes } from "../../db/partner-scopes";
import type { DatabaseHandle } from "../../db/pool";
import type { AccessCache } from "../role/access-cache";
import { createTokenAuthenticator } from "../token/authenticate-token";
import type { AccessTokens } from "./access-tokens";
import { createAccessTokens } from "./access-tokens";
import type { AttemptLimits } from "./attempt-limits";
import { createAttemptLimits } from "./attempt-limits";
import type { Authenticate } from "./authenticate";
import { bearerOf, createAuthenticator } from "./authenticate";
import { createAccessTokenAuthenticator } from "./authenticate-access-token";
import { createSessionAuthenticator } from "./authenticate-session";
import type { OneTimeRecords } from "./one-time-records";
import { createOneTimeRecords } from "./one-time-records";
import type { PasskeyCeremonies, PasskeyParty } from "./passkey-ceremonies";
import { ceremonySeconds, toPasskeyParty } from "./passkey-ceremonies";
import type { SessionStore } from "./sessions";
import { createSessionStore } from "./sessions";

/** What signing in and staying signed in goes by. */
export interface AuthServices {
  readonly authenticate: Authenticate;
  /** Whether the `Authorization` is a token that this process has proved lately. */
  hasProved(authorization: string | undefined): boolean;
  readonly sessions: SessionStore;
  readonly accessTokens: AccessTokens;
  /** Of passwords. */
  readonly passwordAttempts: AttemptLimits;
  /** Of second factors. */
  readonly codeAttempts: AttemptLimits;
  /** Of sign-ins by an issuer. */
  readonly openIdAttempts: AttemptLimits;
  readonly pendingOpenId: OneTimeRecords<PendingOpenId>;
  readonly passkeys: {
    readonly party: PasskeyParty;
    readonly ceremonies: PasskeyCeremonies;
    readonly attempts: AttemptLimits;
  };
  /** Of asking for a link to a new password. */
  readonly resetAttempts: AttemptLimits;
  /** Of signing up. */
  readonly signUpAttempts: AttemptLimits;
}

export const pendingOpenIdSeconds = 10 * 60;

/** A sign-in that was sent to an issuer, by its state. */
export interface PendingOpenId {
  readonly partner: string;
  readonly providerId: string;
  readonly secrets: {
    readonly state: string;
    readonly nonce: string;
    readonly codeVerifier: string;
  };
  readonly returnTo: string;
  readonly grant: "session" | "tokens";
  /** SHA-256 of what the browser or app that began has. */
  readonly bindingDigest: string;
  /** Who had signed in, and links the issuer's subject to themselves. */
  readonly linkTo?: { readonly userId: number; readonly epoch: number };
}

export function createAuthServices({
  database,
  redis,
  access,
  keyRing,
  publicUrl,
  passkeyDomain,
}: {
  readonly database: Pick<DatabaseHandle, "system">;
  readonly redis: Redis;
  readonly access: AccessCache;
  readonly keyRing: KeyRing;
  /** Who issues access tokens. */
  readonly publicUrl: string;
  /** Whom passkeys are made for, where that is not the host itself. */
  readonly passkeyDomain?: string | undefined;
}): AuthServices {
  const { system } = database;
  const accessTokens = createAccessTokens(keyRing, publicUrl);
  const openPartner = createPartnerScopes(database);
  const sessions = createSessionStore(redis);
  const tokens = createTokenAuthenticator(system, access);
  return {
    sessions,
    accessTokens,
    passwordAttempts: createAttemptLimits(redis, "password"),
    codeAttempts: createAttemptLimits(redis, "code"),
    openIdAttempts: createAttemptLimits(redis, "oidc"),
    pendingOpenId: createOneTimeRecords(redis, "oidc", pendingOpenIdSeconds),
    passkeys: {
      party: toPasskeyParty(publicUrl, passkeyDomain),
      ceremonies: createOneTimeRecords(redis, "passkey", ceremonySeconds),
      attempts: createAttemptLimits(redis, "passkey"),
    },
    resetAttempts: createAttemptLimits(redis, "reset"),
    signUpAttempts: createAttemptLimits(redis, "sign-up"),
    authenticate: createAuthenticator({
      token: tokens.authenticate,
      accessToken: createAccessTokenAuthenticator({ openPartner, accessTokens, access }),
      session: createSessionAuthenticator(system, sessions, access),
    }),
    hasProved: (authorization) => {
      const text = authorization === undefined ? undefined : bearerOf(authorization);
      return text !== undefined && tokens.hasProved(text);
    },
  };
}
