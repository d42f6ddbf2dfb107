import { randomInt } from "node:crypto";

import { hash } from "@node-rs/argon2";

import { newId } from "../../db/new-id";
import { openRedis } from "../../db/redis";
import { createAttemptLimits } from "../../services/auth/attempt-limits";
import { currentCsrfToken } from "../../services/auth/csrf-token";
import type { SessionRecord } from "../../services/auth/sessions";
import type { ProblemBody } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { testEnvironment } from "../harness/environment";
import { startFaultProxy } from "../harness/fault-proxy";
import type { Browser, TestPerson } from "../harness/sign-in";
import {
  auditedTypes,
  createPerson,
  logIn,
  openBrowser,
  ownOrigin,
  signIn,
  testPassword,
} from "../harness/sign-in";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let person: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
});

beforeEach(async () => {
  person = await createPerson(partner.scope, ["auditor"]);
});

afterAll(() => app.close());

interface SessionBody {
  readonly id: string;
  readonly is_current: boolean;
  readonly address: string | null;
}

async function statusOf(browser: Browser): Promise<number> {
  return (await browser.send("GET", "/v1/auth/profile")).status;
}

async function sessionsOf(browser: Browser): Promise<readonly SessionBody[]> {
  const { body } = await browser.send<{ data: SessionBody[] }>("GET", "/v1/auth/sessions");
  return body.data;
}

async function keyOf(browser: Browser): Promise<string> {
  const [current] = (await sessionsOf(browser)).filter(({ is_current }) => is_current);
  const owner = `partner:${person.scope.partner}:user:${person.id}:sessions`;
  const digest = await app.redis.hget(owner, current?.id ?? "");
  return `auth:session:${digest}`;
}

/** Changes what Redis keeps of a session, as if time had passed. */
async function alterSession(browser: Browser, change: Partial<SessionRecord>): Promise<void> {
  const key = await keyOf(browser);
  const record: SessionRecord = JSON.parse((await app.redis.get(key)) ?? "");
  await app.redis.set(key, JSON.stringify({ ...record, ...change }), "KEEPTTL");
}

