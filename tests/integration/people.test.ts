import { randomUUID } from "node:crypto";

import { newId } from "../../db/new-id";
import { toPublicId } from "../../domain/ids";
import type { ApiClient } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { awaitLink, awaitMails } from "../harness/mailbox";
import type { Browser, TestPerson } from "../harness/sign-in";
import {
  ageProof,
  auditedTypes,
  createPerson,
  logIn,
  openBrowser,
  signIn,
  testPassword,
} from "../harness/sign-in";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const newPassword = "four blue kettles in a row";

interface UserBody {
  readonly id: string;
  readonly email: string;
  readonly status: string;
  readonly email_verified_at: string | null;
  readonly roles: readonly { id: string; code: string }[];
}

let app: TestApp;
let partner: TestPartner;
let client: ApiClient;
let person: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

beforeEach(async () => {
  person = await createPerson(partner.scope);
});

afterAll(() => app.close());

async function invite(email: string, roles: readonly string[] = []): Promise<UserBody> {
  const { status, body } = await client.post<UserBody>("/v1/users", {
    email,
    full_name: "Karim Uddin",
    role_ids: await Promise.all(roles.map(roleId)),
  });
  expect([status, body.status]).toEqual([201, "invited"]);
  return body;
}

async function roleId(code: string): Promise<string> {
  const { public_id } = await partner.scope.db
    .selectFrom("roles")
    .select("public_id")
    .where("role_code", "=", code)
    .executeTakeFirstOrThrow();
  return public_id;
}

function post(path: string, body: unknown, browser = openBrowser(app)) {
  return browser.send("POST", path, body);
}

async function statusOf(browser: Browser): Promise<number> {
  return (await browser.send("GET", "/v1/auth/profile")).status;
}

async function logInAs(email: string, password: string): Promise<number> {
  return (await logIn(openBrowser(app), { partnerCode: person.partnerCode, email }, password))
    .status;
}

