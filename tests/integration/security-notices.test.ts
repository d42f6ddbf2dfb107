import { generate } from "otplib";

import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { expectStatus } from "../harness/bookkeepers";
import { awaitMails } from "../harness/mailbox";
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
let client: ApiClient;
let person: TestPerson;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  client = apiClient(app, partner.token);
});

beforeEach(async () => {
  person = await createPerson(partner.scope, ["controller"]);
});

afterAll(() => app.close());

/** Takes up an authenticator; returns how its codes are made. */
async function enrol(browser: Browser): Promise<(stepsLater: number) => Promise<string>> {
  const { body } = await browser.send<{ secret: string }>("POST", "/v1/auth/totp");
  const code = (stepsLater: number) =>
    generate({ secret: body.secret, epoch: Math.floor(Date.now() / 1000) + 30 * stepsLater });
  const confirmed = await browser.send("POST", "/v1/auth/totp/confirm", { code: await code(-1) });
  expect(confirmed.status).toBe(200);
  return code;
}

/** What the mails to the person tell of, in no order. */
async function toldOf({ email }: TestPerson, count: number): Promise<string[]> {
  const mails = await awaitMails(app, email, count);
  expect(new Set(mails.map(({ subject }) => subject))).toEqual(
    new Set(["How you sign in has changed"]),
  );
  return mails.map(({ text }) => text.split(/\r?\n\r?\n/)[1]?.split(", on ")[0] ?? "").toSorted();
}

describe("a person whose sign-in changes", () => {
  test("is told of it by mail, whoever did it", async () => {
    const browser = await signIn(app, person);
    await enrol(browser);
    expect((await browser.send("POST", "/v1/auth/recovery-codes")).status).toBe(200);
    expect((await browser.send("DELETE", "/v1/auth/totp")).status).toBe(204);
    const change = { current_password: testPassword, password: "four blue kettles in a row" };
    const changed = await browser.send("POST", "/v1/auth/change-password", change);
    expect(changed.status).toBeLessThan(300);
    expect(await toldOf(person, 4)).toEqual([
      "An authenticator was added",
      "The authenticator was removed",
      "The password was changed",
      "The recovery codes were replaced",
    ]);
  });

  test("is told at the address of before that another one is asked for", async () => {
    const browser = await signIn(app, person);
    await browser.send("POST", "/v1/auth/change-email", { email: `new.${person.email}` });
    expect(await toldOf(person, 1)).toEqual(["Another e-mail address was asked for"]);
  });
});

describe("POST /v1/users/{user_id}/second-factors/take", () => {
  function take<Body = unknown>({ id }: TestPerson) {
    return client.post<Body>(`/v1/users/${id}/second-factors/take`);
  }

  test("leaves a person the password, and nothing but taking up another factor", async () => {
    const before = await signIn(app, person);
    const oldCode = await enrol(before);
    expectStatus(200, await take(person));
    expect((await before.send("GET", "/v1/auth/profile")).status).toBe(401);
    expect(await auditedTypes(person.scope, person.id)).toContain("user.second_factors_taken");
    expect(await toldOf(person, 2)).toContain("An administrator took all second factors away");
    const browser = openBrowser(app);
    const { body } = await logIn(browser, person);
    expect(body["status"]).toBe("signed_in");
    const refused = await browser.send<ProblemBody>("GET", "/v1/journal-entries");
    expect([refused.status, refused.body.code]).toEqual([403, "second_factor_required"]);
    await enrol(browser);
    expect((await browser.send("GET", "/v1/journal-entries")).status).toBe(200);
    const again = openBrowser(app);
    const { challenge } = (await logIn(again, person)).body;
    const stale = { challenge, code: await oldCode(1) };
    expect((await again.send("POST", "/v1/auth/verify-otp", stale)).status).toBe(401);
  });

  test("is for another person than oneself, and asks for a recent proof", async () => {
    const admin = await createPerson(partner.scope, ["partner_admin"]);
    const browser = await signIn(app, admin);
    const own = await browser.send<ProblemBody>(
      "POST",
      `/v1/users/${admin.id}/second-factors/take`,
    );
    expect(own.body.code).toBe("own_access");
    const clerk = await signIn(app, person);
    const path = `/v1/users/${admin.id}/second-factors/take`;
    const refused = await clerk.send<ProblemBody>("POST", path);
    expect([refused.status, refused.body.code]).toEqual([403, "permission_missing"]);
  });
});
