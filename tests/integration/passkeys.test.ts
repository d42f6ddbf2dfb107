import { generateKeyPairSync } from "node:crypto";

import { generate } from "otplib";

import { newId } from "../../db/new-id";
import type { Deviation, PasskeyOptions, SoftwareAuthenticator } from "../harness/authenticator";
import { createAuthenticator } from "../harness/authenticator";
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

let app: TestApp;
let partner: TestPartner;
let person: TestPerson;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  partner = await app.createPartner();
});

beforeEach(async () => {
  person = await createPerson(partner.scope, ["controller"]);
});

afterAll(() => app.close());

const path = "/v1/auth/passkeys";

async function optionsFrom(browser: Browser, name: string, body?: object): Promise<PasskeyOptions> {
  const answer = await browser.send<PasskeyOptions>("POST", `${path}/${name}`, body);
  expect(answer.status).toBe(200);
  return answer.body;
}

async function register(browser: Browser, authenticator = createAuthenticator()) {
  const options = await optionsFrom(browser, "registration-options");
  const credential = authenticator.make(options);
  const answer = await browser.send<Registered>("POST", path, { name: "A key", credential });
  expect(answer.status).toBe(200);
  return { ...answer.body, authenticator };
}

interface Registered {
  readonly passkey_id: string;
  readonly recovery_codes: readonly string[];
  readonly session: { readonly assurance_level: number };
}

/** The person in a browser, with a passkey. */
async function enrol(who = person, authenticator?: SoftwareAuthenticator) {
  const browser = await signIn(app, who);
  return { browser, ...(await register(browser, authenticator)) };
}

async function signInBy(
  authenticator: SoftwareAuthenticator,
  deviation: Deviation = {},
  browser = openBrowser(app),
) {
  const options = await optionsFrom(browser, "sign-in-options", {});
  return send(browser, authenticator.answer(options, deviation));
}

function send(browser: Browser, credential: object, rest: object = {}) {
  return browser.send("POST", `${path}/sign-in`, { credential, ...rest });
}

async function owed(browser: Browser): Promise<string> {
  const { body } = await logIn(browser, person);
  expect(body["status"]).toBe("second_factor_required");
  return String(body["challenge"]);
}

describe("a passkey that verifies its user", () => {
  test("signs in by itself, with two factors, for who it was made", async () => {
    const { authenticator, session } = await enrol();
    expect(session.assurance_level).toBe(2);
    const browser = openBrowser(app);
    const options = await optionsFrom(browser, "sign-in-options", {});
    expect(options).toMatchObject({ userVerification: "required", rpId: "127.0.0.1" });
    expect(options.allowCredentials ?? []).toEqual([]);
    const { status, body } = await send(browser, authenticator.answer(options));
    expect([status, body]).toMatchObject([
      200,
      { status: "signed_in", user_id: person.id, session: { assurance_level: 2 } },
    ]);
    expect((await browser.send("GET", "/v1/auth/profile")).status).toBe(200);
    expect(await auditedTypes(person.scope, person.id)).toContain("auth.passkey_registered");
  });

  test("gives an app its tokens", async () => {
    const { authenticator } = await enrol();
    const phone = openBrowser(app);
    const options = await optionsFrom(phone, "sign-in-options", {});
    const { body } = await send(phone, authenticator.answer(options), { grant: "tokens" });
    expect(body).toMatchObject({ token_type: "Bearer", session: { assurance_level: 2 } });
    expect(phone.cookie).toBeUndefined();
  });

  test("lets a live partner's administrator administer", async () => {
    const live = await app.createPartner({ environment: "live" });
    const admin = await createPerson(live.scope, ["partner_admin"]);
    const { authenticator } = await enrol(admin);
    const browser = openBrowser(app);
    await signInBy(authenticator, {}, browser);
    const { id } = await createPerson(live.scope);
    expect((await browser.send("POST", `/v1/users/${id}/disable`)).status).toBe(200);
  });

  test("begins a session under another cookie than the browser came with", async () => {
    const { authenticator, browser } = await enrol();
    const before = browser.cookie;
    await signInBy(authenticator, {}, browser);
    expect(browser.cookie).not.toBe(before);
    const headers = { Cookie: `__Host-travobooks=${before}` };
    expect((await app.request("/v1/auth/profile", { headers })).status).toBe(401);
  });

  test("steps up by itself; one that does not verify wants the password too", async () => {
    const { authenticator, browser } = await enrol();
    const stepUp = async (deviation: Deviation, rest: object = {}) => {
      const passkey = authenticator.answer(
        await optionsFrom(browser, "step-up-options"),
        deviation,
      );
      return (await browser.send("POST", "/v1/auth/step-up", { passkey, ...rest })).status;
    };
    expect(await stepUp({})).toBe(200);
    expect(await stepUp({ isUserVerified: false })).toBe(401);
    expect(await stepUp({ isUserVerified: false }, { password: "not the password" })).toBe(401);
    expect(await stepUp({ isUserVerified: false }, { password: testPassword })).toBe(200);
    const alone = await browser.send("POST", "/v1/auth/step-up", { password: testPassword });
    expect(alone.status).toBe(401);
    const other = await enrol(await createPerson(partner.scope));
    const passkey = other.authenticator.answer(await optionsFrom(browser, "step-up-options"));
    expect((await browser.send("POST", "/v1/auth/step-up", { passkey })).status).toBe(401);
  });
});

