import { randomUUID } from "node:crypto";

import type { PartnerDatabase } from "../../db/partner-scope";
import { inTransaction } from "../../db/transaction";
import type { NewIdentityProvider } from "../../services/identity/set-identity-provider";
import { createIdentityProvider } from "../../services/identity/set-identity-provider";
import { startOpenIdSandbox } from "../../suppliers/openid/sandbox";
import type { IssuerFault } from "../../suppliers/openid/sandbox/faults";
import { nowAsDateTime, testContext } from "../harness/database";
import type { Issuer } from "../harness/openid";
import { begin, complete, goToIssuer, ruleIssuer, signInByIssuer } from "../harness/openid";
import type { TestPerson } from "../harness/sign-in";
import { auditedTypes, createPerson, openBrowser, signIn } from "../harness/sign-in";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let issuer: Issuer;
let partner: TestPartner;
let providerId: string;
let person: TestPerson;
let subject: string;
let start: { readonly partner: string; readonly return_to: string };

beforeAll(async () => {
  issuer = ruleIssuer(await startOpenIdSandbox({ port: 0 }));
  app = await startTestApp({ workers: false, trustedIssuers: [issuer.issuer] });
  partner = await app.createPartner();
  providerId = await trust(partner.scope, { linksByEmail: true });
});

beforeEach(async () => {
  person = await createPerson(partner.scope, ["auditor"]);
  subject = randomUUID();
  start = { partner: person.partnerCode, return_to: "/bookings" };
  await issuer.become({ sub: subject, email: person.email, email_verified: true });
  await issuer.fail(null);
});

afterAll(() => Promise.allSettled([app.close(), issuer.stop()]));

function trust(scope: PartnerDatabase, rules: Partial<NewIdentityProvider> = {}): Promise<string> {
  const { issuer: issuerUrl, clientId, clientSecret } = issuer;
  return inTransaction(scope, (transaction) =>
    createIdentityProvider(
      transaction,
      app.dependencies.keyRing,
      {
        name: "Our directory",
        issuerUrl,
        clientId,
        clientSecret,
        emailDomains: ["nova.example"],
        linksByEmail: false,
        invitesUnknown: false,
        acceptsSecondFactor: false,
        ...rules,
      },
      { context: testContext, at: nowAsDateTime() },
    ),
  );
}

/** A partner of its own, who trusts the issuer in its own way. */
async function anotherPartner(rules: Partial<NewIdentityProvider>) {
  const { scope } = await app.createPartner();
  const id = await trust(scope, rules);
  const somebody = await createPerson(scope, ["auditor"]);
  return { scope, id, somebody, start: { partner: somebody.partnerCode } };
}

function reasonOf(answer: { readonly status: number; readonly body: Record<string, unknown> }) {
  return [answer.status, answer.body["code"], answer.body["reason"]];
}

