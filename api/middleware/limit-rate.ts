import type { Context, MiddlewareHandler } from "hono";

import { networkOf } from "../../domain/address-ranges";
import type { Principal } from "../../services/auth/principal";
import type { ApiDependencies, RateLimits } from "../dependencies";
import type { ApiEnvironment } from "../environment";
import { ProblemError } from "../problem";
import { divideQuota, type Policy, toPolicies } from "../rate-limit/policy";
import type { RateLimiter, Standing, Verdict } from "../rate-limit/rate-limiter";

type Parts = Pick<ApiDependencies, "metrics" | "settings"> & { readonly limiter: RateLimiter };

/**
 * Before anybody is known: what one address may ask, and how often it may fail to prove who it is.
 * A failure is counted when it is answered.
 */
export function limitAddress(parts: Parts): MiddlewareHandler<ApiEnvironment> {
  const { limiter, settings } = parts;
  return async (c, next) => {
    const key = `ip:${networkOf(c.get("address") ?? "")}`;
    const failures = toPolicies("failures", key, settings.rateLimits.failures);
    const watched = failures.map((policy) => ({ ...policy, looksOnly: true }));
    const own = toPolicies("address", key, settings.rateLimits.address);
    admit(c, parts, await limiter.take([...watched, ...own]));
    await next();
    if (c.res.status === 401) await limiter.take(failures);
  };
}

/** Once it is known who calls: what their token, they themselves and their partner may ask. */
export function limitPrincipal(parts: Parts): MiddlewareHandler<ApiEnvironment> {
  const { limiter, settings } = parts;
  return async (c, next) => {
    const principal = c.get("principal") as Principal | undefined;
    if (principal !== undefined) {
      const policies = policiesOf(principal, settings.rateLimits);
      const verdict = await limiter.take(policies);
      if (verdict.kind !== "unknown") describeLimits(c, policies, verdict.standings);
      admit(c, parts, verdict);
    }
    await next();
  };
}

function policiesOf(principal: Principal, limits: RateLimits): readonly Policy[] {
  const prefix = `partner:${principal.scope.partner}`;
  const { actor, user, livemode } = principal;
  const own =
    actor.type === "api_token" ? toPolicies("token", `${prefix}:${actor.id}`, limits.token) : [];
  const persons = user === undefined ? [] : toPolicies("user", `${prefix}:${user.id}`, limits.user);
  const all = [...own, ...persons, ...toPolicies("partner", prefix, limits.partner)];
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
  c: Context<ApiEnvironment>,
  policies: readonly Policy[],
  standings: readonly Standing[],
): void {
  c.header("RateLimit-Policy", policies.map(toPolicyItem).join(", "));
  const [tightest] = standings.toSorted((left, right) => shareOf(left) - shareOf(right));
  if (tightest === undefined) return;
  const { policy, remaining, fullMs } = tightest;
  c.header("RateLimit", `"${policy.name}";r=${remaining};t=${Math.ceil(fullMs / 1000)}`);
}

function toPolicyItem({ name, requests, seconds }: Policy): string {
  return `"${name}";q=${requests};w=${seconds}`;
}

function shareOf({ remaining, policy }: Standing): number {
  return remaining / policy.requests;
}