describe("a passkey as second factor", () => {
  test("completes a sign-in with the password, whether it verifies its user or not", async () => {
    const { authenticator } = await enrol();
    const browser = openBrowser(app);
    const challenge = await owed(browser);
    const options = await optionsFrom(browser, "sign-in-options", { challenge });
    expect(options.allowCredentials).toMatchObject([{ id: authenticator.credentialId }]);
    const credential = authenticator.answer(options, { isUserVerified: false });
    const { status, body } = await send(browser, credential, { challenge });
    expect([status, body]).toMatchObject([200, { session: { assurance_level: 2 } }]);
  });

  test("is not passed by another's passkey, nor by a challenge for another purpose", async () => {
    const { authenticator } = await enrol();
    const other = await enrol(await createPerson(partner.scope));
    const browser = openBrowser(app);
    const challenge = await owed(browser);
    const answer = async (signer: SoftwareAuthenticator, body: object) =>
      (
        await send(browser, signer.answer(await optionsFrom(browser, "sign-in-options", body)), {
          challenge,
        })
      ).status;
    expect(await answer(other.authenticator, { challenge })).toBe(401);
    expect(await answer(authenticator, {})).toBe(401);
    expect(await answer(authenticator, { challenge })).toBe(200);
  });

  test("may be replaced by a recovery code, which are given with the first of them alone", async () => {
    const { browser, recovery_codes: codes, passkey_id: first } = await enrol();
    expect(codes).toHaveLength(10);
    const second = await register(browser);
    expect(second.recovery_codes).toEqual([]);
    const complete = async (code: string) => {
      const challenge = await owed(openBrowser(app));
      const { status } = await openBrowser(app).send("POST", "/v1/auth/verify-otp", {
        challenge,
        code,
      });
      return status;
    };
    expect(await complete(codes[0] ?? "")).toBe(200);
    expect((await browser.send("DELETE", `${path}/${first}`)).status).toBe(204);
    expect(await complete(codes[1] ?? "")).toBe(200);
    expect((await browser.send("DELETE", `${path}/${second.passkey_id}`)).status).toBe(204);
    const { body } = await logIn(openBrowser(app), person);
    expect(body["status"]).toBe("signed_in");
    const left = await person.scope.db
      .selectFrom("user_recovery_codes")
      .select("user_recovery_code_id")
      .where("user_id", "=", person.userId)
      .where("is_current", "=", 1)
      .execute();
    expect(left).toEqual([]);
  });

  test("stays when the authenticator app goes, with the recovery codes", async () => {
    const { browser } = await enrol();
    const totp = await browser.send<{ secret: string }>("POST", "/v1/auth/totp");
    const code = await generate({ secret: totp.body.secret });
    const confirmed = await browser.send<{ recovery_codes: string[] }>(
      "POST",
      "/v1/auth/totp/confirm",
      { code },
    );
    const login = openBrowser(app);
    const { body } = await logIn(login, person);
    expect(body["methods"]).toEqual(["totp", "passkey", "recovery_code"]);
    expect((await browser.send("DELETE", "/v1/auth/totp")).status).toBe(204);
    const challenge = await owed(openBrowser(app));
    const answer = await openBrowser(app).send("POST", "/v1/auth/verify-otp", {
      challenge,
      code: confirmed.body.recovery_codes[0],
    });
    expect(answer.status).toBe(200);
  });
});

