import type { Redis } from "ioredis";

import type { DatabaseHandle } from "../../db/pool";
import type { AccessCache } from "../role/access-cache";
import { createTokenAuthenticator } from "../token/authenticate-token";
import type { AttemptLimits } from "./attempt-limits";
import { createAttemptLimits } from "./attempt-limits";
import type { Authenticate } from "./authenticate";
import { createAuthenticator } from "./authenticate";
import { createSessionAuthenticator } from "./authenticate-session";
import type { SessionStore } from "./sessions";
import { createSessionStore } from "./sessions";

/** What signing in and staying signed in goes by. */
export interface AuthServices {
  readonly authenticate: Authenticate;
  readonly sessions: SessionStore;
  /** Of passwords. */
  readonly passwordAttempts: AttemptLimits;
  /** Of second factors. */
  readonly codeAttempts: AttemptLimits;
  /** Of asking for a link to a new password. */
  readonly resetAttempts: AttemptLimits;
}

export function createAuthServices({
  database: { system },
  redis,
  access,
}: {
  readonly database: Pick<DatabaseHandle, "system">;
  readonly redis: Redis;
  readonly access: AccessCache;
}): AuthServices {
  const sessions = createSessionStore(redis);
  return {
    sessions,
    passwordAttempts: createAttemptLimits(redis, "password"),
    codeAttempts: createAttemptLimits(redis, "code"),
    resetAttempts: createAttemptLimits(redis, "reset"),
    authenticate: createAuthenticator({
      token: createTokenAuthenticator(system, access),
      session: createSessionAuthenticator(system, sessions, access),
    }),
  };
}