async function lastFailure(scope = partner.scope): Promise<string> {
  const { event_payload } = await scope.db
    .selectFrom("audit_logs")
    .select("event_payload")
    .where("event_type", "=", "auth.login_failed")
    .orderBy("audit_log_id", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  return event_payload;
}

describe("signing in by an issuer", () => {
  test("links a person by their verified address once, and knows the subject from then on", async () => {
    const browser = openBrowser(app);
    const first = await signInByIssuer(browser, start);
    expect([first.status, first.body]).toMatchObject([
      200,
      { status: "signed_in", user_id: person.id, return_to: "/bookings" },
    ]);
    expect((await browser.send("GET", "/v1/auth/profile")).status).toBe(200);
    await issuer.become({ sub: subject, email: "renamed@nova.example", email_verified: true });
    const again = await signInByIssuer(openBrowser(app), start);
    expect(again.body["user_id"]).toBe(person.id);
    expect(await auditedTypes(person.scope, person.id)).toEqual([
      "user.created",
      "auth.identity_linked",
      "auth.login",
      "auth.login",
    ]);
  });

  test("sends a browser with PKCE, a state and a nonce of its own, and no secret", async () => {
    const { body } = await begin(openBrowser(app), start);
    const { searchParams: query } = new URL(body.authorization_url);
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: "code",
      client_id: "travobooks",
      redirect_uri: `http://127.0.0.1/sign-in/oidc/${providerId}`,
      code_challenge_method: "S256",
    });
    const other = await begin(openBrowser(app), start);
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(query.get(name)).not.toBe(
        new URL(other.body.authorization_url).searchParams.get(name),
      );
      expect(query.get(name)?.length).toBeGreaterThan(40);
    }
    expect(body.authorization_url).not.toContain(issuer.clientSecret);
  });

  test("gives an app its tokens, which has no cookie but what it was told", async () => {
    const phone = openBrowser(app);
    const begun = await begin(phone, { ...start, grant: "tokens" });
    const answer = await goToIssuer(begun.body);
    const { body } = await complete(openBrowser(app), { ...answer, binding: begun.body.binding });
    expect(Object.keys(body)).toEqual(expect.arrayContaining(["access_token", "refresh_token"]));
    const other = await goToIssuer((await begin(phone, { ...start, grant: "tokens" })).body);
    expect((await complete(phone, other)).status).toBe(401);
  });

  test("goes on when the issuer changes its keys", async () => {
    await signInByIssuer(openBrowser(app), start);
    await issuer.rotate();
    expect((await signInByIssuer(openBrowser(app), start)).status).toBe(200);
  });

  async function signInWhile(kind: IssuerFault): Promise<[number, string | undefined]> {
    const browser = openBrowser(app);
    const { body } = await begin(browser, start);
    await issuer.fail(kind);
    const { status } = await complete(browser, await goToIssuer(body));
    return [status, browser.cookie];
  }

  test.each<IssuerFault>([
    "wrong_nonce",
    "no_nonce",
    "wrong_audience",
    "wrong_issuer",
    "expired",
    "unsigned",
    "signed_with_secret",
    "foreign_key",
    "no_subject",
    "no_id_token",
    "mixed_up",
    "access_denied",
  ])("is refused, and audited, where the issuer's answer is %s", async (kind) => {
    expect(await signInWhile(kind)).toEqual([401, undefined]);
    expect(await lastFailure()).toContain('"issuer_');
  });

  test.each<IssuerFault>(["token_endpoint_down", "private_key_set", "oversized_key_set"])(
    "may be tried again where the issuer does not answer as one: %s",
    async (kind) => {
      expect(await signInWhile(kind)).toEqual([503, undefined]);
    },
  );

  test("does not begin where the metadata are another issuer's", async () => {
    await issuer.fail("foreign_metadata");
    const answer = await begin(openBrowser(app), start);
    expect([answer.status, answer.body]).toMatchObject([503, { code: "issuer_unavailable" }]);
  });
});

describe("a state", () => {
  test("works once: neither it nor its code is taken again", async () => {
    const browser = openBrowser(app);
    const answer = await goToIssuer((await begin(browser, start)).body);
    const all = await Promise.all([1, 2, 3].map(() => complete(browser, answer)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 401)).toHaveLength(2);
  });

  test("is good in the browser alone that began: nobody is signed in to what another began", async () => {
    const attacker = openBrowser(app);
    const answer = await goToIssuer((await begin(attacker, start)).body);
    const victim = openBrowser(app);
    expect((await complete(victim, answer)).status).toBe(401);
    await begin(victim, start);
    const second = await goToIssuer((await begin(attacker, start)).body);
    expect((await complete(victim, second)).status).toBe(401);
    expect(victim.cookie).toBeUndefined();
  });

  test("does not carry the code of another sign-in, nor of another issuer", async () => {
    const [mine, theirs] = [openBrowser(app), openBrowser(app)];
    const own = await goToIssuer((await begin(mine, start)).body);
    const stolen = await goToIssuer((await begin(theirs, start)).body);
    expect((await complete(mine, { ...own, code: stolen.code })).status).toBe(401);
    const other = await anotherPartner({ linksByEmail: true });
    const browser = openBrowser(app);
    const answer = await goToIssuer((await begin(browser, start)).body);
    expect((await complete(browser, { ...answer, provider_id: other.id })).status).toBe(401);
  });

  test("made up, or sent from a page of others, is refused", async () => {
    const browser = openBrowser(app);
    const answer = await goToIssuer((await begin(browser, start)).body);
    expect((await complete(browser, { ...answer, state: "a".repeat(43) })).status).toBe(401);
    const foreign = await browser.send("POST", "/v1/auth/oidc/complete", answer, {
      Origin: "https://evil.example",
    });
    expect([foreign.status, foreign.body["code"]]).toEqual([403, "origin_refused"]);
  });

  test("begins a session under another cookie than the browser came with", async () => {
    const browser = await signIn(app, person);
    const before = browser.cookie;
    await signInByIssuer(browser, start);
    expect(browser.cookie).not.toBe(before);
    const headers = { Cookie: `__Host-travobooks=${before}` };
    expect((await app.request("/v1/auth/profile", { headers })).status).toBe(401);
  });

  test.each(["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"])(
    "returns to no page of others: %j",
    async (returnTo) => {
      const answer = await begin(openBrowser(app), { ...start, return_to: returnTo });
      expect(answer.status).toBe(400);
    },
  );
});

