import type { Context } from "hono";

import { toDateTime } from "../db/read/amounts";
import type { ActMoment } from "../services/auth/auth-audit";
import type { ProvedPerson } from "../services/auth/begin-session";
import { beginSession } from "../services/auth/begin-session";
import { currentCsrfToken } from "../services/auth/csrf-token";
import type { PrincipalSession, PrincipalUser } from "../services/auth/principal";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import { presentCurrentSession } from "./present/session";
import type { Problem } from "./problem";
import { ProblemError } from "./problem";
import { toActContext, toOpenActContext } from "./request-context";
import { getSessionCookie, setSessionCookie } from "./session-cookie";

export function toOpenMoment(c: Context<ApiEnvironment>, now: () => string): ActMoment {
  return { context: toOpenActContext(c), at: toDateTime(now()) };
}

export function toMoment(c: Context<ApiEnvironment>, now: () => string): ActMoment {
  return { context: toActContext(c), at: toDateTime(now()) };
}

/** Of a route for people who have signed in. */
export function requirePerson(c: Context<ApiEnvironment>): {
  readonly user: PrincipalUser;
  readonly session: PrincipalSession;
} {
  const { user, session } = c.get("principal");
  if (user === undefined || session === undefined) throw new ProblemError(notAuthenticated);
  return { user, session };
}

/** Begins a browser's session for who has proved enough. */
export async function answerSignedIn(
  c: Context<ApiEnvironment>,
  { auth, now }: Pick<ApiDependencies, "auth" | "now">,
  proved: ProvedPerson,
) {
  const { cookie, record } = await beginSession(
    auth.sessions,
    proved,
    toOpenMoment(c, now),
    getSessionCookie(c),
  );
  setSessionCookie(c, cookie);
  return {
    status: "signed_in" as const,
    user_id: proved.person.id,
    session: presentCurrentSession(record),
    csrf_token: currentCsrfToken(record.csrfKey),
  };
}

const notAuthenticated: Problem = {
  status: 401,
  code: "credentials_invalid",
  title: "Not signed in",
  detail:
    "This is not how anybody signs in here: look at the partner, the address and the password.",
};

/** The same whatever was wrong. */
export function refuseCredentials(): never {
  throw new ProblemError(notAuthenticated);
}

export function refuseForNow(retryAfterSeconds: number): never {
  throw new ProblemError({
    status: 429,
    code: "too_many_attempts",
    title: "Too many attempts",
    detail: `Try again in ${retryAfterSeconds} seconds.`,
    retryable: true,
    facts: { retry_after_seconds: retryAfterSeconds },
    headers: { "Retry-After": String(retryAfterSeconds) },
  });
}
