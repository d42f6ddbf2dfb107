import { generate } from "otplib";

import { sealChallenge } from "../../services/auth/challenge";
import type { Browser, TestPerson } from "../harness/sign-in";
import {
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

interface Authenticator {
  readonly browser: Browser;
  readonly recoveryCodes: readonly string[];
  /** The code of now, or of some steps of 30 seconds later. */
  code(stepsLater?: number): Promise<string>;
}

async function enrol(who = person): Promise<Authenticator> {
  const browser = await signIn(app, who);
  const begun = await browser.send<{ secret: string; uri: string }>("POST", "/v1/auth/totp");
  const { secret, uri } = begun.body;
  expect(uri).toMatch(/^otpauth:\/\/totp\/travoBooks:/);
  const code = (stepsLater = 0) =>
    generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * stepsLater });
  const confirmed = await browser.send<{ recovery_codes: string[] }>(
    "POST",
    "/v1/auth/totp/confirm",
    // Of the step before: the codes of now and of the next step are left for the test.
    { code: await code(-1) },
  );
  expect(confirmed.status).toBe(200);
  return { browser, code, recoveryCodes: confirmed.body.recovery_codes };
}

async function challengeOf(browser: Browser, who = person): Promise<string> {
  const { status, body } = await logIn(browser, who);
  expect([status, body["status"]]).toEqual([200, "second_factor_required"]);
  return String(body["challenge"]);
}

async function complete(challenge: string, code: string, browser = openBrowser(app)) {
  return browser.send("POST", "/v1/auth/verify-otp", { challenge, code });
}

async function levelOf(browser: Browser): Promise<number> {
  const { body } = await browser.send<{ session: { assurance_level: number } }>(
    "GET",
    "/v1/auth/profile",
  );
  return body.session.assurance_level;
}