describe("an invitation", () => {
  test("is mailed, and accepted once with a password: then the person is in, with their roles", async () => {
    const email = `${randomUUID()}@nova.example`;
    const invited = await invite(email, ["auditor"]);
    expect(invited.roles.map(({ code }) => code)).toEqual(["auditor"]);
    const token = await awaitLink(app, email, { page: "accept-invitation" });
    const weak = await post("/v1/auth/accept-invitation", { token, password: "password1234" });
    expect([weak.status, weak.body["code"]]).toEqual([422, "password_refused"]);
    const accept = () => post("/v1/auth/accept-invitation", { token, password: newPassword });
    expect((await accept()).status).toBe(204);
    expect((await accept()).body["code"]).toBe("link_invalid");
    expect(await logInAs(email, newPassword)).toBe(200);
    const { body } = await client.get<UserBody>(`/v1/users/${invited.id}`);
    expect([body.status, typeof body.email_verified_at]).toEqual(["active", "string"]);
    expect(await auditedTypes(partner.scope, invited.id)).toEqual([
      "user.created",
      "user.role_granted",
      "user.invited",
      "auth.invitation_accepted",
      "auth.login",
    ]);
  });

  test("is worth nothing once another was sent, it has expired, or the person is disabled", async () => {
    const email = `${randomUUID()}@nova.example`;
    const { id } = await invite(email);
    const first = await awaitLink(app, email, { page: "accept-invitation" });
    expect((await client.post(`/v1/users/${id}/invite`)).status).toBe(200);
    const second = await awaitLink(app, email, { page: "accept-invitation", count: 2 });
    const codeOf = async (token: string) =>
      (await post("/v1/auth/accept-invitation", { token, password: newPassword })).body["code"];
    expect(second).not.toBe(first);
    expect(await codeOf(first)).toBe("link_invalid");
    const links = partner.scope.db.updateTable("user_links").where("is_current", "=", 1);
    await links.set({ expires_at: "2026-01-01 00:00:00" }).execute();
    expect(await codeOf(second)).toBe("link_invalid");
    await links.set({ expires_at: "2036-01-01 00:00:00" }).execute();
    expect((await client.post(`/v1/users/${id}/disable`)).status).toBe(200);
    expect(await codeOf(second)).toBe("link_invalid");
    const again = await client.post(`/v1/users/${id}/invite`);
    expect([again.status, again.body["code"]]).toEqual([409, "user_state_invalid"]);
  });

  test.each([
    ["one of another kind", "password_reset"],
    ["no link at all", "none"],
    ["one of another partner", "partner"],
    ["one of no partner", "nobody"],
  ])("is not accepted by %s", async (_, kind) => {
    await post("/v1/auth/forgot-password", { partner: person.partnerCode, email: person.email });
    const link = await awaitLink(app, person.email, { page: "reset-password" });
    const secret = link.split(".")[1] ?? "";
    const other = (await app.createPartner()).scope.partner;
    const tokens: Record<string, string> = {
      password_reset: link,
      none: "a.b",
      partner: `${other}.${secret}`,
      nobody: `${toPublicId("partner", new Uint8Array(16))}.${secret}`,
    };
    const answer = await post("/v1/auth/accept-invitation", {
      token: tokens[kind],
      password: newPassword,
    });
    expect([answer.status, answer.body["code"]]).toEqual([422, "link_invalid"]);
  });

  test("keeps its secret in no table once it is mailed, in no event and no workflow id", async () => {
    const email = `${randomUUID()}@nova.example`;
    await invite(email);
    const token = await awaitLink(app, email, { page: "accept-invitation" });
    const secret = token.split(".")[1] ?? "";
    const { db } = partner.scope;
    await awaitCondition("the sealed secret is forgotten", async () => {
      const rows = await db
        .selectFrom("user_links")
        .innerJoin("users", "users.user_id", "user_links.user_id")
        .select("secret_encrypted")
        .where("users.email", "=", email)
        .where("secret_encrypted", "is not", null)
        .execute();
      return rows.length === 0 ? true : undefined;
    });
    const events = await db.selectFrom("outbox_events").selectAll().execute();
    const audit = await db.selectFrom("audit_logs").select("event_payload").execute();
    const text = JSON.stringify([events, audit]);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(email);
  });

  test("gives no role that whoever invites could not give, and takes an address once", async () => {
    const poor = apiClient(app, await app.createToken(partner.scope, ["user.create.partner"]));
    const body = { email: `${randomUUID()}@nova.example`, full_name: "Karim" };
    const refused = await poor.post("/v1/users", {
      ...body,
      role_ids: [await roleId("partner_admin")],
    });
    expect(refused.status).toBe(403);
    const unknown = await client.post("/v1/users", { ...body, role_ids: [newId("role")] });
    expect(unknown.status).toBe(404);
    expect((await client.post("/v1/users", body)).status).toBe(201);
    const twice = await client.post("/v1/users", body);
    expect([twice.status, twice.body["code"]]).toEqual([409, "email_in_use"]);
  });
});

describe("a forgotten password", () => {
  test("is answered the same for anybody, and mailed to whom it concerns", async () => {
    const ask = (email: string, partnerCode = person.partnerCode) =>
      post("/v1/auth/forgot-password", { partner: partnerCode, email });
    const answers = await Promise.all([
      ask(person.email),
      ask(`${randomUUID()}@nova.example`),
      ask(person.email, "NO-SUCH"),
    ]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      answers.map(() => [204, undefined]),
    );
    expect(await awaitMails(app, person.email, 1)).toHaveLength(1);
  });

  test("is replaced once by the link, which ends all sessions", async () => {
    const browser = await signIn(app, person);
    await post("/v1/auth/forgot-password", { partner: person.partnerCode, email: person.email });
    const token = await awaitLink(app, person.email, { page: "reset-password" });
    const reset = () => post("/v1/auth/reset-password", { token, password: newPassword });
    const answers = await Promise.all([reset(), reset()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 422]);
    expect(await statusOf(browser)).toBe(401);
    expect(await logInAs(person.email, testPassword)).toBe(401);
    expect(await logInAs(person.email, newPassword)).toBe(200);
  });

  test("is asked for a few times and no more", async () => {
    const browser = openBrowser(app);
    const body = { partner: person.partnerCode, email: person.email };
    const statuses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      statuses.push((await post("/v1/auth/forgot-password", body, browser)).status);
    }
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429]);
  });
});