describe("whom an issuer names", () => {
  test.each<[string, object]>([
    ["has no verified address", { email_verified: false }],
    ["says nothing of whether it is verified", { email_verified: undefined }],
    ["has an address of elsewhere", { email: "ayesha@evil.example" }],
    ["has an address that ends alike", { email: "ayesha@evilnova.example" }],
    ["has no address", { email: undefined }],
  ])("is refused where the person %s", async (_, claims) => {
    await issuer.become({
      sub: subject,
      email: person.email,
      email_verified: true,
      ...claims,
    });
    const answer = await signInByIssuer(openBrowser(app), start);
    expect(reasonOf(answer)).toEqual([403, "identity_refused", "email_not_allowed"]);
  });

  test("is not somebody who has signed in as another subject before", async () => {
    await signInByIssuer(openBrowser(app), start);
    await issuer.become({ sub: randomUUID(), email: person.email, email_verified: true });
    const answer = await signInByIssuer(openBrowser(app), start);
    expect(reasonOf(answer)).toEqual([403, "identity_refused", "linked_otherwise"]);
  });

  test.each<[string, (own: string) => string]>([
    ["ends in a space", (own) => `${own} `],
    ["is not ASCII", (own) => `${own}é`],
    ["is too long", (own) => own.padEnd(256, "x")],
  ])("is nobody where the subject %s, whomever it looks like", async (_, like) => {
    await signInByIssuer(openBrowser(app), start);
    await issuer.become({ sub: like(subject), email: person.email, email_verified: true });
    expect((await signInByIssuer(openBrowser(app), start)).status).toBe(401);
  });

  test("is another one where letters differ in case", async () => {
    await issuer.become({ sub: `${subject}-a`, email: person.email, email_verified: true });
    await signInByIssuer(openBrowser(app), start);
    await issuer.become({ sub: `${subject}-A`, email: person.email, email_verified: true });
    const answer = await signInByIssuer(openBrowser(app), start);
    expect(reasonOf(answer)).toEqual([403, "identity_refused", "linked_otherwise"]);
  });

  test("is refused where nobody has the address, and where the person is disabled", async () => {
    await issuer.become({ sub: subject, email: "nobody@nova.example", email_verified: true });
    const unknown = await signInByIssuer(openBrowser(app), start);
    expect(reasonOf(unknown)).toEqual([403, "identity_refused", "unknown_person"]);
    await issuer.become({ sub: subject, email: person.email, email_verified: true });
    await signInByIssuer(openBrowser(app), start);
    await person.scope.db
      .updateTable("users")
      .set({ status: "disabled" })
      .where("user_id", "=", person.userId)
      .execute();
    const disabled = await signInByIssuer(openBrowser(app), start);
    expect(reasonOf(disabled)).toEqual([403, "identity_refused", "not_active"]);
  });

  test("is nobody at another partner who trusts the same issuer", async () => {
    await signInByIssuer(openBrowser(app), start);
    const other = await anotherPartner({ linksByEmail: true });
    const answer = await signInByIssuer(openBrowser(app), other.start);
    expect(reasonOf(answer)).toEqual([403, "identity_refused", "unknown_person"]);
    expect(await lastFailure(other.scope)).toContain("unknown_person");
  });

  test("is found by address only where the partner says so", async () => {
    const other = await anotherPartner({ emailDomains: [] });
    const claims = { sub: subject, email: other.somebody.email, email_verified: true };
    await issuer.become(claims);
    const answer = await signInByIssuer(openBrowser(app), other.start);
    expect(reasonOf(answer)).toEqual([403, "identity_refused", "unknown_person"]);
  });

  test("is invited where the partner says so, once, and without a role", async () => {
    const other = await anotherPartner({ invitesUnknown: true });
    const claims = { sub: subject, email: "new@nova.example", email_verified: true };
    await issuer.become(claims);
    const answer = await signInByIssuer(openBrowser(app), other.start);
    expect(reasonOf(answer)).toEqual([403, "identity_refused", "invited"]);
    const again = await signInByIssuer(openBrowser(app), other.start);
    expect(reasonOf(again)).toEqual([403, "identity_refused", "unknown_person"]);
    const invited = await other.scope.db
      .selectFrom("users")
      .leftJoin("user_roles", "user_roles.user_id", "users.user_id")
      .select(["status", "user_role_id"])
      .where("email", "=", "new@nova.example")
      .execute();
    expect(invited).toEqual([{ status: "invited", user_role_id: null }]);
  });

  test("links once, of many first sign-ins at once", async () => {
    const browsers = [1, 2, 3].map(() => openBrowser(app));
    const all = await Promise.all(browsers.map((browser) => signInByIssuer(browser, start)));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rows = await person.scope.db
      .selectFrom("user_identities")
      .select("user_identity_id")
      .where("user_id", "=", person.userId)
      .execute();
    expect(rows).toHaveLength(1);
  });
});

