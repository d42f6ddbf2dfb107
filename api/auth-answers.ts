import type { Context } from "hono";

import type { PartnerDatabase } from "../db/partner-scope";
import { toDateTime } from "../db/read/amounts";
import { inTransaction } from "../db/transaction";
import { assuranceLevelReached } from "../domain/assurance";
import { accessTokenSeconds } from "../services/auth/access-tokens";
import type { ActMoment } from "../services/auth/auth-audit";
import { auditFailure } from "../services/auth/auth-audit";
import type { ProvedPerson } from "../services/auth/begin-session";
import { beginSession } from "../services/auth/begin-session";
import { sealChallenge } from "../services/auth/challenge";
import { currentCsrfToken } from "../services/auth/csrf-token";
import { verifyPassword } from "../services/auth/password-hash";
import type { Person } from "../services/auth/person";
import { findPerson } from "../services/auth/person";
import type { PrincipalSession, PrincipalUser } from "../services/auth/principal";
import type { IssuedRefresh } from "../services/auth/refresh-tokens";
import { beginFamily, endFamily } from "../services/auth/refresh-tokens";
import { listSecondFactors } from "../services/auth/second-factors";
import { useSecondFactor } from "../services/auth/totp";
import type { ApiDependencies } from "./dependencies";
import type { ApiEnvironment } from "./environment";
import { presentCurrentSession } from "./present/session";
import type { Problem } from "./problem";
import { ProblemError } from "./problem";
import { remoteAddress, toActContext, toOpenActContext } from "./request-context";
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

/** The same, with all that signing in goes by. */
export async function requireSelf(c: Context<ApiEnvironment>): Promise<{
  readonly scope: PartnerDatabase;
  readonly person: Person;
  readonly session: PrincipalSession;
}> {
  const { user, session } = requirePerson(c);
  const { scope } = c.get("principal");
  const person = await findPerson(scope, user.userId);
  if (person === undefined) return refuseCredentials();
  return { scope, person, session };
}

/** Of whoever has signed in; guessing is slowed down here too. */
export async function proveOwnPassword(
  c: Context<ApiEnvironment>,
  { auth, now }: Pick<ApiDependencies, "auth" | "now">,
  person: Person,
  password: string,
): Promise<void> {
  const attempt = { account: person.id, address: remoteAddress(c) };
  const retryAfterSeconds = await auth.passwordAttempts.take(attempt);
  if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
  if (!(await verifyPassword(person.passwordHash, password))) {
    const failure = { userId: person.id, reason: "wrong_password" };
    await auditFailure(c.get("principal").scope, failure, toMoment(c, now));
    return refuseCredentials();
  }
  await auth.passwordAttempts.forgive(attempt);
}

/** The second factor of somebody, once; guessing is slowed down here too. */
export async function proveSecondFactor(
  c: Context<ApiEnvironment>,
  { auth, keyRing }: Pick<ApiDependencies, "auth" | "keyRing">,
  { scope, person, code }: { scope: PartnerDatabase; person: Person; code: string },
  moment: ActMoment,
): Promise<"otp" | "recovery_code"> {
  const attempt = { account: person.id, address: remoteAddress(c) };
  const retryAfterSeconds = await auth.codeAttempts.take(attempt);
  if (retryAfterSeconds !== undefined) return refuseForNow(retryAfterSeconds);
  const method = await useSecondFactor(scope, keyRing, { person, code }, moment.at);
  if (method === undefined) {
    await auditFailure(scope, { userId: person.id, reason: "wrong_code" }, moment);
    return refuseCredentials();
  }
  await auth.codeAttempts.forgive(attempt);
  return method;
}

/** Who has proved enough gets a session's cookie, or tokens: as they had before, or ask for. */
export async function answerSignedIn(
  c: Context<ApiEnvironment>,
  dependencies: Pick<ApiDependencies, "auth" | "now">,
  proved: ProvedPerson,
  grant: Grant = grantOf(c),
) {
  const moment = toOpenMoment(c, dependencies.now);
  if (grant === "tokens") {
    const issued = await beginFamily(proved, moment);
    const before = sessionOf(c);
    if (before?.carriedBy === "access_token") {
      const ended = { userId: proved.person.userId, sessionId: before.id };
      await inTransaction(proved.scope, (transaction) => endFamily(transaction, ended, moment.at));
    }
    return presentTokens(dependencies.auth, proved.scope, issued);
  }
  const replaced = getSessionCookie(c);
  const { cookie, record } = await beginSession(
    dependencies.auth.sessions,
    proved,
    moment,
    replaced,
  );
  setSessionCookie(c, cookie);
  return {
    status: "signed_in" as const,
    user_id: proved.person.id,
    session: presentCurrentSession(record),
    csrf_token: currentCsrfToken(record.csrfKey),
  };
}

/** Whoever has proved one factor and has another one owes it; whoever owes nothing is signed in. */
export async function answerProved(
  c: Context<ApiEnvironment>,
  dependencies: Pick<ApiDependencies, "auth" | "keyRing" | "now">,
  proved: Omit<ProvedPerson, "assuranceLevel">,
  grant: Grant,
) {
  const { scope, person, methods } = proved;
  const assuranceLevel = assuranceLevelReached(methods);
  const owed = assuranceLevel === 1 ? await listSecondFactors(scope, person) : [];
  if (owed.length === 0) {
    return answerSignedIn(c, dependencies, { ...proved, assuranceLevel }, grant);
  }
  const { userId, epoch } = person;
  const challenge = { partner: scope.partner, userId, epoch, methods };
  const { text, expiresAt } = sealChallenge(dependencies.keyRing, challenge);
  return {
    status: "second_factor_required" as const,
    challenge: text,
    methods: [...owed],
    expires_at: expiresAt,
  };
}

export type Grant = "session" | "tokens";

function grantOf(c: Context<ApiEnvironment>): Grant {
  return sessionOf(c)?.carriedBy === "access_token" ? "tokens" : "session";
}

/** On an open route there is none. */
function sessionOf(c: Context<ApiEnvironment>): PrincipalSession | undefined {
  const principal = c.get("principal") as ApiEnvironment["Variables"]["principal"] | undefined;
  return principal?.session;
}

export async function presentTokens(
  { accessTokens }: ApiDependencies["auth"],
  { partner }: PartnerDatabase,
  issued: IssuedRefresh,
) {
  const { user, sessionId } = issued;
  return {
    status: "signed_in" as const,
    user_id: user,
    session: presentCurrentSession({ ...issued, id: sessionId }),
    access_token: await accessTokens.sign({ partner, user, session: sessionId }),
    token_type: "Bearer" as const,
    expires_in: accessTokenSeconds,
    refresh_token: issued.refreshToken,
    refresh_expires_at: issued.expiresAt,
  };
}

const notAuthenticated: Problem = {
  status: 401,
  code: "credentials_invalid",
  title: "Not signed in",
  detail:
    "This is not how anybody signs in here: look at the partner, the address, the password, the code.",
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
