import type { PartnerDatabase } from "../../../db/partner-scope";
import type { Answer, ProblemBody } from "../../harness/api-client";
import { apiClient } from "../../harness/api-client";
import type { ApprovalView } from "../../harness/approvals";
import { settlePolicy, tryToApprove } from "../../harness/approvals";
import type { Bookkeepers } from "../../harness/bookkeepers";
import { createDraft, expectStatus, openBookkeepers, submitDraft } from "../../harness/bookkeepers";
import { awaitLink } from "../../harness/mailbox";
import { openPerson } from "../../harness/open-person";
import type { Browser } from "../../harness/sign-in";
import { createPerson, logIn, openBrowser, signIn } from "../../harness/sign-in";
import { newAgency, rowsOf, signUp, verify } from "../../harness/sign-up";
import type { TestApp } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

/** Ways past the second person, past the mailbox, and back into an account that is over. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

const refusal = ({ status, body }: Answer<ProblemBody>) => [status, body.code];

describe("whoever wants to approve their own request", () => {
  let people: Bookkeepers;
  let scope: PartnerDatabase;

  beforeEach(async () => {
    people = await openBookkeepers(app);
    ({ scope } = people);
  });

  async function statusOf({ id }: { readonly id: string }): Promise<string> {
    return (await people.maker.get<ApprovalView>(`/v1/approvals/${id}`)).body.status;
  }

  test("gains nothing by a delegate: what is delegated to them is the maker's", async () => {
    const clerk = await createPerson(scope, ["accountant"]);
    const browser = await signIn(app, clerk);
    const ends = new Date(Date.now() + 86_400_000).toISOString();
    const delegation = { delegate_id: clerk.id, ends_at: ends, reason: "on leave" };
    expectStatus(201, await people.maker.post("/v1/approval-delegations", delegation));
    const request = await submitDraft(people, await createDraft(people));
    const path = `/v1/approvals/${request.id}/approve`;
    const answer = await browser.send<ProblemBody>("POST", path, {});
    expect(refusal(answer)).toEqual([403, "approver_not_allowed"]);
    expect(await statusOf(request)).toBe("pending");
  });

  test("gains nothing by a crowd of their own tokens at once", async () => {
    const request = await submitDraft(people, await createDraft(people));
    const tokens = [people.maker, people.makerAgain, people.maker, people.makerAgain];
    const answers = await Promise.all(
      tokens.map((client) => tryToApprove<ProblemBody>(client, request)),
    );
    expect(answers.map(refusal)).toEqual(answers.map(() => [422, "approval_by_maker"]));
    expect(await statusOf(request)).toBe("pending");
  });

  test("is not counted twice by racing two tokens of one person", async () => {
    await settlePolicy(scope, "journal_entry.post", { levels: [["0", 2]] });
    const one = await openPerson(app, scope, { role: "controller" });
    const again = apiClient(app, one.token);
    const request = await submitDraft(people, await createDraft(people));
    const answers = await Promise.all(
      [one.client, again, one.client].map((client) => tryToApprove<ProblemBody>(client, request)),
    );
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(await statusOf(request)).toBe("pending");
  });

  test("meets one end where it is approved, rejected and withdrawn at once", async () => {
    const request = await submitDraft(people, await createDraft(people));
    const path = `/v1/approvals/${request.id}`;
    const answers = await Promise.all([
      people.checker.post(`${path}/approve`, {}),
      people.checker.post(`${path}/reject`, { reason: "not this one" }),
      people.maker.post(`${path}/withdraw`, { reason: "a mistake" }),
    ]);
    const done = answers.filter(({ status }) => status < 300);
    expect(done).toHaveLength(1);
    expect(["approved", "rejected", "withdrawn"]).toContain(await statusOf(request));
    const decided = await scope.db
      .selectFrom("audit_logs")
      .select("event_type")
      .where("target_entity_id", "=", request.id)
      .where("event_type", "in", ["approval.approved", "approval.rejected", "approval.withdrawn"])
      .execute();
    expect(decided).toHaveLength(1);
  });
});

describe("whoever wants another's agency at sign-up", () => {
  const linkOf = (email: string) => awaitLink(app, email, { page: "verify-sign-up" });

  test("gets nothing by a link that was used, changed or never mailed", async () => {
    const agency = newAgency();
    const { id } = await signUp(app, agency);
    const token = await linkOf(agency.administrator.email);
    const changed = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    for (const one of [changed, `${token}.`, "x".repeat(token.length)]) {
      expect((await verify<ProblemBody>(app, one)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await rowsOf(app, id)).toBeUndefined();
  });

  test("gets no second partner by opening one link many times at once", async () => {
    const agency = newAgency();
    await signUp(app, agency);
    const token = await linkOf(agency.administrator.email);
    const answers = await Promise.all(Array.from({ length: 6 }, () => verify(app, token)));
    expect(answers.some(({ status }) => status < 300)).toBe(true);
    const rows = await app.database.system
      .selectFrom("partners")
      .select("public_id")
      .where("partner_code", "=", agency.agency.code)
      .execute();
    expect(rows).toHaveLength(1);
  });

  test("does not come into an agency by its administrator's address", async () => {
    const { scope } = await app.createPartner();
    const admin = await createPerson(scope, ["partner_admin"]);
    const own = newAgency();
    const agency = { ...own, administrator: { ...own.administrator, email: admin.email } };
    await signUp(app, agency);
    await verify(app, await linkOf(admin.email));
    const before = await logIn(openBrowser(app), admin);
    expect(before.body["status"]).toBe("signed_in");
    const people = await scope.db.selectFrom("users").select("email").execute();
    expect(people.map(({ email }) => email)).toEqual([admin.email]);
  });
});

describe("an account that is over", () => {
  const asked = { reason: "The agency has been sold.", without_export: true };
  const path = "/v1/partner/deletion";
  let maker: Browser;
  let checker: Browser;

  beforeEach(async () => {
    const { scope } = await app.createPartner();
    const open = async () => signIn(app, await createPerson(scope, ["partner_admin"]));
    [maker, checker] = [await open(), await open()];
    expectStatus(200, await maker.send("POST", path, asked));
  });

  test("is not closed by its maker, however often at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => maker.send<ProblemBody>("POST", `${path}/confirm`)),
    );
    expect(answers.map(refusal)).toEqual(answers.map(() => [422, "approval_by_maker"]));
    expect((await maker.send("GET", "/v1/partner")).body).toMatchObject({ status: "active" });
  });

  test("is confirmed once of many times at once, and changes nothing from then on", async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => checker.send<ProblemBody>("POST", `${path}/confirm`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const branch = { code: "DAC", name: "Banani" };
    const late = await checker.send<ProblemBody>("POST", "/v1/branches", branch);
    expect(late.body.code).toBe("partner_closed");
    // Who is still let in exports what is theirs, until the end of the hold.
    expect((await checker.send("POST", "/v1/partner/exports")).status).toBe(201);
  });

  test("is not called back by somebody without the right to it", async () => {
    expectStatus(200, await checker.send("POST", `${path}/confirm`));
    const { scope, token } = await app.createPartner();
    const stranger = apiClient(app, token);
    const cancel = await stranger.post<ProblemBody>(`${path}/cancel`, { reason: "let me" });
    expect([403, 409]).toContain(cancel.status);
    const clerk = await signIn(app, await createPerson(scope, ["accountant"]));
    const reopened = await clerk.send<ProblemBody>("POST", "/v1/partner/reopen", { reason: "x" });
    expect(reopened.status).toBe(403);
    expect((await checker.send("GET", "/v1/partner")).body).toMatchObject({ status: "closed" });
  });
});