describe("POST /v1/auth/login", () => {
  test("signs in by a cookie that scripts, other sites and plain HTTP do not get", async () => {
    const browser = openBrowser(app);
    const { status, headers, body } = await logIn(browser, person);
    expect([status, body["status"], body["user_id"]]).toEqual([200, "signed_in", person.id]);
    expect(headers.get("Set-Cookie")).toMatch(
      /^__Host-travobooks=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const profile = await browser.send<{ permissions: string[]; user: { email: string } }>(
      "GET",
      "/v1/auth/profile",
    );
    expect(profile.body.user.email).toBe(person.email);
    expect(profile.body.permissions).toContain("report.read.partner");
    expect(await auditedTypes(person.scope, person.id)).toEqual(["user.created", "auth.login"]);
  });

  test("may do what the roles say, and no more", async () => {
    const browser = await signIn(app, person);
    expect((await browser.send("GET", "/v1/accounts")).status).toBe(200);
    const refused = await browser.send("POST", "/v1/customers", { code: "X", display_name: "X" });
    expect([refused.status, refused.body["code"]]).toEqual([403, "permission_missing"]);
  });

  test.each<[string, (person: TestPerson) => Partial<TestPerson> & { password?: string }]>([
    ["a wrong password", () => ({ password: "seven grey herons at dusk" })],
    ["an address that nobody has", () => ({ email: "nobody@nova.example" })],
    ["a partner that does not exist", () => ({ partnerCode: "NO-SUCH" })],
  ])("says the same of %s", async (_, wrong) => {
    const { password = testPassword, ...who } = { ...person, ...wrong(person) };
    const browser = openBrowser(app);
    const { status, body, headers } = await logIn(browser, who, password);
    expect([status, body["code"]]).toEqual([401, "credentials_invalid"]);
    expect(JSON.stringify(body)).not.toContain(who.email);
    expect(headers.get("Set-Cookie")).toBeNull();
  });

  test("lets nobody in who is disabled, deleted or has no password, and audits it", async () => {
    const { db } = person.scope;
    await db
      .updateTable("users")
      .set({ status: "disabled" })
      .where("user_id", "=", person.userId)
      .execute();
    expect((await logIn(openBrowser(app), person)).status).toBe(401);
    await db
      .updateTable("user_credentials")
      .set({ password_hash: null })
      .where("user_id", "=", person.userId)
      .execute();
    expect((await logIn(openBrowser(app), person)).status).toBe(401);
    expect(await auditedTypes(person.scope, person.id)).toEqual([
      "user.created",
      "auth.login_failed",
      "auth.login_failed",
    ]);
    const row = await db
      .selectFrom("audit_logs")
      .select(["event_payload", "ip_address"])
      .where("event_type", "=", "auth.login_failed")
      .where("target_entity_id", "=", person.id)
      .orderBy("audit_log_id")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(row.event_payload)).toEqual({ reason: "not_active" });
    expect(row.ip_address).toMatch(/^10\./);
  });

  test("makes an outdated hash anew", async () => {
    const { db } = person.scope;
    const weak = await hash(testPassword, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    const own = db.updateTable("user_credentials").where("user_id", "=", person.userId);
    await own.set({ password_hash: weak }).execute();
    await signIn(app, person);
    const { password_hash } = await db
      .selectFrom("user_credentials")
      .select("password_hash")
      .where("user_id", "=", person.userId)
      .executeTakeFirstOrThrow();
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await signIn(app, person);
  });

  test("keeps neither cookie nor password anywhere in Redis", async () => {
    const browser = await signIn(app, person);
    for (const key of await app.redis.keys("*")) {
      const value = (await app.redis.type(key)) === "string" ? await app.redis.get(key) : "";
      expect(`${key} ${value}`).not.toContain(browser.cookie ?? "no cookie");
      expect(value).not.toContain(testPassword);
    }
  });
});

describe("a session", () => {
  test("has an id that nobody knew before: neither a planted cookie nor the one before goes on", async () => {
    const first = await signIn(app, person);
    const before = first.cookie ?? "";
    await logIn(first, person);
    expect(first.cookie).not.toBe(before);
    const thief = await app.request("/v1/auth/profile", {
      headers: { Cookie: `__Host-travobooks=${before}` },
    });
    expect(thief.status).toBe(401);
    const planted = "a".repeat(43);
    const victim = await app.request("/v1/auth/login", {
      method: "POST",
      headers: {
        Cookie: `__Host-travobooks=${planted}`,
        "Content-Type": "application/json",
        Origin: ownOrigin,
      },
      body: JSON.stringify({
        partner: person.partnerCode,
        email: person.email,
        password: testPassword,
      }),
    });
    expect(victim.status).toBe(200);
    expect(victim.headers.get("Set-Cookie")).not.toContain(planted);
  });

  test("is listed, and ended from another one", async () => {
    const [here, there] = [await signIn(app, person), await signIn(app, person)];
    const listed = await sessionsOf(here);
    expect(listed).toHaveLength(2);
    expect(listed.filter(({ is_current }) => is_current)).toHaveLength(1);
    const other = listed.find(({ is_current }) => !is_current);
    const path = `/v1/auth/sessions/${other?.id ?? ""}`;
    expect((await here.send("DELETE", path)).status).toBe(204);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
    expect((await here.send("DELETE", path)).status).toBe(404);
    expect(await auditedTypes(person.scope, person.id)).toContain("auth.session_revoked");
  });

  test("of somebody else is not found", async () => {
    const mine = await signIn(app, person);
    const theirs = await signIn(app, await createPerson(partner.scope));
    const [session] = await sessionsOf(theirs);
    const path = `/v1/auth/sessions/${session?.id ?? ""}`;
    expect((await mine.send("DELETE", path)).status).toBe(404);
    expect(await statusOf(theirs)).toBe(200);
  });

  test("ends by signing out, here or everywhere", async () => {
    const [here, there, last] = [
      await signIn(app, person),
      await signIn(app, person),
      await signIn(app, person),
    ];
    const cookie = here.cookie ?? "";
    const out = await here.send("POST", "/v1/auth/logout");
    expect(out.status).toBe(204);
    expect(out.headers.get("Set-Cookie")).toMatch(/^__Host-travobooks=; Max-Age=0; Path=\/;/);
    const reused = await app.request("/v1/auth/profile", {
      headers: { Cookie: `__Host-travobooks=${cookie}` },
    });
    expect(reused.status).toBe(401);
    expect((await there.send("POST", "/v1/auth/logout-everywhere")).status).toBe(204);
    expect(await statusOf(last)).toBe(401);
    expect((await auditedTypes(person.scope, person.id)).slice(-2)).toEqual([
      "auth.logout",
      "auth.logout_everywhere",
    ]);
  });

  test("is over once the person's epoch is raised, whatever Redis holds", async () => {
    const browser = await signIn(app, person);
    await person.scope.db
      .updateTable("user_credentials")
      .set({ session_epoch: 7 })
      .where("user_id", "=", person.userId)
      .execute();
    expect(await statusOf(browser)).toBe(401);
  });

  test.each([
    ["the person is disabled", "users", { status: "disabled" }],
    ["the person is deleted", "users", { deleted_at: "2026-11-21 08:00:00" }],
  ] as const)("is over at once when %s", async (_, table, change) => {
    const browser = await signIn(app, person);
    expect(await statusOf(browser)).toBe(200);
    await person.scope.db
      .updateTable(table)
      .set(change)
      .where("user_id", "=", person.userId)
      .execute();
    expect(await statusOf(browser)).toBe(401);
  });

  test("is over at once when the partner is deleted", async () => {
    const { scope } = await app.createPartner();
    const browser = await signIn(app, await createPerson(scope));
    await scope.db.updateTable("partners").set({ status: "deleted" }).execute();
    expect(await statusOf(browser)).toBe(401);
  });

  test("lasts 30 minutes from its last use, and 12 hours in all", async () => {
    const browser = await signIn(app, person);
    const key = await keyOf(browser);
    await app.redis.expire(key, 100);
    expect(await statusOf(browser)).toBe(200);
    const secondsLeft = await app.redis.ttl(key);
    expect(secondsLeft).toBeGreaterThan(1_700);
    expect(secondsLeft).toBeLessThanOrEqual(1_800);
    const elevenHours = new Date(Date.now() - 11.9 * 3600_000).toISOString();
    await alterSession(browser, { startedAt: elevenHours });
    expect(await statusOf(browser)).toBe(200);
    const twelveHours = new Date(Date.now() - 12 * 3600_000).toISOString();
    await alterSession(browser, { startedAt: twelveHours });
    expect(await statusOf(browser)).toBe(401);
  });
});

describe("a request with a session's cookie", () => {
  const foreign = "https://evil.example";
  const json = { "Content-Type": "application/json" };
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const text = { "Content-Type": "text/plain" };

  test.each<[string, Record<string, string>, string]>([
    ["a form of another site", { Origin: foreign, ...form }, "origin_refused"],
    ["JSON of another site", { Origin: foreign, ...json }, "origin_refused"],
    ["JSON as text of another site", { Origin: foreign, ...text }, "origin_refused"],
    ["nothing told of its origin", { ...json }, "origin_refused"],
    ["an origin that is hidden", { Origin: "null", ...json }, "origin_refused"],
    ["no content type at all", {}, "origin_refused"],
    ["a sibling site", { Origin: ownOrigin, "Sec-Fetch-Site": "same-site" }, "origin_refused"],
    ["another site's fetch", { "Sec-Fetch-Site": "cross-site", ...json }, "origin_refused"],
    ["our page, without the token", { Origin: ownOrigin, ...json }, "csrf_token_invalid"],
    ["our form, without the token", { Origin: ownOrigin, ...form }, "csrf_token_invalid"],
    ["our page by its fetch alone", { "Sec-Fetch-Site": "same-origin" }, "csrf_token_invalid"],
    ["an origin like ours", { Origin: `${ownOrigin}.evil.example`, ...json }, "origin_refused"],
    ["our host over another scheme", { Origin: "https://127.0.0.1", ...json }, "origin_refused"],
  ])("of %s changes nothing, by whatever method", async (_, headers, code) => {
    const browser = await signIn(app, person);
    const Cookie = `__Host-travobooks=${browser.cookie}`;
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const path = method === "DELETE" ? "/v1/auth/sessions/x" : "/v1/auth/logout";
      const response = await app.request(path, {
        method,
        headers: { Cookie, ...headers },
        ...(headers["Content-Type"] === undefined ? {} : { body: "{}" }),
      });
      const body: ProblemBody = JSON.parse(await response.text());
      expect([method, response.status, body.code]).toEqual([method, 403, code]);
    }
    expect(await statusOf(browser)).toBe(200);
  });

  test("needs a token of this session, of this hour or the last", async () => {
    const browser = await signIn(app, person);
    const other = await signIn(app, person);
    const send = (token: string) =>
      browser.send("PUT", "/v1/auth/logout", undefined, { "X-CSRF-Token": token });
    expect((await send(other.csrfToken)).body["code"]).toBe("csrf_token_invalid");
    expect((await send(`${browser.csrfToken}x`)).body["code"]).toBe("csrf_token_invalid");
    await alterSession(browser, { csrfKey: "known" });
    const hoursAgo = (hours: number) => currentCsrfToken("known", Date.now() - hours * 3600_000);
    expect((await send(hoursAgo(2))).body["code"]).toBe("csrf_token_invalid");
    expect((await send(hoursAgo(1))).body["code"]).toBe("method_not_allowed");
    const current = await send(hoursAgo(0));
    expect(current.headers.get("X-CSRF-Token")).toBe(hoursAgo(0));
    expect(hoursAgo(0)).not.toBe(hoursAgo(1));
  });

  test("is not looked at where there is an Authorization header", async () => {
    const browser = await signIn(app, person);
    const wrong = await browser.send("GET", "/v1/auth/profile", undefined, {
      Authorization: "Bearer tvb_test_no",
    });
    expect(wrong.status).toBe(401);
    const right = await browser.send("GET", "/v1/auth/profile", undefined, {
      Authorization: `Bearer ${partner.token}`,
    });
    expect([right.status, right.body["code"]]).toEqual([403, "sign_in_required"]);
  });

  test("a page of another site signs nobody in", async () => {
    const body = { partner: person.partnerCode, email: person.email, password: testPassword };
    const response = await app.request("/v1/auth/login", {
      method: "POST",
      headers: { Origin: foreign, ...json },
      body: JSON.stringify(body),
    });
    expect([response.status, response.headers.get("Set-Cookie")]).toEqual([403, null]);
  });
});

