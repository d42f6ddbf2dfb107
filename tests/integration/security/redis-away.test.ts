import { randomUUID } from "node:crypto";

import { Redis } from "ioredis";

import { startAnotherApi } from "../../harness/another-api";
import type { ProblemBody } from "../../harness/api-client";
import { apiClient } from "../../harness/api-client";
import { awaitCondition } from "../../harness/await-condition";
import { openPerson } from "../../harness/open-person";
import type { OwnRedis } from "../../harness/own-servers";
import { startOwnRedis } from "../../harness/own-servers";
import type { Browser, TestPerson } from "../../harness/sign-in";
import { createPerson, logIn, openBrowser, signIn, testPassword } from "../../harness/sign-in";
import type { TestApp, TestPartner } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

/** A Redis of our own, which is really killed, and really hangs. */
let redis: OwnRedis;
let redisUrl: string;
let app: TestApp;
let partner: TestPartner;
let person: TestPerson;
let browser: Browser;

beforeAll(async () => {
  redis = await startOwnRedis("--port {port} --bind 127.0.0.1", ping);
  redisUrl = `redis://127.0.0.1:${redis.port}/0`;
  app = await startTestApp({ workers: false, through: { redisUrl } });
  partner = await app.createPartner();
  person = await createPerson(partner.scope, ["auditor"]);
});

beforeEach(async () => {
  browser = await signIn(app, person);
});

afterAll(async () => {
  redis.resume();
  await app.close();
  await redis.stop();
});

async function ping(port: number): Promise<void> {
  const client = new Redis(port, "127.0.0.1", { lazyConnect: true, maxRetriesPerRequest: 0 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

/** With Redis away, as the two ways of being away have it; it is back afterwards. */
async function whileAway(kind: string, work: () => Promise<void>): Promise<void> {
  if (kind === "killed") await redis.crash();
  else redis.pause();
  try {
    await work();
  } finally {
    if (kind === "killed") await redis.start();
    else redis.resume();
  }
  await awaitCondition("what changes something to be let in again", async () =>
    (await newCustomer(partner.token)).status === 201 ? true : undefined,
  );
}

function newCustomer(token: string) {
  const body = { code: randomUUID().slice(0, 12), display_name: "Ayesha Rahman" };
  return apiClient(app, token).post<ProblemBody>("/v1/customers", body);
}

const statusOf = async (token: string, api: Pick<TestApp, "request"> = app) =>
  (await apiClient(api, token).get("/v1/accounts")).status;

async function logInApp(): Promise<Record<string, string>> {
  const { partnerCode, email } = person;
  const body = { grant: "tokens", partner: partnerCode, email, password: testPassword };
  return (await openBrowser(app).send<Record<string, string>>("POST", "/v1/auth/login", body)).body;
}

describe.each(["killed", "hung"])("Redis is %s", (kind) => {
  test("nobody gets in because of it", async () => {
    const revoked = await openPerson(app, partner.scope, { role: "auditor" });
    const disabled = await openPerson(app, partner.scope, { role: "auditor" });
    for (const one of [revoked, disabled]) expect(await statusOf(one.token)).toBe(200);
    const admin = apiClient(app, partner.token);
    await whileAway(kind, async () => {
      const { status, body } = await browser.send<ProblemBody>("GET", "/v1/auth/profile");
      expect([status, body.code, body.retryable]).toEqual([503, "service_unavailable", true]);
      for (const password of [testPassword, "a wrong password"]) {
        expect((await logIn(openBrowser(app), person, password)).status).toBe(503);
      }
      const made = await openBrowser(app).send("GET", "/v1/auth/profile", undefined, {
        Cookie: `__Host-travobooks=${"x".repeat(43)}`,
      });
      expect(made.status).toBe(503);
      expect(await statusOf("tvb_test_x_y")).toBe(401);
      expect((await app.request("/v1/accounts")).status).toBe(401);
      expect((await admin.post(`/v1/tokens/${revoked.tokenId}/revoke`)).status).toBe(200);
      expect(await statusOf(revoked.token)).toBe(401);
      await partner.scope.db
        .updateTable("users")
        .set({ status: "disabled" })
        .where("user_id", "=", disabled.user.userId)
        .execute();
      await awaitCondition("the disabled person to be refused", async () =>
        (await statusOf(disabled.token)) === 401 ? true : undefined,
      );
    });
    expect([await statusOf(revoked.token), await statusOf(disabled.token)]).toEqual([401, 401]);
  }, 60_000);

  test("a role that is taken away is taken away", async () => {
    const { token, user } = await openPerson(app, partner.scope, { role: "auditor" });
    // What a process remembers of anybody's access is old after a second here, not after thirty.
    const api = startAnotherApi(app, { redisUrl, accessAgeMaxMs: 1_000 });
    expect(await statusOf(token, api)).toBe(200);
    await whileAway(kind, async () => {
      await partner.scope.db
        .updateTable("user_roles")
        .set({ is_current: null, revoked_at: new Date().toISOString().slice(0, 19) })
        .where("user_id", "=", user.userId)
        .execute();
      await awaitCondition("what the role gave to be refused", async () =>
        (await statusOf(token, api)) === 403 ? true : undefined,
      );
    });
    expect(await statusOf(token, api)).toBe(403);
    api.close();
  }, 60_000);

  test("what reads by a token goes on; what changes something is refused and has done nothing", async () => {
    const { access_token: access = "", refresh_token: refresh } = await logInApp();
    const customers = async () =>
      (await partner.scope.db.selectFrom("customers").select("customer_id").execute()).length;
    await whileAway(kind, async () => {
      const before = await customers();
      expect([await statusOf(partner.token), await statusOf(access)]).toEqual([200, 200]);
      for (const token of [partner.token, access]) {
        const { status, body, headers } = await newCustomer(token);
        expect([status, body.code, body.retryable]).toEqual([503, "rate_limits_unavailable", true]);
        expect(headers.get("Retry-After")).toBe("2");
      }
      const refreshed = await openBrowser(app).send("POST", "/v1/auth/refresh", {
        refresh_token: refresh,
      });
      expect(refreshed.status).toBe(503);
      expect(await customers()).toBe(before);
    });
    const refreshed = await openBrowser(app).send("POST", "/v1/auth/refresh", {
      refresh_token: refresh,
    });
    expect(refreshed.status).toBe(200);
  }, 60_000);

  test("comes back without a restart: sessions that it kept go on, those that it lost sign in anew", async () => {
    await whileAway(kind, async () => {
      expect((await browser.send("GET", "/v1/auth/profile")).status).toBe(503);
    });
    const { status } = await browser.send("GET", "/v1/auth/profile");
    expect(status).toBe(kind === "killed" ? 401 : 200);
    const again = await signIn(app, person);
    expect((await again.send("GET", "/v1/auth/profile")).status).toBe(200);
  }, 60_000);
});