describe("an authenticator", () => {
  test("is asked for at sign-in once a code of it was shown, and not before", async () => {
    const browser = await signIn(app, person);
    await browser.send("POST", "/v1/auth/totp");
    expect((await logIn(openBrowser(app), person)).body["status"]).toBe("signed_in");
    const { browser: enrolled, code } = await enrol();
    expect(await levelOf(enrolled)).toBe(2);
    const fresh = openBrowser(app);
    const challenge = await challengeOf(fresh);
    expect(fresh.cookie).toBeUndefined();
    const answer = await complete(challenge, await code(), fresh);
    expect([answer.status, answer.body["status"]]).toEqual([200, "signed_in"]);
    expect(await levelOf(fresh)).toBe(2);
    expect(await auditedTypes(person.scope, person.id)).toContain("auth.totp_enrolled");
  });

  test("has its secret kept sealed, and gives it once", async () => {
    const { browser } = await enrol();
    const again = await browser.send("POST", "/v1/auth/totp");
    expect([again.status, again.body["code"]]).toEqual([409, "second_factor_exists"]);
    const row = await person.scope.db
      .selectFrom("user_totps")
      .select("secret_encrypted")
      .where("user_id", "=", person.userId)
      .where("is_current", "=", 1)
      .executeTakeFirstOrThrow();
    expect(row.secret_encrypted?.toString("latin1")).not.toMatch(/[A-Z2-7]{32}/);
  });

  test("has a code that works once, and none of before it", async () => {
    const { code } = await enrol();
    const browser = openBrowser(app);
    const [now, next] = [await code(), await code(1)];
    expect((await complete(await challengeOf(browser), next, browser)).status).toBe(200);
    const other = openBrowser(app);
    const challenge = await challengeOf(other);
    const answers = [await complete(challenge, next, other), await complete(challenge, now, other)];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  test("has a code that works once of many sent at once", async () => {
    const { code } = await enrol();
    const challenge = await challengeOf(openBrowser(app));
    const now = await code();
    const answers = await Promise.all(Array.from({ length: 5 }, () => complete(challenge, now)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("is not guessed: after a few wrong codes there is a wait, from this address", async () => {
    const { code } = await enrol();
    const browser = openBrowser(app);
    const challenge = await challengeOf(browser);
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      statuses.push((await complete(challenge, `00000${guess}`, browser)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await complete(challenge, await code(), browser)).status).toBe(429);
    expect((await complete(challenge, await code())).status).toBe(200);
  });

  test("is not passed by a challenge that is made up, another's, or older than the password", async () => {
    const { code } = await enrol();
    const { keyRing } = app.dependencies;
    const { partner: publicId } = person.scope;
    const stale = sealChallenge(keyRing, {
      partner: publicId,
      userId: person.userId,
      epoch: 99,
      methods: ["pwd"],
    });
    const nobody = sealChallenge(keyRing, {
      partner: publicId,
      userId: 0,
      epoch: 0,
      methods: ["pwd"],
    });
    for (const challenge of ["AAAA", stale.text, nobody.text]) {
      expect((await complete(challenge, await code())).status).toBe(401);
    }
    const other = await createPerson(partner.scope);
    await enrol(other);
    const theirs = await challengeOf(openBrowser(app), other);
    expect((await complete(theirs, await code())).status).toBe(401);
  });

  test("is removed by its owner, who then signs in without", async () => {
    const { browser } = await enrol();
    expect((await browser.send("DELETE", "/v1/auth/totp")).status).toBe(204);
    const kept = await person.scope.db
      .selectFrom("user_totps")
      .select("user_totp_id")
      .where("user_id", "=", person.userId)
      .where("secret_encrypted", "is not", null)
      .execute();
    expect(kept).toEqual([]);
    expect((await logIn(openBrowser(app), person)).body["status"]).toBe("signed_in");
  });

  test("belongs to stepping up, too", async () => {
    const { browser, code } = await enrol();
    const stepUp = (body: object) => browser.send("POST", "/v1/auth/step-up", body);
    expect((await stepUp({ password: testPassword })).status).toBe(401);
    expect((await stepUp({ password: testPassword, code: "000000" })).status).toBe(401);
    expect((await stepUp({ password: testPassword, code: await code() })).status).toBe(200);
    expect(await levelOf(browser)).toBe(2);
  });
});

describe("a recovery code", () => {
  test("signs in once, however it is typed", async () => {
    const { recoveryCodes } = await enrol();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = ""] = recoveryCodes;
    const typed = first.toUpperCase().replaceAll("-", " ");
    const challenge = await challengeOf(openBrowser(app));
    expect((await complete(challenge, typed)).status).toBe(200);
    expect((await complete(challenge, first)).status).toBe(401);
    const rows = await person.scope.db
      .selectFrom("user_recovery_codes")
      .select("secret_hash")
      .where("user_id", "=", person.userId)
      .execute();
    expect(JSON.stringify(rows)).not.toContain(first);
  });

  test("is somebody's own, and worth nothing once there are others", async () => {
    const { browser, recoveryCodes } = await enrol();
    const other = await createPerson(partner.scope);
    const theirs = (await enrol(other)).recoveryCodes;
    const challenge = await challengeOf(openBrowser(app));
    expect((await complete(challenge, theirs[0] ?? "")).status).toBe(401);
    const renewed = await browser.send<{ recovery_codes: string[] }>(
      "POST",
      "/v1/auth/recovery-codes",
    );
    expect((await complete(challenge, recoveryCodes[1] ?? "")).status).toBe(401);
    expect((await complete(challenge, renewed.body.recovery_codes[0] ?? "")).status).toBe(200);
  });
});

describe("a live partner", () => {
  test("lets nobody post or administer without a second factor; reading needs none", async () => {
    const live = await app.createPartner({ environment: "live" });
    const admin = await createPerson(live.scope, ["partner_admin"]);
    const browser = await signIn(app, admin);
    const { id } = await createPerson(live.scope);
    const disable = (from: Browser) => from.send("POST", `/v1/users/${id}/disable`);
    const refused = await disable(browser);
    expect([refused.status, refused.body["code"]]).toEqual([403, "second_factor_required"]);
    expect((await browser.send("GET", "/v1/users")).status).toBe(200);
    expect((await disable((await enrol(admin)).browser)).status).toBe(200);
  });
});
