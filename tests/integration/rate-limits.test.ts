import { randomUUID } from "node:crypto";

import type { RateLimits } from "../../api/dependencies";
import { toPolicies } from "../../api/rate-limit/policy";
import { createRateLimiter } from "../../api/rate-limit/rate-limiter";
import { openRedis } from "../../db/redis";
import type { ProblemBody } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { testEnvironment } from "../harness/environment";
import type { FaultProxy } from "../harness/fault-proxy";
import { startFaultProxy } from "../harness/fault-proxy";
import { createAppWith, listenFor } from "../harness/listen-for";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let proxy: FaultProxy;
let app: TestApp;
let partner: TestPartner;

beforeAll(async () => {
  const { redisUrl } = testEnvironment();
  const { hostname, port } = new URL(redisUrl);
  proxy = await startFaultProxy({ host: hostname, port: Number(port) });
  const through = new URL(redisUrl);
  through.port = String(proxy.port);
  app = await startTestApp({ workers: false, through: { redisUrl: through.toString() } });
  partner = await app.createPartner();
});

afterAll(async () => {
  await app.close();
  await proxy.close();
});

/** An app with these limits; the others are those of all tests. */
function limited(limits: Partial<RateLimits>) {
  const { rateLimits } = app.dependencies.settings;
  return createAppWith(app, { rateLimits: { ...rateLimits, ...limits } });
}

const slow = (requests: number) => [{ requests, seconds: 3_600 }];

function bearer(token: string): RequestInit {
  return { headers: { Authorization: `Bearer ${token}` } };
}

function statusCounts(answers: readonly Response[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe("createRateLimiter", () => {
  test("admits exactly the burst of 200 at once from two processes", async () => {
    const [one, other] = [
      openRedis(testEnvironment().redisUrl),
      openRedis(testEnvironment().redisUrl),
    ];
    const limiters = [createRateLimiter(one), createRateLimiter(other)];
    const policies = toPolicies("test", `test:${randomUUID()}`, slow(50));
    const verdicts = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => limiters[index % 2]?.take(policies)),
    );
    expect(verdicts.filter((verdict) => verdict?.kind === "taken")).toHaveLength(50);
    expect(verdicts.filter((verdict) => verdict?.kind === "refused")).toHaveLength(150);
    one.disconnect();
    other.disconnect();
  });

  test("lets in one more as soon as it says, and no earlier", async () => {
    const limiter = createRateLimiter(app.redis);
    const policies = toPolicies("test", `test:${randomUUID()}`, [{ requests: 2, seconds: 1 }]);
    await limiter.take(policies);
    await limiter.take(policies);
    const refused = await limiter.take(policies);
    const nextMs = refused.kind === "refused" ? refused.violated.nextMs : 0;
    expect(nextMs).toBeGreaterThan(0);
    expect(nextMs).toBeLessThanOrEqual(500);
    const before = Date.now();
    await awaitCondition("the next to fit", async () =>
      (await limiter.take(policies)).kind === "taken" ? true : undefined,
    );
    expect(Date.now() - before).toBeGreaterThanOrEqual(nextMs - 50);
  });

  test("takes of no quota where another refuses", async () => {
    const limiter = createRateLimiter(app.redis);
    const [narrow, wide] = [`test:${randomUUID()}`, `test:${randomUUID()}`];
    const policies = [
      ...toPolicies("wide", wide, slow(9)),
      ...toPolicies("narrow", narrow, slow(1)),
    ];
    await limiter.take(policies);
    const refused = await limiter.take(policies);
    expect(refused.kind === "refused" && refused.violated.policy.name).toBe("narrow-3600s");
    const after = await limiter.take(toPolicies("wide", wide, slow(9)));
    expect(after.kind === "taken" && after.standings[0]?.remaining).toBe(7);
  });
});

