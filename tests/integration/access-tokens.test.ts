import { createHmac, generateKeyPairSync } from "node:crypto";

import { importJWK, jwtVerify, SignJWT } from "jose";

import { parseKeyRing } from "../../db/encryption/key-ring";
import { createAccessTokens } from "../../services/auth/access-tokens";
import type { TestPerson } from "../harness/sign-in";
import { auditedTypes, createPerson, openBrowser, signIn, testPassword } from "../harness/sign-in";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let partner: TestPartner;
let person: TestPerson;

const issuer = "http://127.0.0.1";

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
});

beforeEach(async () => {
  person = await createPerson(partner.scope, ["auditor"]);
});

afterAll(() => app.close());

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly session: { readonly id: string };
}

async function logInApp(who = person): Promise<Tokens> {
  const { status, headers, body } = await openBrowser(app).send<Tokens>("POST", "/v1/auth/login", {
    grant: "tokens",
    partner: who.partnerCode,
    email: who.email,
    password: testPassword,
  });
  expect([status, headers.get("Set-Cookie")]).toEqual([200, null]);
  return body;
}

function call(token: string, path = "/v1/auth/profile", method = "GET", body?: object) {
  return app.request(path, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function statusOf(token: string): Promise<number> {
  return (await call(token)).status;
}

async function refresh(token: string) {
  return openBrowser(app).send<Tokens>("POST", "/v1/auth/refresh", { refresh_token: token });
}

function part(token: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());
}

describe("an access token", () => {
  test("lets a person in for ten minutes, with what their roles say", async () => {
    const { access_token: token } = await logInApp();
    const claims = part(token, 1);
    expect(part(token, 0)).toEqual({ alg: "EdDSA", typ: "at+jwt", kid: "test" });
    expect(claims).toMatchObject({
      iss: issuer,
      aud: "travobooks-api",
      sub: person.id,
      tid: partner.scope.partner,
    });
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(600);
    expect(await statusOf(token)).toBe(200);
    expect((await call(token, "/v1/accounts")).status).toBe(200);
    const refused = await call(token, "/v1/auth/change-email", "POST", { email: "a@b.example" });
    // No cookie, no forgery: it gets as far as the route.
    expect(refused.status).toBe(204);
  });

  test("is proved by the published keys, of which none is private", async () => {
    const { access_token: token } = await logInApp();
    const jwks: { keys: { kid: string }[] } = JSON.parse(
      await (await app.request("/.well-known/jwks.json")).text(),
    );
    expect(JSON.stringify(jwks)).not.toContain('"d"');
    const [key] = jwks.keys;
    const { payload } = await jwtVerify(token, await importJWK(key ?? {}, "EdDSA"));
    expect(payload.sub).toBe(person.id);
  });

  test("goes on through a change of keys, until the old one leaves the ring", async () => {
    const [first, second] = ["a", "b"].map(
      (id) => `${id}:${Buffer.alloc(32, id).toString("base64")}`,
    );
    const claims = { partner: "ptn_1", user: "usr_1", session: "ses_1" };
    const before = createAccessTokens(parseKeyRing(first), issuer);
    const after = createAccessTokens(parseKeyRing(`${second},${first}`), issuer);
    const last = createAccessTokens(parseKeyRing(second), issuer);
    const token = await before.sign(claims);
    expect(await after.verify(token)).toEqual(claims);
    expect(part(await after.sign(claims), 0)["kid"]).toBe("b");
    expect(await last.verify(token)).toBeUndefined();
  });

  test.each<[string, (token: string) => string | Promise<string>]>([
    ["without a signature", (token) => unsigned(token, "none")],
    ["without a signature, spelt otherwise", (token) => unsigned(token, "NoNe")],
    ["signed with the public key as a secret", (token) => signedWithPublicKey(token)],
    ["signed with another key", (token) => signedAnew(token, {})],
    ["with another person in it", (token) => tampered(token, { sub: "usr_other" })],
    ["with another partner in it", (token) => tampered(token, { tid: "ptn_other" })],
    ["that lasts longer", (token) => tampered(token, { exp: 4_000_000_000 })],
    ["with its signature cut short", (token) => token.slice(0, -4)],
    ["with nothing for a signature", (token) => `${token.split(".").slice(0, 2).join(".")}.`],
    ["with a key id that leads elsewhere", (token) => withHeader(token, { kid: "../test" })],
    ["with a key of its own", (token) => withHeader(token, { jwk: { kty: "OKP" } })],
    ["of two parts", (token) => token.split(".").slice(0, 2).join(".")],
  ])("%s is refused", async (_, forge) => {
    const { access_token: token } = await logInApp();
    expect(await statusOf(await forge(token))).toBe(401);
    expect(await statusOf(token)).toBe(200);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["of another issuer", { iss: "https://evil.example" }, {}],
    ["for somebody else", { aud: "another-api" }, {}],
    ["that has expired", { iat: 1_700_000_000, exp: 1_700_000_600 }, {}],
    ["that was made for longer than ten minutes", { iat: Math.floor(Date.now() / 1000) - 601 }, {}],
    ["without a partner", { tid: undefined }, {}],
    ["without a sign-in", { sid: undefined }, {}],
    ["without an end", { exp: undefined }, {}],
    ["of another type", {}, { typ: "JWT" }],
    ["of no type", {}, { typ: undefined }],
  ])("%s is refused though it is signed by us", async (_, claims, header) => {
    const { access_token: token } = await logInApp();
    expect(await statusOf(await signedByUs(token, {}, {}))).toBe(200);
    expect(await statusOf(await signedByUs(token, claims, header))).toBe(401);
  });

  test("is over at once when the person signs out, is disabled, or changes the password", async () => {
    const [one, other] = [await logInApp(), await logInApp()];
    expect((await call(one.access_token, "/v1/auth/logout", "POST")).status).toBe(204);
    expect(await statusOf(one.access_token)).toBe(401);
    expect((await refresh(one.refresh_token)).status).toBe(401);
    expect(await statusOf(other.access_token)).toBe(200);
    const changed = await call(other.access_token, "/v1/auth/change-password", "POST", {
      current_password: testPassword,
      password: "four blue kettles in a row",
    });
    const renewed: Tokens = JSON.parse(await changed.text());
    expect(await statusOf(other.access_token)).toBe(401);
    expect(await statusOf(renewed.access_token)).toBe(200);
    const own = person.scope.db.updateTable("users").where("user_id", "=", person.userId);
    await own.set({ status: "disabled" }).execute();
    expect(await statusOf(renewed.access_token)).toBe(401);
    expect((await refresh(renewed.refresh_token)).status).toBe(401);
  });

  test("may do what its person's roles say now, not what they said when it was made", async () => {
    const { access_token: token } = await logInApp();
    const admin = await signIn(app, await createPerson(partner.scope, ["partner_admin"]));
    const { body } = await admin.send<{ roles: { id: string }[] }>(
      "GET",
      `/v1/users/${person.id}/access`,
    );
    expect((await call(token, "/v1/accounts")).status).toBe(200);
    const taken = `/v1/users/${person.id}/roles/${body.roles[0]?.id}/take`;
    expect((await admin.send("POST", taken)).status).toBe(200);
    expect((await call(token, "/v1/accounts")).status).toBe(403);
  });

  test("is over, and listed no more, once its person signs out everywhere", async () => {
    const tokens = await logInApp();
    const browser = await signIn(app, person);
    expect((await browser.send("POST", "/v1/auth/logout-everywhere")).status).toBe(204);
    expect(await statusOf(tokens.access_token)).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
    const again = await signIn(app, person);
    const { body } = await again.send<{ data: unknown[] }>("GET", "/v1/auth/sessions");
    expect(body.data).toHaveLength(1);
  });

  test("is listed among the sessions, and ended from a browser", async () => {
    const tokens = await logInApp();
    const browser = await signIn(app, person);
    const { body } = await browser.send<{ data: { id: string; kind: string }[] }>(
      "GET",
      "/v1/auth/sessions",
    );
    expect(body.data.map(({ kind }) => kind).toSorted()).toEqual(["app", "browser"]);
    const path = `/v1/auth/sessions/${tokens.session.id}`;
    expect((await browser.send("DELETE", path)).status).toBe(204);
    expect(await statusOf(tokens.access_token)).toBe(401);
  });
});

describe("a refresh token", () => {
  test("is taken once for the next one", async () => {
    const first = await logInApp();
    const second = await refresh(first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.session.id).toBe(first.session.id);
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect(await statusOf(second.body.access_token)).toBe(200);
    const third = await refresh(second.body.refresh_token);
    expect(third.status).toBe(200);
  });

  test("taken twice ends the sign-in for both, and is audited", async () => {
    const stolen = await logInApp();
    const untouched = await logInApp();
    const rightful = await refresh(stolen.refresh_token);
    expect((await refresh(stolen.refresh_token)).status).toBe(401);
    expect((await refresh(rightful.body.refresh_token)).status).toBe(401);
    expect(await statusOf(rightful.body.access_token)).toBe(401);
    expect(await statusOf(untouched.access_token)).toBe(200);
    expect(await auditedTypes(person.scope, person.id)).toContain("auth.refresh_reused");
  });

  test("sent many times at once goes on once at most, and then ends", async () => {
    const { refresh_token: token } = await logInApp();
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(token)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(await statusOf(won[0]?.body.access_token ?? "")).toBe(401);
  });

  test.each([
    ["made up", () => `${partner.scope.partner}.${"a".repeat(43)}`],
    ["of no partner", () => `ptn_${"0".repeat(26)}.${"a".repeat(43)}`],
    ["not one at all", () => "a"],
  ])("that is %s is refused", async (_, token) => {
    expect((await refresh(token())).status).toBe(401);
  });

  test.each([
    ["a week without use", "refresh_tokens", { created_at: "2026-01-01 00:00:00" }],
    ["30 days in all", "refresh_token_families", { expires_at: "2026-01-01 00:00:00" }],
  ] as const)("is over after %s", async (_, table, change) => {
    const own = await app.createPartner();
    const { refresh_token: token } = await logInApp(await createPerson(own.scope));
    await own.scope.db.updateTable(table).set(change).execute();
    expect((await refresh(token)).status).toBe(401);
  });

  test("is kept as a digest alone", async () => {
    const { refresh_token: token } = await logInApp();
    const rows = await person.scope.db.selectFrom("refresh_tokens").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token.split(".")[1]);
  });
});

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function unsigned(token: string, alg: string): string {
  return `${encode({ ...part(token, 0), alg })}.${token.split(".")[1]}.`;
}