describe("an identity", () => {
  test("is linked by the person, signed in, where no address is trusted; listed; removed", async () => {
    const other = await anotherPartner({ emailDomains: [] });
    const browser = await signIn(app, other.somebody);
    const link = { provider_id: other.id, return_to: "/profile" };
    const begun = await browser.send<{ provider_id: string; authorization_url: string }>(
      "POST",
      "/v1/auth/identities",
      link,
    );
    const linked = await complete(browser, await goToIssuer(begun.body));
    expect(linked.body).toMatchObject({ status: "linked", return_to: "/profile" });
    const signedIn = await signInByIssuer(openBrowser(app), other.start);
    expect(signedIn.body["user_id"]).toBe(other.somebody.id);
    const listed = await browser.send<{ data: { id: string; issuer: string }[] }>(
      "GET",
      "/v1/auth/identities",
    );
    expect(listed.body.data).toMatchObject([
      { id: linked.body["identity_id"], issuer: issuer.issuer },
    ]);
    const path = `/v1/auth/identities/${listed.body.data[0]?.id}`;
    const stranger = await signIn(app, await createPerson(other.scope));
    expect((await stranger.send("DELETE", path)).status).toBe(404);
    expect((await browser.send("DELETE", path)).status).toBe(204);
    expect((await browser.send("DELETE", path)).status).toBe(404);
    const after = await signInByIssuer(openBrowser(app), other.start);
    expect(reasonOf(after)).toEqual([403, "identity_refused", "unknown_person"]);
    expect(await auditedTypes(other.scope, other.somebody.id)).toEqual(
      expect.arrayContaining(["auth.identity_linked", "auth.identity_removed"]),
    );
  });

  test("is not linked to two people, nor after the person's sessions were ended", async () => {
    const other = await anotherPartner({ emailDomains: [] });
    const [first, second] = [other.somebody, await createPerson(other.scope)];
    const link = async (who: TestPerson, beforeCompletion?: () => Promise<unknown>) => {
      const browser = await signIn(app, who);
      const path = "/v1/auth/identities";
      const body = { provider_id: other.id };
      const begun = await browser.send<{ provider_id: string; authorization_url: string }>(
        "POST",
        path,
        body,
      );
      const answer = await goToIssuer(begun.body);
      await beforeCompletion?.();
      return complete(browser, answer);
    };
    const everywhere = async () => {
      const elsewhere = await signIn(app, first);
      await elsewhere.send("POST", "/v1/auth/logout-everywhere");
    };
    expect(reasonOf(await link(first, everywhere))).toEqual([
      403,
      "identity_refused",
      "not_active",
    ]);
    expect((await link(first)).body["status"]).toBe("linked");
    expect(reasonOf(await link(second))).toEqual([403, "identity_refused", "linked_otherwise"]);
  });
});