describe("a token's limit", () => {
  test("is told of in each answer, and refuses what is beyond it", async () => {
    const api = limited({ token: slow(3), testDivisor: 1 });
    const token = await app.createToken(partner.scope, ["customer.read.partner"]);
    const first = await api.request("/v1/customers", bearer(token));
    expect(first.status).toBe(200);
    expect(first.headers.get("RateLimit-Policy")).toMatch(/^"token-3600s";q=3;w=3600, "partner-/);
    expect(first.headers.get("RateLimit")).toBe(`"token-3600s";r=2;t=1200`);
    const missing = await api.request("/v1/nothing", bearer(token));
    expect([missing.status, missing.headers.get("RateLimit")]).toEqual([
      404,
      expect.stringMatching(/^"token-3600s";r=1;t=2[34]00$/),
    ]);
    await api.request("/v1/customers", bearer(token));
    const refused = await api.request("/v1/customers", bearer(token));
    const body = (await refused.json()) as ProblemBody & { violated_policy: string };
    expect(refused.headers.get("Content-Type")).toBe("application/problem+json");
    expect([refused.status, body.code, body.violated_policy, body.retryable]).toEqual([
      429,
      "rate_limited",
      "token-3600s",
      true,
    ]);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(1_000);
    expect(refused.headers.get("RateLimit")).toMatch(/^"token-3600s";r=0;t=\d+$/);
    const other = await app.createToken(partner.scope, ["customer.read.partner"]);
    expect((await api.request("/v1/customers", bearer(other))).status).toBe(200);
  });

  test("of 200 requests at once lets in as many as it says", async () => {
    const redis = openRedis(testEnvironment().redisUrl);
    const { rateLimits } = app.dependencies.settings;
    const settings = { rateLimits: { ...rateLimits, token: slow(50) } };
    const api = createAppWith(app, settings, { redis });
    const token = await app.createToken(partner.scope, ["customer.read.partner"]);
    const answers = await Promise.all(
      Array.from({ length: 200 }, async () => api.request("/v1/customers?limit=1", bearer(token))),
    );
    expect(statusCounts(answers)).toEqual({ 200: 50, 429: 150 });
    redis.disconnect();
  });
});

describe("a read of who was far from the limit", () => {
  test("is worked on while it is counted, and refused all the same beyond it", async () => {
    const api = limited({ token: slow(50) });
    const token = await app.createToken(partner.scope, ["account.read.partner"]);
    const read = async () => api.request("/v1/accounts?limit=1", bearer(token));
    expect((await read()).headers.get("RateLimit")).toMatch(/^"token-3600s";r=49;/);
    const answers = await Promise.all(Array.from({ length: 200 }, read));
    expect(statusCounts(answers)).toEqual({ 200: 49, 429: 151 });
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expect(answer.headers.get("Content-Type")).toBe("application/problem+json");
      expect([answer.headers.has("Link"), answer.headers.has("ETag")]).toEqual([false, false]);
      expect(((await answer.json()) as ProblemBody).code).toBe("rate_limited");
    }
  });
});

