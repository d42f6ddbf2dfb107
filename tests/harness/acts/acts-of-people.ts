import { generate } from "otplib";

import { createPartnerScopes } from "../../../db/partner-scopes";
import { idsOfSignUp } from "../../../domain/sign-up";
import { expectStatus } from "../bookkeepers";
import { awaitLink } from "../mailbox";
import { openPerson } from "../open-person";
import type { Begun } from "../openid";
import { complete, goToIssuer, signInByIssuer } from "../openid";
import type { TestPerson } from "../sign-in";
import { createPerson, logIn, openBrowser, signIn, testPassword } from "../sign-in";
import { newAgency, signUp, verify } from "../sign-up";
import type { Fields, Scene } from "./scene";
import { idOf, post, reason, replace } from "./scene";

export async function keepAccess(scene: Scene): Promise<void> {
  const role = idOf(scene, "role_id");
  const permissions = ["booking.read.partner"];
  await replace(scene, "put", `/v1/roles/${role}`, { name: "Night desk", permissions });
  const { user } = await openPerson(scene.app, scene.people.scope, { role: "auditor" });
  await post(scene, `/v1/users/${user.id}/roles`, { role_id: role });
  await post(scene, `/v1/users/${user.id}/roles/${role}/take`);
  await post(scene, `/v1/users/${user.id}/branches`, { branch_ids: [idOf(scene, "branch_id")] });
  await post(scene, `/v1/users/${user.id}/second-factors/take`);
  await post(scene, `/v1/users/${user.id}/disable`);
  await post(scene, `/v1/users/${user.id}/enable`);
  await post(scene, `/v1/roles/${role}/deactivate`);
  await post(scene, `/v1/roles/${role}/activate`);
  for (const path of ["/v1/tokens", "/v1/me/tokens"]) {
    const rotated = await post(scene, `${path}/${idOf(scene, `token_id ${path}`)}/rotate`, {});
    await post(scene, `${path}/${rotated["id"]}/revoke`);
  }
}

export async function keepPeople(scene: Scene): Promise<void> {
  const email = "karim@nova.example";
  const { id } = await post(scene, "/v1/users", { email, full_name: "Karim Uddin" });
  await awaitLink(scene.app, email, { page: "accept-invitation" });
  await post(scene, `/v1/users/${id}/invite`);
  const token = await awaitLink(scene.app, email, { page: "accept-invitation", count: 2 });
  const password = "four blue kettles in a row";
  await signedOut(scene, "/v1/auth/accept-invitation", { token, password });
}

async function signedOut({ app }: Scene, path: string, body: unknown): Promise<Fields> {
  const answer = await openBrowser(app).send<Fields>("POST", path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function signInAndOut(scene: Scene, person: TestPerson): Promise<void> {
  const other = await signIn(scene.app, person);
  const own = await signIn(scene.app, person);
  const sessions = await own.send<{ data: { id: string; is_current: boolean }[] }>(
    "GET",
    "/v1/auth/sessions",
  );
  const ended = sessions.body.data.find(({ is_current: isCurrent }) => !isCurrent);
  await browse(own, "DELETE", `/v1/auth/sessions/${ended?.id}`);
  expect((await other.send("GET", "/v1/auth/profile")).status).toBe(401);
  await browse(own, "POST", "/v1/auth/step-up", { password: testPassword });
  await browse(own, "POST", "/v1/auth/change-email", { email: `new.${person.email}` });
  const token = await awaitLink(scene.app, `new.${person.email}`, { page: "verify-email" });
  await signedOut(scene, "/v1/auth/verify-email", { token });
  await browse(own, "POST", "/v1/auth/logout");
  await browse(
    await signIn(scene.app, { ...person, email: `new.${person.email}` }),
    "POST",
    "/v1/auth/logout-everywhere",
  );
}

async function browse(
  browser: ReturnType<typeof openBrowser>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Fields> {
  const answer = await browser.send<Fields>(method, path, body);
  if (answer.status >= 300)
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function changePasswords(scene: Scene, person: TestPerson): Promise<void> {
  const password = "four blue kettles in a row";
  const browser = await signIn(scene.app, person);
  const change = { current_password: testPassword, password };
  await browse(browser, "POST", "/v1/auth/change-password", change);
  const { partnerCode: partner, email } = person;
  await signedOut(scene, "/v1/auth/forgot-password", { partner, email });
  const token = await awaitLink(scene.app, email, { page: "reset-password" });
  await signedOut(scene, "/v1/auth/reset-password", { token, password: testPassword });
}

export async function useSecondFactor(scene: Scene, person: TestPerson): Promise<void> {
  const browser = await signIn(scene.app, person);
  const { secret = "" } = await browse(browser, "POST", "/v1/auth/totp");
  const code = (steps: number) =>
    generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });
  await browse(browser, "POST", "/v1/auth/totp/confirm", { code: await code(-1) });
  await browse(browser, "POST", "/v1/auth/recovery-codes");
  // No session yet: it is the code that signs in.
  const { body } = await logIn(openBrowser(scene.unrecorded), person);
  const { challenge } = body;
  await signedOut(scene, "/v1/auth/verify-otp", { challenge, code: await code(0) });
  await browse(browser, "DELETE", "/v1/auth/totp");
}

export async function useApp(
  scene: Scene,
  { partnerCode: partner, email }: TestPerson,
): Promise<void> {
  const body = { partner, email, password: testPassword, grant: "tokens" };
  const { refresh_token: token } = await signedOut(scene, "/v1/auth/login", body);
  await signedOut(scene, "/v1/auth/refresh", { refresh_token: token });
}

export async function closeAccount(scene: Scene): Promise<void> {
  const browser = await signIn(
    scene.app,
    await createPerson(scene.people.scope, ["partner_admin"]),
  );
  await browse(browser, "POST", "/v1/partner/close", reason);
  await browse(browser, "POST", "/v1/partner/reopen", reason);
}

export async function signUpAgency(scene: Scene): Promise<void> {
  const body = newAgency();
  const { id } = await signUp(scene.app, body);
  const link = await awaitLink(scene.app, body.administrator.email, { page: "verify-sign-up" });
  expectStatus(200, await verify(scene.app, link));
  scene.scopes.push(await createPartnerScopes(scene.app.database)(idsOfSignUp(id).partner));
}

/** Links the issuer's subject to a person, who then comes in by it. */
export async function useIssuer(scene: Scene, person: TestPerson): Promise<void> {
  const { app, issuer } = scene;
  const provider = await post(scene, "/v1/identity-providers", {
    name: "Our directory",
    issuer: issuer.issuer,
    client_id: issuer.clientId,
    client_secret: issuer.clientSecret,
  });
  const path = `/v1/identity-providers/${provider["id"]}`;
  await replace(scene, "patch", path, { name: "The directory" });
  await issuer.become({ sub: person.id, email: person.email, email_verified: true });
  const browser = await signIn(app, person);
  const link = { provider_id: provider["id"], return_to: "/" };
  const answer = await browser.send<Begun>("POST", "/v1/auth/identities", link);
  const linked = expectStatus(200, await complete(browser, await goToIssuer(answer.body)));
  const start = { partner: person.partnerCode, provider_id: provider["id"] };
  expectStatus(200, await signInByIssuer(openBrowser(app), start));
  await browse(browser, "DELETE", `/v1/auth/identities/${String(linked["identity_id"])}`);
}
