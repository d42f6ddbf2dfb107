import type { Context, MiddlewareHandler } from "hono";

import { networkOf } from "../../domain/address-ranges";
import { requestsPerMinute } from "../../domain/plans";
import type { Principal } from "../../services/auth/principal";
import type { ApiDependencies, RateLimits } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError, problemResponse } from "../problem";
import { divideQuota, type Policy, toPolicies } from "../rate-limit/policy";
import type { RateLimiter, Standing, Verdict } from "../rate-limit/rate-limiter";

type Parts = Pick<ApiDependencies, "metrics" | "settings"> & {
  readonly limiter: RateLimiter;
  readonly auth: Pick<ApiDependencies["auth"], "hasProved">;
};

/**
 * Before anybody is known: what one address may ask, and how often it may fail to prove who it is.
 * A failure is counted when it is answered. Whoever comes with a token that is known to be good is
 * counted with what the token may ask, in one question to Redis.
 */
export function limitAddress(parts: Parts): MiddlewareHandler<ApiEnvironment> {
  const { auth, limiter, settings } = parts;
  const policiesOf = rememberText((address) => addressPolicies(address, settings.rateLimits));
  return async (c, next) => {
    const { failures, before } = policiesOf(c.get("address") ?? "");
    if (auth.hasProved(c.req.header("Authorization"))) c.set("uncounted", before);
    else admit(c, parts, await limiter.take(before));
    await next();
    const late = c.get("uncounted") ?? [];
    if (c.res.status === 401) await limiter.take([...failures, ...late]);
    else if (late.length > 0) await limiter.take(late);
  };
}

/**
 * Once it is known who calls: what their token, they themselves and their partner may ask. A read
 * of who was far from each limit a moment ago is worked on while it is counted; its answer waits
 * for the count, and what is beyond a limit is refused all the same.
 */
export function limitPrincipal(parts: Parts): MiddlewareHandler<ApiEnvironment> {
  const { limiter, settings } = parts;
  const limitsOf = rememberPrincipal((principal) =>
    principalLimits(principal, settings.rateLimits),
  );
  return async (c, next) => {
    const principal = c.get("principal") as Principal | undefined;
    if (principal === undefined) return next();
    const limits = limitsOf(principal);
    const uncounted = c.get("uncounted") ?? [];
    c.set("uncounted", undefined);
    const counting = limiter.take([...uncounted, ...limits.policies]).then((verdict) => {
      if (verdict.kind === "unknown") return verdict;
      const standings = verdict.standings.slice(uncounted.length);
      limits.ampleUntil = isAmple(verdict) ? Date.now() + ampleMs : 0;
      return { ...verdict, headers: describeLimits(limits, standings) };
    });
    if (isReading(c.req.method) && limits.ampleUntil > Date.now()) {
      await next();
      await settle(c, parts, counting);
      return;
    }
    const verdict = await counting;
    for (const [name, value] of headersOf(verdict)) c.header(name, value);
    admit(c, parts, verdict);
    await next();
  };
}

/** How long what was left of the limits is taken for what is left. */
const ampleMs = 1_000;

function isAmple({ standings }: Extract<Verdict, { standings: unknown }>): boolean {
  return standings.every((standing) => shareOf(standing) > 0.5);
}

type Counted = Verdict & { readonly headers?: readonly (readonly [string, string])[] };

function headersOf({ headers = [] }: Counted): readonly (readonly [string, string])[] {
  return headers;
}

/** The answer of a read is made; nobody gets it who may not. */
async function settle(
  c: Context<ApiEnvironment>,
  parts: Parts,
  counting: Promise<Counted>,
): Promise<void> {
  const verdict = await counting;
  try {
    admit(c, parts, verdict);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.metrics.errors.inc({ code: error.problem.code });
    void c.res.body?.cancel();
    c.res = undefined;
    c.res = problemResponse(c, error.problem);
    for (const name of ["ETag", "Link", "Content-Disposition"]) c.res.headers.delete(name);
    return;
  }
  for (const [name, value] of headersOf(verdict)) c.res.headers.set(name, value);
}

function rememberPrincipal<Made>(
  make: (principal: Principal) => Made,
): (principal: Principal) => Made {
  const made = new WeakMap<Principal, Made>();
  return (principal) => {
    const known = made.get(principal) ?? make(principal);
    made.set(principal, known);
    return known;
  };
}

interface Limits {
  readonly policies: readonly Policy[];
  /** All of them, as the header RateLimit-Policy. */
  readonly description: string;
  /** Until when nobody expects one of them to refuse. */
  ampleUntil: number;
}

