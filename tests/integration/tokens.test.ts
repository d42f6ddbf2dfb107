import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { serve } from "@hono/node-server";

import { createApp } from "../../api/app";
import { newId } from "../../db/new-id";
import type { AnotherApi } from "../harness/another-api";
import { startAnotherApi } from "../harness/another-api";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { expectStatus } from "../harness/bookkeepers";
import { openPerson } from "../harness/open-person";
import { giveAccess } from "../harness/people";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface TokenBody {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly prefix: string;
  readonly token: string | null;
  readonly user_id: string | null;
  readonly permissions: readonly string[] | null;
  readonly allowed_addresses: readonly string[];
  readonly status: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
  readonly rotated_from: string | null;
  readonly created_at: string;
}

let app: TestApp;
let other: AnotherApi;
let partner: TestPartner;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  other = startAnotherApi(app);
  partner = await app.createPartner();
});

afterAll(async () => {
  other.close();
  await app.close();
});

const admin = () => apiClient(app, partner.token);
const newToken = (overrides: Record<string, unknown> = {}) => ({
  name: "warehouse",
  permissions: ["customer.read.partner"],
  ...overrides,
});

async function createToken(overrides: Record<string, unknown> = {}) {
  const created = expectStatus(
    201,
    await admin().post<TokenBody>("/v1/tokens", newToken(overrides)),
  );
  return { ...created, text: textOf(created) };
}

function textOf({ token }: Pick<TokenBody, "token">): string {
  if (token === null) throw new Error("the token was not shown");
  return token;
}

async function statusOf(api: Pick<TestApp, "request">, token: string, path = "/v1/customers") {
  const response = await api.request(path, { headers: { Authorization: `Bearer ${token}` } });
  return response.status;
}

/** Waits for it as a client would see it: not for as long as a verdict may be remembered. */
async function awaitStatus(api: AnotherApi, token: string, status: number): Promise<void> {
  await awaitCondition(
    `${status}`,
    async () => ((await statusOf(api, token)) === status ? true : undefined),
    10_000,
  );
}

async function auditOf(id: string): Promise<string[]> {
  const rows = await partner.scope.db
    .selectFrom("audit_logs")
    .select("event_type")
    .where("target_entity_id", "=", id)
    .orderBy("audit_log_id")
    .execute();
  return rows.map((row) => row.event_type);
}