describe("two factors at the issuer", () => {
  test("count where the partner says so, and not where it does not", async () => {
    const levels: unknown[] = [];
    for (const acceptsSecondFactor of [true, false]) {
      const other = await anotherPartner({ linksByEmail: true, acceptsSecondFactor });
      const { email } = other.somebody;
      await issuer.become({ sub: subject, email, email_verified: true, amr: ["pwd", "mfa"] });
      const { body } = await signInByIssuer(openBrowser(app), other.start);
      levels.push(body["session"]);
    }
    expect(levels).toMatchObject([{ assurance_level: 2 }, { assurance_level: 1 }]);
  });
});

describe("/v1/identity-providers", () => {
  const body = () => ({
    name: "Theirs",
    issuer: issuer.issuer,
    client_id: randomUUID(),
    client_secret: "a-secret-of-theirs",
    email_domains: ["Nova.Example"],
    links_by_email: true,
  });

  async function admin() {
    const { scope } = await app.createPartner();
    return signIn(app, await createPerson(scope, ["partner_admin"]));
  }

  test("keeps the client's secret sealed, and shows it to nobody", async () => {
    const browser = await admin();
    const created = await browser.send("POST", "/v1/identity-providers", body());
    expect([created.status, created.body]).toMatchObject([
      201,
      { has_client_secret: true, email_domains: ["nova.example"], unknown_people: "refused" },
    ]);
    const listed = await browser.send("GET", "/v1/identity-providers");
    expect(JSON.stringify([created.body, listed.body])).not.toContain("a-secret-of-theirs");
    const rows = await app.database.system
      .selectFrom("identity_providers")
      .select("client_secret_encrypted")
      .execute();
    expect(rows.map((row) => row.client_secret_encrypted?.toString("latin1")).join()).not.toContain(
      "a-secret-of-theirs",
    );
  });

  test("is changed under If-Match, and given up: sign-ins that had begun end there", async () => {
    const { scope } = await app.createPartner();
    const owner = await createPerson(scope, ["partner_admin"]);
    const browser = await signIn(app, owner);
    const id = await trust(scope, { linksByEmail: true });
    await issuer.become({ sub: subject, email: owner.email, email_verified: true });
    const path = `/v1/identity-providers/${id}`;
    expect((await browser.send("PATCH", path, { active: false })).status).toBe(428);
    const other = openBrowser(app);
    const begun = await begin(other, { partner: owner.partnerCode });
    const answer = await goToIssuer(begun.body);
    const headers = { "If-Match": '"v1"' };
    const changed = await browser.send("PATCH", path, { active: false }, headers);
    expect([changed.status, changed.body["active"], changed.body["version"]]).toEqual([
      200,
      false,
      2,
    ]);
    expect((await browser.send("PATCH", path, { name: "Late" }, headers)).status).toBe(412);
    expect((await complete(other, answer)).status).toBe(401);
    expect((await begin(openBrowser(app), { partner: owner.partnerCode })).status).toBe(404);
    expect(await auditedTypes(scope, id)).toEqual([
      "identity_provider.created",
      "identity_provider.changed",
    ]);
  });

  test.each([
    "http://login.example.com",
    "https://127.0.0.1",
    "https://0x7f000001",
    "https://[::1]",
    "https://[::ffff:10.0.0.1]",
    "https://169.254.169.254",
    "https://user:pass@login.example.com",
    "https://login.example.com:22",
    "https://login.example.com/?a=b",
    "https://login.example.com/.well-known/openid-configuration",
    "file:///etc/passwd",
    "login.example.com",
  ])("refuses an issuer at %s", async (url) => {
    const answer = await (
      await admin()
    ).send("POST", "/v1/identity-providers", {
      ...body(),
      issuer: url,
    });
    expect([answer.status, answer.body["code"]]).toEqual([422, "issuer_refused"]);
  });

  test("refuses to trust addresses without saying whose", async () => {
    const answer = await (
      await admin()
    ).send("POST", "/v1/identity-providers", {
      ...body(),
      email_domains: [],
    });
    expect([answer.status, answer.body["code"]]).toEqual([422, "issuer_refused"]);
  });
});

describe("who tries many times", () => {
  test("from one address waits, before any issuer is asked", async () => {
    const browser = openBrowser(app);
    let status = 0;
    for (let attempt = 0; attempt < 41; attempt += 1) {
      ({ status } = await begin(browser, { partner: "NOBODY" }));
    }
    expect(status).toBe(429);
    expect((await begin(openBrowser(app), start)).status).toBe(200);
  });
});
