import { randomInt, randomUUID } from "node:crypto";

import { newId } from "../../db/new-id";
import { signUpToken } from "../../db/sign-up-secret";
import { defaultChartOfAccounts } from "../../domain/journal/accounts";
import { builtInRoles } from "../../domain/roles";
import { idsOfSignUp } from "../../domain/sign-up";
import type { OnboardPartnerInput } from "../../temporal/contract/onboard-partner";
import { onboardPartnerType } from "../../temporal/contract/onboard-partner";
import { systemContext } from "../../temporal/contract/payloads";
import { taskQueues } from "../../temporal/contract/queues";
import { searchAttributes } from "../../temporal/contract/search-attributes";
import type { ProblemBody } from "../harness/api-client";
import { awaitCondition } from "../harness/await-condition";
import { today } from "../harness/database";
import { awaitLink, awaitMails } from "../harness/mailbox";
import { openBrowser, testPassword } from "../harness/sign-in";
import { newAgency, rowsOf, signUp, verify } from "../harness/sign-up";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

describe("POST /v1/auth/register", () => {
  test("sets nothing up before the address is verified, then all that a partner begins with", async () => {
    const body = newAgency();
    const { id } = await signUp(app, body);
    const { partner } = idsOfSignUp(id);
    const token = await awaitLink(app, body.administrator.email, { page: "verify-sign-up" });
    expect(await rowsOf(app, partner)).toBeUndefined();
    const verified = await verify(app, token);
    expect(verified.body).toMatchObject({
      status: "ready",
      partner: { id: partner, code: body.agency.code },
    });
    expect(await rowsOf(app, partner)).toEqual({
      status: "active",
      environment: "test",
      accounts: defaultChartOfAccounts.length,
      periods: 24,
      roles: builtInRoles.length,
      people: 1,
      customers: 0,
      bookings: 0,
    });
  });

  test("lets the first administrator in once they have chosen a password, and shows them how it went", async () => {
    const body = newAgency();
    await signUp(app, body);
    const { email } = body.administrator;
    await verify(app, await awaitLink(app, email, { page: "verify-sign-up" }));
    const token = await awaitLink(app, email, { page: "accept-invitation", count: 2 });
    const browser = openBrowser(app);
    const accepted = { token, password: testPassword };
    expect((await browser.send("POST", "/v1/auth/accept-invitation", accepted)).status).toBe(204);
    const credentials = { partner: body.agency.code, email, password: testPassword };
    expect((await browser.send("POST", "/v1/auth/login", credentials)).status).toBe(200);
    const partner = await browser.send("GET", "/v1/partner");
    expect(partner.body).toMatchObject({ status: "active", livemode: false });
    const operations = await browser.send("GET", "/v1/operations?kind=partner.onboard");
    expect(operations.body["data"]).toMatchObject([{ status: "succeeded", stage: "ready" }]);
  });

  test("is the same sign-up when it is sent again with its key, and mails once", async () => {
    const body = newAgency();
    const key = randomUUID();
    const [first, second] = [await signUp(app, body, key), await signUp(app, body, key)];
    expect(second).toEqual(first);
    await verify(app, await awaitLink(app, body.administrator.email, { page: "verify-sign-up" }));
    // The link and the invitation.
    expect(await awaitMails(app, body.administrator.email, 2)).toHaveLength(2);
  });

  test("tells nobody whether a code is taken, and takes another one from who has verified", async () => {
    const { scope } = await app.createPartner();
    const { code } = newAgency().agency;
    await scope.db.updateTable("partners").set({ partner_code: code }).execute();
    const body = newAgency({ code });
    const { id } = await signUp(app, body);
    const token = await awaitLink(app, body.administrator.email, { page: "verify-sign-up" });
    const refused = await verify<ProblemBody>(app, token);
    expect([refused.status, refused.body.code]).toEqual([409, "duplicate_code"]);
    expect(await rowsOf(app, idsOfSignUp(id).partner)).toBeUndefined();
    const another = newAgency().agency.code;
    const verified = await verify(app, token, another);
    expect(verified.body).toMatchObject({ status: "ready", partner: { code: another } });
    // Once more, as a browser that heard no answer would.
    expect((await verify(app, token)).body).toMatchObject({ partner: { code: another } });
  });

  test("books samples at the sandbox where they are asked for", async () => {
    const body = { ...newAgency(), sample_data: true };
    const { id } = await signUp(app, body);
    await verify(app, await awaitLink(app, body.administrator.email, { page: "verify-sign-up" }));
    const rows = await rowsOf(app, idsOfSignUp(id).partner);
    expect(rows).toMatchObject({ customers: 3, bookings: 3 });
  });

  test("is slowed down for who asks again and again from one address", async () => {
    const address = `10.${randomInt(256)}.${randomInt(256)}.7`;
    const body = newAgency();
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1) {
      const answer = await openBrowser(app, address).send("POST", "/v1/auth/register", body);
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });

  test.each([
    ["a country that is none", { country: "QQ" }, [422, "country_unknown"]],
    ["a currency that is none", { functional_currency: "XXZ" }, [400, "request_invalid"]],
    ["a code with blanks", { code: "NO VA" }, [400, "request_invalid"]],
  ])("refuses %s", async (_, agency, expected) => {
    const answer = await openBrowser(app).send<ProblemBody>(
      "POST",
      "/v1/auth/register",
      newAgency(agency),
    );
    expect([answer.status, answer.body.code]).toEqual(expected);
  });
});

describe("POST /v1/auth/register/verify", () => {
  test.each([
    ["no link at all", () => "nonsense"],
    ["a link of somebody's own making", () => `${newId("signUp")}.${"x".repeat(43)}`],
    ["a link of no sign-up", () => signUpToken(app.dependencies.keyRing, newId("signUp"))],
  ])("refuses %s", async (_, token) => {
    const answer = await verify<ProblemBody>(app, token());
    expect([answer.status, answer.body.code]).toEqual([422, "link_invalid"]);
  });

  test("refuses a link that was not opened in time, and nothing was set up", async () => {
    const id = newId("signUp");
    const { partner, operation } = idsOfSignUp(id);
    const { agency, administrator } = newAgency();
    const input: OnboardPartnerInput = {
      schemaVersion: 1,
      signUp: id,
      partner,
      operationId: operation,
      agency: {
        code: agency.code,
        name: agency.name,
        countryCode: agency.country,
        timeZone: agency.time_zone,
        functionalCurrency: agency.functional_currency,
        fiscalYearStartMonth: 1,
        booksFrom: today(),
      },
      administrator: { email: administrator.email, fullName: administrator.full_name },
      wantsSampleData: false,
      verifyWithinSeconds: 1,
      context: systemContext,
    };
    await app.temporal.client.workflow.start(onboardPartnerType, {
      args: [input],
      workflowId: `onboard:${partner}`,
      typedSearchAttributes: [{ key: searchAttributes.partnerId, value: partner }],
      taskQueue: taskQueues.books,
    });
    const token = await awaitLink(app, administrator.email, { page: "verify-sign-up" });
    await awaitCondition("the end", async () => {
      const { body } = await openBrowser(app).send("GET", `/v1/auth/register/${id}`);
      return body["status"] === "expired" ? true : undefined;
    });
    const answer = await verify<ProblemBody>(app, token);
    expect([answer.status, answer.body.code]).toEqual([422, "link_invalid"]);
    expect(await rowsOf(app, partner)).toBeUndefined();
  });
});