describe("a partner's limit", () => {
  test("counts all its tokens together, and no other partner's", async () => {
    const api = limited({ partner: slow(4) });
    const crowded = await app.createPartner();
    const second = await app.createToken(crowded.scope, ["customer.read.partner"]);
    const answers = [];
    for (const token of [crowded.token, second, crowded.token, second, crowded.token, second]) {
      answers.push(await api.request("/v1/customers", bearer(token)));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
    expect((await api.request("/v1/customers", bearer(partner.token))).status).toBe(200);
  });

  test("is the part of a live one's that the settings say, where it is a test partner's", async () => {
    const api = limited({ partner: slow(8), testDivisor: 4 });
    const { token } = await app.createPartner();
    const answer = await api.request("/v1/customers", bearer(token));
    expect(answer.headers.get("RateLimit")).toMatch(/^"partner-3600s";r=1;/);
  });

  test("of requests at once turns away what is beyond it, and takes it again afterwards", async () => {
    const api = limited({ concurrent: 5 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => api.request("/v1/customers", bearer(partner.token))),
    );
    const { 200: answered = 0, 429: refused = 0 } = statusCounts(answers);
    expect([answered + refused, answered]).toEqual([20, 5]);
    expect((await api.request("/v1/customers", bearer(partner.token))).status).toBe(200);
  });
});

describe("an address's limit", () => {
  test("refuses before anybody is known, and whatever a forged X-Forwarded-For says", async () => {
    const { rateLimits } = app.dependencies.settings;
    await app.redis.flushdb();
    const listening = await listenFor(app, { rateLimits: { ...rateLimits, address: slow(3) } });
    const answers = [];
    for (let index = 0; index < 5; index += 1) {
      answers.push(
        await fetch(`${listening.url}/v1/customers`, {
          headers: { "X-Forwarded-For": `203.0.113.${index}` },
        }),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429]);
    await listening.close();
  });

  test("counts who comes with a token that is known to be good", async () => {
    await app.redis.flushdb();
    const api = limited({ address: slow(4) });
    const token = await app.createToken(partner.scope, ["customer.read.partner"]);
    const read = async () => (await api.request("/v1/customers", bearer(token))).status;
    const statuses = [await read(), await read(), await read(), await read(), await read()];
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });

  test("counts each client behind a proxy that is trusted", async () => {
    const { rateLimits } = app.dependencies.settings;
    await app.redis.flushdb();
    const listening = await listenFor(app, {
      rateLimits: { ...rateLimits, address: slow(1) },
      trustedProxies: ["127.0.0.1/32"],
    });
    const from = async (address: string) =>
      (await fetch(`${listening.url}/v1/customers`, { headers: { "X-Forwarded-For": address } }))
        .status;
    expect(await from("203.0.113.1")).toBe(401);
    expect(await from("198.51.100.7, 203.0.113.1")).toBe(429);
    expect(await from("203.0.113.2")).toBe(401);
    // One customer of a provider has all of a /64.
    expect(await from("2001:db8:1:2::1")).toBe(401);
    expect(await from("2001:db8:1:2:ffff::9")).toBe(429);
    expect(await from("2001:db8:1:3::1")).toBe(401);
    await listening.close();
  });

  test("of failures refuses whoever keeps guessing, also with the right token afterwards", async () => {
    await app.redis.flushdb();
    const api = limited({ failures: slow(3) });
    const guess = `tvb_test_${"a".repeat(16)}_${"b".repeat(43)}`;
    const statuses = [];
    for (const token of [partner.token, guess, guess, guess, guess, partner.token]) {
      statuses.push((await api.request("/v1/customers", bearer(token))).status);
    }
    expect(statuses).toEqual([200, 401, 401, 401, 429, 429]);
    await app.redis.flushdb();
  });
});

describe("with Redis away", () => {
  const post = (token: string) => ({
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Idempotency-Key": randomUUID(),
    },
    body: JSON.stringify({ code: randomUUID(), display_name: "Ayesha Rahman" }),
  });

  test.each([{ kind: "reset" }, { kind: "blackhole" }] as const)(
    "($kind) what reads is answered, what changes something is refused, and nobody gets in",
    async (mode) => {
      const api = limited({ token: slow(1_000) });
      expect((await api.request("/v1/customers", bearer(partner.token))).status).toBe(200);
      proxy.setMode(mode);
      const read = await api.request("/v1/customers", bearer(partner.token));
      expect([read.status, read.headers.get("RateLimit")]).toEqual([200, null]);
      const refused = await api.request("/v1/customers", post(partner.token));
      const body = (await refused.json()) as ProblemBody;
      expect([refused.status, body.code, body.retryable]).toEqual([
        503,
        "rate_limits_unavailable",
        true,
      ]);
      expect(refused.headers.get("Retry-After")).toBe("2");
      expect((await api.request("/v1/customers", bearer("tvb_test_x_y"))).status).toBe(401);
      expect((await api.request("/v1/customers")).status).toBe(401);
      // What was swallowed does not come any more: such a connection ends.
      proxy.setMode({ kind: "reset" });
      proxy.setMode({ kind: "pass" });
      const again = await awaitCondition("Redis to be asked again", async () => {
        const answer = await api.request("/v1/customers", post(partner.token));
        return answer.status === 201 ? answer : undefined;
      });
      expect(again.headers.get("RateLimit")).toMatch(/^"token-3600s";/);
    },
  );
});