async function signedWithPublicKey(token: string): Promise<string> {
  const jwks: { keys: { x: string }[] } = JSON.parse(
    await (await app.request("/.well-known/jwks.json")).text(),
  );
  const head = `${encode({ ...part(token, 0), alg: "HS256" })}.${token.split(".")[1]}`;
  const secret = Buffer.from(jwks.keys[0]?.x ?? "", "base64url");
  return `${head}.${createHmac("sha256", secret).update(head).digest("base64url")}`;
}

function signedAnew(token: string, claims: object): Promise<string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  return new SignJWT({ ...part(token, 1), ...claims })
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: "test" })
    .sign(privateKey);
}

function tampered(token: string, claims: object): string {
  const [head, , signature] = token.split(".");
  return [head, encode({ ...part(token, 1), ...claims }), signature].join(".");
}

function withHeader(token: string, header: object): string {
  const [, claims, signature] = token.split(".");
  return [encode({ ...part(token, 0), ...header }), claims, signature].join(".");
}

/** As if the code that signs had gone wrong: by the key of the ring, with other claims. */
function signedByUs(token: string, claims: object, header: object): Promise<string> {
  const [derived] = app.dependencies.keyRing.derive("travobooks access token signing");
  const key = {
    kty: "OKP",
    crv: "Ed25519",
    d: derived?.bytes.toString("base64url") ?? "",
    x: "",
  };
  return (async () => {
    const jwks: { keys: { x: string }[] } = JSON.parse(
      await (await app.request("/.well-known/jwks.json")).text(),
    );
    const privateKey = await importJWK({ ...key, x: jwks.keys[0]?.x ?? "" }, "EdDSA");
    const payload = { ...part(token, 1), ...claims };
    return new SignJWT(JSON.parse(JSON.stringify(payload)))
      .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: "test", ...header })
      .sign(privateKey);
  })();
}