describe("guessing", () => {
  test("is slowed down for the account from its address; the right person comes in from theirs", async () => {
    const attacker = openBrowser(app);
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      statuses.push((await logIn(attacker, person, `wrong guess number ${guess}`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await logIn(attacker, person, testPassword);
    expect([refused.status, refused.body["code"]]).toEqual([429, "too_many_attempts"]);
    const wait = Number(refused.headers.get("Retry-After"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await logIn(openBrowser(app), person)).status).toBe(200);
  });

  test("is slowed down the more, the longer it goes on", async () => {
    const attacker = openBrowser(app);
    const afterMinutes = async () => {
      for (const key of await app.redis.keys("auth:password:pair:0:*")) await app.redis.del(key);
    };
    for (let guess = 0; guess < 10; guess += 1) {
      if (guess % 5 === 0) await afterMinutes();
      await logIn(attacker, person, `wrong guess number ${guess}`);
    }
    await afterMinutes();
    const refused = await logIn(attacker, person, testPassword);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(60);
  });

  test("over many accounts is slowed down for the address; all at once does not help", async () => {
    const network = `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}`;
    const attacker = openBrowser(app, `${network}::1`);
    const neighbour = openBrowser(app, `${network}::2`);
    const guesses = Array.from({ length: 60 }, (_, index) =>
      logIn(index % 2 === 0 ? attacker : neighbour, {
        partnerCode: person.partnerCode,
        email: `person-${index}@nova.example`,
      }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(40);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect((await logIn(attacker, person)).status).toBe(429);
    expect((await logIn(openBrowser(app), person)).status).toBe(200);
  });

  test("starts anew after a success", async () => {
    const browser = openBrowser(app);
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < 4; guess += 1) await logIn(browser, person, "a wrong one");
      expect((await logIn(browser, person)).status).toBe(200);
    }
  });

  test("takes as long for somebody who does not exist as for a wrong password", async () => {
    const times = { known: [] as number[], unknown: [] as number[] };
    const nobody = { partnerCode: person.partnerCode, email: "nobody@nova.example" };
    for (let round = 0; round < 24; round += 1) {
      const browser = openBrowser(app);
      for (const [kind, who] of [
        ["known", person],
        ["unknown", nobody],
      ] as const) {
        const started = process.hrtime.bigint();
        await logIn(browser, who, "a wrong password of some length");
        times[kind].push(Number(process.hrtime.bigint() - started) / 1e6);
      }
    }
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length / 2] ?? 0;
    const [known, unknown] = [median(times.known), median(times.unknown)];
    // A look-up without a hash is some 20 times as fast.
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });
});

describe("while Redis is away", () => {
  test("nobody gets in: not by a cookie, not by signing in; a token goes on", async () => {
    const browser = await signIn(app, person);
    const proxy = await startRedisProxy();
    const lame = await startTestApp({ workers: false, through: { redisUrl: proxy.redisUrl } });
    const headers = { Cookie: `__Host-travobooks=${browser.cookie}` };
    expect((await lame.request("/v1/auth/profile", { headers })).status).toBe(200);
    proxy.setMode({ kind: "reset" });
    const refused = await lame.request("/v1/auth/profile", { headers });
    const problem: ProblemBody = JSON.parse(await refused.text());
    expect([refused.status, problem.code]).toEqual([503, "service_unavailable"]);
    expect(problem.retryable).toBe(true);
    const bearer = { Authorization: `Bearer ${partner.token}` };
    expect((await lame.request("/v1/accounts", { headers: bearer })).status).toBe(200);
    expect((await logIn(openBrowser(lame), person)).status).toBe(503);
    expect((await logIn(openBrowser(lame), person, "a wrong password")).status).toBe(503);
    const answer = { provider_id: newId("identityProvider"), state: "a".repeat(43), code: "a" };
    for (const [path, body] of [
      ["/v1/auth/passkeys/sign-in-options", {}],
      ["/v1/auth/oidc/complete", answer],
    ] as const) {
      expect((await openBrowser(lame).send("POST", path, body)).status).toBe(503);
    }
    proxy.setMode({ kind: "pass" });
    await awaitCondition("Redis is back", async () => {
      const { status } = await lame.request("/v1/auth/profile", { headers });
      return status === 200 ? true : undefined;
    });
    await lame.close();
    await proxy.close();
  });

  test("guessing is counted by each process for itself", async () => {
    const proxy = await startRedisProxy();
    const redis = openRedis(proxy.redisUrl);
    redis.on("error", () => {});
    await redis.ping();
    const attempts = createAttemptLimits(redis, newId("session"));
    const attempt = { account: person.id, address: "192.0.2.1" };
    proxy.setMode({ kind: "reset" });
    await awaitCondition("the connection is lost", () =>
      Promise.resolve(redis.status === "ready" ? undefined : true),
    );
    const waits: (number | undefined)[] = [];
    for (let guess = 0; guess < 6; guess += 1) waits.push(await attempts.take(attempt));
    expect(waits.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(waits[5]).toBeGreaterThan(0);
    redis.disconnect();
    await proxy.close();
  });
});

/** Between us and Redis, to break it without breaking it for others. */
async function startRedisProxy() {
  const url = new URL(testEnvironment().redisUrl);
  const proxy = await startFaultProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  return { ...proxy, redisUrl: url.toString() };
}