describe("an answer of a passkey", () => {
  test.each<[string, Deviation]>([
    ["from a page of others", { origin: "https://127.0.0.1.evil.example" }],
    ["from a subdomain of ours", { origin: "http://a.127.0.0.1" }],
    ["for another relying party", { rpId: "evil.example" }],
    ["of another type", { type: "webauthn.create" }],
    ["to a challenge that nobody gave", { challenge: "a".repeat(43) }],
    ["without its user", { isUserPresent: false }],
    ["that did not verify its user", { isUserVerified: false }],
    ["by another key", { key: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey }],
    ["for nobody", { userHandle: "" }],
    ["for somebody made up", { userHandle: Buffer.from("ptn_1.usr_1").toString("base64url") }],
  ])("%s is refused", async (_, deviation) => {
    const { authenticator } = await enrol();
    const browser = openBrowser(app);
    expect((await signInBy(authenticator, deviation, browser)).status).toBe(401);
    expect(browser.cookie).toBeUndefined();
    expect((await signInBy(authenticator)).status).toBe(200);
  });

  test("is worth nothing a second time, of many at once too", async () => {
    const { authenticator } = await enrol(person, createAuthenticator({ counts: false }));
    const browser = openBrowser(app);
    const options = await optionsFrom(browser, "sign-in-options", {});
    const credential = authenticator.answer(options);
    const all = await Promise.all([1, 2, 3, 4].map(() => send(openBrowser(app), credential)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await send(browser, authenticator.answer(options))).status).toBe(401);
  });

  test("whose bytes are no answer at all is refused", async () => {
    const { authenticator } = await enrol();
    const browser = openBrowser(app);
    const options = await optionsFrom(browser, "sign-in-options", {});
    const sound = JSON.parse(JSON.stringify(authenticator.answer(options)));
    for (const member of ["clientDataJSON", "authenticatorData", "signature"]) {
      const credential = { ...sound, response: { ...sound.response, [member]: "AAAA" } };
      expect((await send(openBrowser(app), credential)).status).toBe(401);
    }
  });

  test("whose count went back comes from a copy: refused, and audited", async () => {
    const { authenticator } = await enrol();
    expect((await signInBy(authenticator, { signCount: 7 })).status).toBe(200);
    for (const signCount of [7, 3, 0]) {
      expect((await signInBy(authenticator, { signCount })).status).toBe(401);
    }
    const types = await auditedTypes(person.scope, person.id);
    expect(types.filter((type) => type === "auth.passkey_count_regressed")).toHaveLength(3);
    expect((await signInBy(authenticator, { signCount: 8 })).status).toBe(200);
  });

  test("may count nothing, as synced passkeys do", async () => {
    const { authenticator } = await enrol(person, createAuthenticator({ counts: false }));
    expect((await signInBy(authenticator)).status).toBe(200);
    expect((await signInBy(authenticator)).status).toBe(200);
  });

  test("lets nobody in who is disabled, and nobody by a passkey that was removed", async () => {
    const { authenticator, browser, passkey_id: id } = await enrol();
    expect((await browser.send("DELETE", `${path}/${id}`)).status).toBe(204);
    expect((await signInBy(authenticator)).status).toBe(401);
    const again = await register(browser, authenticator);
    expect(again.passkey_id).not.toBe(id);
    expect((await signInBy(authenticator)).status).toBe(200);
    await person.scope.db
      .updateTable("users")
      .set({ status: "disabled" })
      .where("user_id", "=", person.userId)
      .execute();
    expect((await signInBy(authenticator)).status).toBe(401);
  });

  test("is slowed down after some that were wrong, from that address", async () => {
    const { authenticator } = await enrol();
    const browser = openBrowser(app);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      statuses.push((await signInBy(authenticator, { rpId: "evil.example" }, browser)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await signInBy(authenticator)).status).toBe(200);
  });

  test("sent from a page of others is refused before it is looked at", async () => {
    const { authenticator } = await enrol();
    const browser = openBrowser(app);
    const credential = authenticator.answer(await optionsFrom(browser, "sign-in-options", {}));
    const headers = { Origin: "https://evil.example" };
    const { status } = await browser.send("POST", `${path}/sign-in`, { credential }, headers);
    expect(status).toBe(403);
  });
});