const addressesMax = 1_000;

/** What is made of a text anew for each request would cost as much as the request's count. */
function rememberText<Made>(make: (text: string) => Made): (text: string) => Made {
  const made = new Map<string, Made>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    if (made.size >= addressesMax) made.clear();
    const fresh = make(text);
    made.set(text, fresh);
    return fresh;
  };
}

function addressPolicies(address: string, limits: RateLimits) {
  const key = `ip:${networkOf(address)}`;
  const failures = toPolicies("failures", key, limits.failures);
  const watched = failures.map((policy) => ({ ...policy, looksOnly: true }));
  return { failures, before: [...watched, ...toPolicies("address", key, limits.address)] };
}

function principalLimits(principal: Principal, limits: RateLimits): Limits {
  const policies = principalPolicies(principal, limits);
  return { policies, description: policies.map(toPolicyItem).join(", "), ampleUntil: 0 };
}

function principalPolicies(principal: Principal, limits: RateLimits): readonly Policy[] {
  const prefix = `partner:${principal.scope.partner}`;
  const { actor, user, livemode, plan } = principal;
  const own =
    actor.type === "api_token" ? toPolicies("token", `${prefix}:${actor.id}`, limits.token) : [];
  const persons = user === undefined ? [] : toPolicies("user", `${prefix}:${user.id}`, limits.user);
  const perMinute = requestsPerMinute[plan];
  const planned = perMinute === null ? [] : [{ requests: perMinute, seconds: 60 }];
  const all = [
    ...own,
    ...persons,
    ...toPolicies("partner", prefix, limits.partner),
    ...toPolicies("plan", prefix, planned),
  ];
  return livemode ? all : all.map((one) => ({ ...one, ...divideQuota(one, limits.testDivisor) }));
}

/** Without Redis nobody is counted: reading goes on, and what changes something waits for it. */
function admit(c: Context<ApiEnvironment>, { metrics }: Parts, verdict: Verdict): void {
  if (verdict.kind === "unknown") {
    const isAdmitted = isReading(c.req.method) || takesRightsAway(c.req.path);
    metrics.rateLimitUnknown.inc({ outcome: isAdmitted ? "admitted" : "refused" });
    if (!isAdmitted) throw new ProblemError(limitsUnknown);
  }
  if (verdict.kind !== "refused") return;
  const { policy, nextMs } = verdict.violated;
  metrics.rateLimited.inc({ policy: policy.name });
  const seconds = Math.max(1, Math.ceil(nextMs / 1000));
  throw new ProblemError({
    status: 429,
    code: "rate_limited",
    title: "Too many requests",
    detail: `At most ${policy.requests} requests in ${policy.seconds} seconds (${policy.name}). Send it again in ${seconds} seconds.`,
    retryable: true,
    facts: { violated_policy: policy.name },
    headers: {
      "Retry-After": String(seconds),
      "RateLimit-Policy": toPolicyItem(policy),
      RateLimit: `"${policy.name}";r=0;t=${seconds}`,
    },
  });
}

function isReading(method: string): boolean {
  return ["GET", "HEAD", "OPTIONS"].includes(method);
}

/** An outage of ours is no reason to leave a stolen token in force. */
function takesRightsAway(path: string): boolean {
  return path.endsWith("/revoke");
}

const limitsUnknown = {
  status: 503,
  code: "rate_limits_unavailable",
  title: "Not available now",
  detail:
    "Requests cannot be counted now, and until they can nothing is changed. Send it again with the same Idempotency-Key.",
  retryable: true,
  headers: { "Retry-After": "2" },
} as const;

/** draft-ietf-httpapi-ratelimit-headers-10: all policies, and where the caller stands in the tightest. */
function describeLimits(
  { description }: Limits,
  standings: readonly Standing[],
): readonly (readonly [string, string])[] {
  const all = ["RateLimit-Policy", description] as const;
  const [tightest] = standings.toSorted((left, right) => shareOf(left) - shareOf(right));
  if (tightest === undefined) return [all];
  const { policy, remaining, fullMs } = tightest;
  return [all, ["RateLimit", `"${policy.name}";r=${remaining};t=${Math.ceil(fullMs / 1000)}`]];
}

function toPolicyItem({ name, requests, seconds }: Policy): string {
  return `"${name}";q=${requests};w=${seconds}`;
}

function shareOf({ remaining, policy }: Standing): number {
  return remaining / policy.requests;
}