describe("POST /v1/tokens", () => {
  test("makes a token that may do what it was made for, and shows it once", async () => {
    const created = await createToken();
    expect(created).toMatchObject({
      kind: "service",
      user_id: null,
      status: "active",
      expires_at: null,
      permissions: ["customer.read.partner"],
    });
    expect(created.text.startsWith(`${created.prefix}_`)).toBe(true);
    expect(await statusOf(app, created.text)).toBe(200);
    expect(await statusOf(app, created.text, "/v1/bookings")).toBe(403);
    const seen = [
      await admin().get(`/v1/tokens/${created.id}`),
      await admin().get("/v1/tokens?limit=100"),
    ];
    expect(seen.map(({ status }) => status)).toEqual([200, 200]);
    expect(JSON.stringify(seen)).not.toContain(created.text.slice(-43));
    expect(await auditOf(created.id)).toEqual(["token.created", "access.denied"]);
  });

  test("answers a repeated request without the secret, which is stored nowhere", async () => {
    const headers = { "Idempotency-Key": newId("request") };
    const send = () => admin().post<TokenBody>("/v1/tokens", newToken(), headers);
    const first = expectStatus(201, await send());
    const again = await send();
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body).toEqual({ ...first, token: null });
    const secret = textOf(first).slice(-43);
    const { db } = partner.scope;
    const stored = [
      await db.selectFrom("idempotency_keys").selectAll().execute(),
      await db.selectFrom("personal_access_tokens").selectAll().execute(),
      await db.selectFrom("personal_access_token_history").selectAll().execute(),
      await db.selectFrom("audit_logs").selectAll().execute(),
    ];
    expect(JSON.stringify(stored)).toContain(first.id);
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test("gives nobody what its maker lacks", async () => {
    const maker = await createToken({ permissions: ["token.create.partner"] });
    const answer = await apiClient(app, maker.text).post<ProblemBody>("/v1/tokens", newToken());
    expect(answer).toMatchObject({
      status: 403,
      body: { code: "permission_not_held", permission: "customer.read.partner" },
    });
    const own = newToken({ permissions: ["token.create.partner"] });
    expectStatus(201, await apiClient(app, maker.text).post("/v1/tokens", own));
  });

  test("is not for who is held to a branch: a service's token is held to none", async () => {
    await partner.scope.db
      .insertInto("branches")
      .values({ public_id: newId("branch"), branch_code: "CGP", branch_name: "Chattogram" })
      .execute();
    const { client } = await openPerson(app, partner.scope, {
      role: "partner_admin",
      branch: "CGP",
    });
    const answer = await client.post<ProblemBody>("/v1/tokens", newToken());
    expect(answer).toMatchObject({ status: 403, body: { code: "branch_not_allowed" } });
  });

  test.each([
    ["no permission", { permissions: [] }],
    ["an unknown permission", { permissions: ["booking.everything.partner"] }],
    ["a range that is none", { allowed_addresses: ["10.0.0.0/33"] }],
    ["an expiry without a zone", { expires_at: "2027-01-01" }],
    ["a field that is ours to set", { user_id: "usr_01hxv2ztq3k4m5n6p7q8r9s0t1" }],
  ])("answers 400 to %s", async (_, wrong) => {
    const answer = await admin().post<ProblemBody>("/v1/tokens", newToken(wrong));
    expect(answer).toMatchObject({ status: 400, body: { code: "request_invalid" } });
  });

  test("refuses an expiry that has passed", async () => {
    const past = newToken({ expires_at: "2020-01-01T00:00:00Z" });
    const answer = await admin().post<ProblemBody>("/v1/tokens", past);
    expect(answer).toMatchObject({ status: 422, body: { code: "token_lifetime_invalid" } });
  });
});

describe("a token", () => {
  test("is refused from its expiry on", async () => {
    const soon = new Date(Date.now() + 1_000).toISOString();
    const created = await createToken({ expires_at: soon });
    expect(await statusOf(app, created.text)).toBe(200);
    await awaitCondition("the expiry", async () =>
      (await statusOf(app, created.text)) === 401 ? true : undefined,
    );
    const { body } = await admin().get<TokenBody>(`/v1/tokens/${created.id}`);
    expect(body.status).toBe("expired");
  });

  test("of the other environment is refused: the partner's decides", async () => {
    const { text } = await createToken();
    expect(text).toMatch(/^tvb_test_/);
    expect(await statusOf(app, text.replace("tvb_test_", "tvb_live_"))).toBe(401);
  });

  test("is used from its addresses alone", async () => {
    const server = serve({ fetch: createApp(app.dependencies).fetch, port: 0, hostname: "::" });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    try {
      const call = async (allowed: readonly string[], host = "127.0.0.1") => {
        const { text } = await createToken({ allowed_addresses: allowed });
        const response = await fetch(`http://${host}:${port}/v1/customers`, {
          headers: { Authorization: `Bearer ${text}`, "X-Forwarded-For": "203.0.113.9" },
        });
        const { code }: Partial<ProblemBody> = JSON.parse(await response.text());
        return [response.status, code];
      };
      expect(await call([])).toEqual([200, undefined]);
      expect(await call(["10.0.0.0/8", "127.0.0.1"])).toEqual([200, undefined]);
      expect(await call(["127.0.0.0/8"])).toEqual([200, undefined]);
      expect(await call(["203.0.113.9"])).toEqual([403, "address_not_allowed"]);
    } finally {
      server.close();
    }
    const { text } = await createToken({ allowed_addresses: ["0.0.0.0/0"] });
    expect(await statusOf(app, text)).toBe(403);
  });

  test("tells when it was last used, to the minute and in nobody's way", async () => {
    const created = await createToken();
    expect(created.last_used_at).toBeNull();
    expect(await statusOf(app, created.text)).toBe(200);
    const usedAt = () =>
      awaitCondition("its use", async () => {
        const { body } = await admin().get<TokenBody>(`/v1/tokens/${created.id}`);
        return body.last_used_at ?? undefined;
      });
    const first = await usedAt();
    expect(await statusOf(other, created.text)).toBe(200);
    expect(await statusOf(app, created.text)).toBe(200);
    expect(await usedAt()).toBe(first);
    const row = await partner.scope.db
      .selectFrom("personal_access_tokens")
      .select(["created_at", "updated_at", "version"])
      .where("public_id", "=", created.id)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ ...row, updated_at: row.created_at, version: 1 });
  });
});