describe("registering", () => {
  test("takes what was made for this person and this challenge alone, once", async () => {
    const browser = await signIn(app, person);
    const stranger = await signIn(app, await createPerson(partner.scope));
    const options = await optionsFrom(browser, "registration-options");
    const credential = createAuthenticator().make(options);
    const body = { name: "A key", credential };
    expect((await stranger.send("POST", path, body)).status).toBe(401);
    // The challenge was taken by the attempt.
    expect((await browser.send("POST", path, body)).status).toBe(401);
    const evil = createAuthenticator({ origin: "https://evil.example", rpId: "evil.example" });
    const fresh = await optionsFrom(browser, "registration-options");
    const phished = await browser.send("POST", path, { name: "A", credential: evil.make(fresh) });
    expect(phished.status).toBe(401);
    const { authenticator } = await register(browser);
    const again = authenticator.make(await optionsFrom(browser, "registration-options"));
    const twice = await browser.send("POST", path, { name: "A", credential: again });
    expect([twice.status, twice.body["code"]]).toEqual([409, "second_factor_exists"]);
  });

  test("and removing want a fresh proof of who one is, and no token", async () => {
    const browser = await signIn(app, person);
    await ageProof(app, person);
    const id = newId("passkey");
    const codes = [
      await browser.send("POST", `${path}/registration-options`),
      await browser.send("POST", path, {
        name: "A",
        credential: createAuthenticator().make({ challenge: "" }),
      }),
      await browser.send("DELETE", `${path}/${id}`),
    ].map(({ body }) => body["code"]);
    expect(codes).toEqual(["step_up_required", "step_up_required", "step_up_required"]);
    const token = await app.createToken(partner.scope, []);
    const answer = await app.request(path, { headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(403);
  });

  test("shows the authenticator opaque ids, and which keys it has already", async () => {
    const { browser, authenticator } = await enrol();
    const options = await optionsFrom(browser, "registration-options");
    const handle = Buffer.from(options.user?.id ?? "", "base64url").toString();
    expect(handle).toBe(`${partner.scope.partner}.${person.id}`);
    expect(handle.length).toBeLessThanOrEqual(64);
    expect(options).toMatchObject({ excludeCredentials: [{ id: authenticator.credentialId }] });
  });
});

describe("the list of passkeys", () => {
  test("is one's own; a passkey is renamed and removed by its owner", async () => {
    const { browser, passkey_id: id, authenticator } = await enrol();
    await signInBy(authenticator);
    const listed = await browser.send<{ data: object[] }>("GET", path);
    expect(listed.body.data).toMatchObject([{ id, name: "A key", is_synced: false }]);
    expect(JSON.stringify(listed.body)).not.toContain(authenticator.credentialId);
    const stranger = await signIn(app, await createPerson(partner.scope));
    expect((await stranger.send("POST", `${path}/${id}/rename`, { name: "Mine" })).status).toBe(
      404,
    );
    expect((await stranger.send("DELETE", `${path}/${id}`)).status).toBe(404);
    expect((await browser.send("POST", `${path}/${id}/rename`, { name: "Blue" })).status).toBe(204);
    const renamed = await browser.send<{ data: object[] }>("GET", path);
    expect(renamed.body.data).toMatchObject([{ id, name: "Blue" }]);
    expect((await browser.send("DELETE", `${path}/${id}`)).status).toBe(204);
    expect((await browser.send("GET", path)).body).toEqual({ data: [] });
    expect(await auditedTypes(person.scope, person.id)).toEqual([
      "user.created",
      "auth.login",
      "auth.passkey_registered",
      "auth.login",
      "auth.login",
      "auth.passkey_renamed",
      "auth.passkey_removed",
    ]);
  });
});