describe("one's own", () => {
  test("password changes by the current one: other sessions end, this one goes on under another cookie", async () => {
    const [here, there] = [await signIn(app, person), await signIn(app, person)];
    const before = here.cookie;
    const change = (current: string, password: string) =>
      post("/v1/auth/change-password", { current_password: current, password }, here);
    expect((await change("not the current one", newPassword)).status).toBe(401);
    const weak = await change(testPassword, `${person.email}1`);
    expect([weak.status, weak.body["code"]]).toEqual([422, "password_refused"]);
    expect((await change(testPassword, newPassword)).status).toBe(200);
    expect(here.cookie).not.toBe(before);
    expect([await statusOf(here), await statusOf(there)]).toEqual([200, 401]);
    expect(await logInAs(person.email, testPassword)).toBe(401);
    expect(await logInAs(person.email, newPassword)).toBe(200);
  });

  test("e-mail address changes once the link to the new one is opened", async () => {
    const browser = await signIn(app, person);
    const email = `${randomUUID()}@nova.example`;
    expect((await post("/v1/auth/change-email", { email }, browser)).status).toBe(204);
    const token = await awaitLink(app, email, { page: "verify-email" });
    expect(await logInAs(email, testPassword)).toBe(401);
    expect((await post("/v1/auth/verify-email", { token })).status).toBe(204);
    expect(await logInAs(email, testPassword)).toBe(200);
    expect(await logInAs(person.email, testPassword)).toBe(401);
  });

  test("sensitive acts want a proof that is no older than 15 minutes", async () => {
    const browser = await signIn(app, person);
    await ageProof(app, person);
    const email = `${randomUUID()}@nova.example`;
    const change = () => post("/v1/auth/change-email", { email }, browser);
    expect((await change()).body["code"]).toBe("step_up_required");
    const before = browser.cookie;
    const wrong = await post("/v1/auth/step-up", { password: "not the right one" }, browser);
    expect(wrong.status).toBe(401);
    expect((await change()).status).toBe(403);
    expect((await post("/v1/auth/step-up", { password: testPassword }, browser)).status).toBe(200);
    expect(browser.cookie).not.toBe(before);
    expect((await change()).status).toBe(204);
  });
});

describe("an administrator", () => {
  test("disables a person, whose sessions and sign-in end at once, and enables them again", async () => {
    const browser = await signIn(app, person);
    expect((await client.post(`/v1/users/${person.id}/disable`)).body["status"]).toBe("disabled");
    expect(await statusOf(browser)).toBe(401);
    expect(await logInAs(person.email, testPassword)).toBe(401);
    expect((await client.post(`/v1/users/${person.id}/enable`)).body["status"]).toBe("active");
    expect(await statusOf(browser)).toBe(401);
    expect(await logInAs(person.email, testPassword)).toBe(200);
  });

  test("does not disable themselves, nor the last of them", async () => {
    const own = await app.createPartner();
    const admin = await createPerson(own.scope, ["partner_admin"]);
    const browser = await signIn(app, admin);
    const self = await browser.send("POST", `/v1/users/${admin.id}/disable`);
    expect([self.status, self.body["code"]]).toEqual([403, "own_access"]);
    const last = await apiClient(app, own.token).post(`/v1/users/${admin.id}/disable`);
    expect([last.status, last.body["code"]]).toEqual([409, "last_admin"]);
  });

  test("lists people page by page, by address, state and role", async () => {
    const own = await app.createPartner();
    const lister = apiClient(app, own.token);
    const people = [
      await createPerson(own.scope, ["auditor"]),
      await createPerson(own.scope, ["cashier"]),
      await createPerson(own.scope, ["auditor"]),
    ];
    const list = async (query: string) =>
      (await lister.get<{ data: UserBody[]; next_cursor: string | null }>(`/v1/users?${query}`))
        .body;
    const first = await list("limit=2");
    const rest = await list(`limit=2&cursor=${first.next_cursor ?? ""}`);
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(
      people.map(({ id }) => id).toReversed(),
    );
    expect(rest.next_cursor).toBeNull();
    const { body } = await lister.get<{ data: { id: string; code: string }[] }>("/v1/roles");
    const auditor = body.data.find(({ code }) => code === "auditor")?.id ?? "";
    expect((await list(`role_id=${auditor}`)).data).toHaveLength(2);
    expect((await list("status=disabled")).data).toHaveLength(0);
    const email = encodeURIComponent(people[1]?.email ?? "");
    expect((await list(`email=${email}`)).data.map(({ id }) => id)).toEqual([people[1]?.id]);
  });
});