describe("POST /v1/tokens/{id}/revoke", () => {
  test("has the token refused in every process, long before a verdict is forgotten", async () => {
    const created = await createToken();
    expect(await statusOf(app, created.text)).toBe(200);
    expect(await statusOf(other, created.text)).toBe(200);
    const revoked = await admin().post<TokenBody>(`/v1/tokens/${created.id}/revoke`);
    expect(revoked).toMatchObject({ status: 200, body: { status: "revoked" } });
    expect(await statusOf(app, created.text)).toBe(401);
    await awaitStatus(other, created.text, 401);
    const again = await admin().post<TokenBody>(`/v1/tokens/${created.id}/revoke`);
    expect(again).toMatchObject({ status: 200, body: revoked.body });
    expect(await auditOf(created.id)).toEqual(["token.created", "token.revoked"]);
    const history = await partner.scope.db
      .selectFrom("personal_access_token_history")
      .select(["change_type", "version"])
      .where("public_id", "=", created.id)
      .orderBy("history_id")
      .execute();
    expect(history).toEqual([
      { change_type: "INSERT", version: 1 },
      { change_type: "UPDATE", version: 2 },
    ]);
  });

  test("is heard by the verdict's age where a process does not reach Redis", async () => {
    const alone = startAnotherApi(app, { redisUrl: "redis://127.0.0.1:1", accessAgeMaxMs: 2_000 });
    try {
      const created = await createToken();
      expect(await statusOf(alone, created.text)).toBe(200);
      expectStatus(200, await admin().post(`/v1/tokens/${created.id}/revoke`));
      await awaitStatus(alone, created.text, 401);
    } finally {
      alone.close();
    }
  });

  test("takes effect at once in the process that revokes, without Redis too", async () => {
    const alone = startAnotherApi(app, { redisUrl: "redis://127.0.0.1:1" });
    try {
      const created = await createToken();
      expect(await statusOf(alone, created.text)).toBe(200);
      const client = apiClient(alone, partner.token);
      expectStatus(200, await client.post(`/v1/tokens/${created.id}/revoke`));
      expect(await statusOf(alone, created.text)).toBe(401);
    } finally {
      alone.close();
    }
  });
});

describe("POST /v1/tokens/{id}/rotate", () => {
  test("lets both tokens live for the overlap", async () => {
    const old = await createToken({ allowed_addresses: [] });
    const rotated = expectStatus(
      201,
      await admin().post<TokenBody>(`/v1/tokens/${old.id}/rotate`, { overlap_hours: 2 }),
    );
    expect(rotated).toMatchObject({
      rotated_from: old.id,
      name: old.name,
      permissions: old.permissions,
      expires_at: null,
    });
    expect(await statusOf(app, textOf(rotated))).toBe(200);
    expect(await statusOf(app, old.text)).toBe(200);
    const { body } = await admin().get<TokenBody>(`/v1/tokens/${old.id}`);
    const hours = (Date.parse(body.expires_at ?? "") - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThanOrEqual(2);
    expect(await auditOf(rotated.id)).toEqual(["token.rotated"]);
  });

  test("ends the old one at once without an overlap, and gives the new one as long to live", async () => {
    const days = 90 * 24 * 3_600_000;
    const old = await createToken({ expires_at: new Date(Date.now() + days).toISOString() });
    const rotated = expectStatus(
      201,
      await admin().post<TokenBody>(`/v1/tokens/${old.id}/rotate`, { overlap_hours: 0 }),
    );
    expect(await statusOf(app, old.text)).toBe(401);
    await awaitStatus(other, old.text, 401);
    expect(await statusOf(other, textOf(rotated))).toBe(200);
    const lives = Date.parse(rotated.expires_at ?? "") - Date.parse(rotated.created_at);
    expect(Math.abs(lives - days)).toBeLessThan(60_000);
    const again = await admin().post<ProblemBody>(`/v1/tokens/${old.id}/rotate`, {});
    expect(again).toMatchObject({ status: 409, body: { code: "token_not_active" } });
  });

  test("shows nobody a person's token: it is theirs to rotate", async () => {
    const person = await openPerson(app, partner.scope, { role: "travel_agent" });
    const answer = await admin().post(`/v1/tokens/${person.tokenId}/rotate`, {});
    expect(answer.status).toBe(404);
    expectStatus(201, await person.client.post(`/v1/me/tokens/${person.tokenId}/rotate`, {}));
  });
});

describe("GET /v1/tokens", () => {
  test("pages through all, and filters by kind, status and person", async () => {
    const own = await app.createPartner();
    const client = apiClient(app, own.token);
    const person = await openPerson(app, own.scope, { role: "travel_agent" });
    const ids: string[] = [];
    for (const name of ["one", "two", "three"]) {
      ids.push(
        expectStatus(201, await client.post<TokenBody>("/v1/tokens", newToken({ name }))).id,
      );
    }
    expectStatus(200, await client.post(`/v1/tokens/${ids[0]}/revoke`));
    type Page = { readonly data: TokenBody[]; readonly next_cursor: string | null };
    const list = async (query: string) => (await client.get<Page>(`/v1/tokens?${query}`)).body;
    const first = await list("limit=2&kind=service");
    const second = await list(`limit=2&kind=service&cursor=${first.next_cursor}`);
    expect([...first.data, ...second.data].map(({ name }) => name)).toEqual([
      "three",
      "two",
      "one",
      "test",
    ]);
    expect(second.next_cursor).toBeNull();
    expect((await list("status=revoked")).data.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list("kind=personal")).data.map(({ id }) => id)).toEqual([person.tokenId]);
    expect((await list(`user_id=${person.user.id}`)).data).toHaveLength(1);
    expect((await list("status=active")).data).toHaveLength(4);
  });
});

describe("a person's token", () => {
  test("may do what its person may now, and of that what it was made for", async () => {
    const person = await openPerson(app, partner.scope, { role: "travel_agent" });
    const own = expectStatus(
      201,
      await person.client.post<TokenBody>("/v1/me/tokens", {
        name: "script",
        permissions: ["customer.read.partner", "booking.read.partner"],
      }),
    );
    expect(own).toMatchObject({ kind: "personal", user_id: person.user.id });
    expect(await statusOf(other, textOf(own))).toBe(200);
    expect(await statusOf(other, textOf(own), "/v1/documents")).toBe(403);
    await partner.scope.db
      .updateTable("user_roles")
      .set({ is_current: null, revoked_at: "2026-11-21 08:00:00" })
      .where("user_id", "=", person.user.userId)
      .execute();
    await app.dependencies.access.forget(partner.scope.partner);
    await awaitStatus(other, textOf(own), 403);
    await giveAccess(partner.scope, person.user.userId, { role: "auditor" });
    await app.dependencies.access.forget(partner.scope.partner);
    await awaitStatus(other, textOf(own), 200);
    expect(await statusOf(other, textOf(own), "/v1/accounts")).toBe(403);
  });

  test("expires within a year, also where nothing is said", async () => {
    const { client } = await openPerson(app, partner.scope, { role: "travel_agent" });
    const own = expectStatus(201, await client.post<TokenBody>("/v1/me/tokens", { name: "mine" }));
    const days = (Date.parse(own.expires_at ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(364.9);
    expect(days).toBeLessThanOrEqual(365);
    const late = new Date(Date.now() + 366 * 86_400_000).toISOString();
    const refused = await client.post<ProblemBody>("/v1/me/tokens", {
      name: "mine",
      expires_at: late,
    });
    expect(refused).toMatchObject({ status: 422, body: { code: "token_lifetime_invalid" } });
  });

  test("that a token makes may do no more than that token, now or later", async () => {
    const person = await openPerson(app, partner.scope, {
      role: "travel_agent",
      permissions: ["personal_token.create.partner", "customer.read.partner"],
    });
    const made = expectStatus(
      201,
      await person.client.post<TokenBody>("/v1/me/tokens", { name: "heir" }),
    );
    expect(made.permissions).toEqual(["customer.read.partner", "personal_token.create.partner"]);
    const all = await openPerson(app, partner.scope, { role: "travel_agent" });
    const narrow = expectStatus(
      201,
      await all.client.post<TokenBody>("/v1/me/tokens", {
        name: "narrow",
        permissions: ["personal_token.create.partner"],
      }),
    );
    const answer = await apiClient(app, textOf(narrow)).post<ProblemBody>(
      `/v1/me/tokens/${all.tokenId}/rotate`,
      {},
    );
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_not_held" } });
  });

  test("is nobody else's to see or to end, but whoever keeps the tokens'", async () => {
    const [one, two] = [
      await openPerson(app, partner.scope, { role: "travel_agent" }),
      await openPerson(app, partner.scope, { role: "travel_agent" }),
    ];
    const listed = await one.client.get<{ data: TokenBody[] }>("/v1/me/tokens");
    expect(listed.body.data.map(({ id }) => id)).toEqual([one.tokenId]);
    expect((await two.client.post(`/v1/me/tokens/${one.tokenId}/revoke`)).status).toBe(404);
    expect((await two.client.post(`/v1/me/tokens/${two.tokenId}/revoke`)).status).toBe(200);
    expect(await statusOf(app, two.token)).toBe(401);
    expectStatus(200, await admin().post(`/v1/tokens/${one.tokenId}/revoke`));
    expect(await statusOf(app, one.token)).toBe(401);
  });

  test("is refused once its person is disabled", async () => {
    const person = await openPerson(app, partner.scope, { role: "travel_agent" });
    expect(await statusOf(other, person.token)).toBe(200);
    await partner.scope.db
      .updateTable("users")
      .set({ status: "disabled" })
      .where("user_id", "=", person.user.userId)
      .execute();
    await app.dependencies.access.forget(partner.scope.partner);
    await awaitStatus(other, person.token, 401);
  });

  test("is not a service's to have", async () => {
    const answer = await admin().post<ProblemBody>("/v1/me/tokens", { name: "mine" });
    expect(answer).toMatchObject({ status: 403, body: { code: "person_required" } });
  });
});
