import { readFileSync } from "node:fs";

import type { RowDataPacket } from "mysql2/promise";
import { generate } from "otplib";

import type { PartnerDatabase } from "../../../db/partner-scope";
import { createPartnerScopes } from "../../../db/partner-scopes";
import { credit, debit } from "../../../domain/journal/posting";
import { parseMoney } from "../../../domain/money";
import { idsOfSignUp } from "../../../domain/sign-up";
import type { ApiClient } from "../../harness/api-client";
import { createTestCustomer } from "../../harness/api-client";
import type { Bookkeepers } from "../../harness/bookkeepers";
import {
  approve,
  createDraft,
  expectStatus,
  openBookkeepers,
  postManualEntry,
  submitDraft,
} from "../../harness/bookkeepers";
import { createBooksPartner, periodIdOf } from "../../harness/books-partner";
import { openMigrationConnection, today } from "../../harness/database";
import { addRate, post as postEntry, postingOf, setPeriodStatus } from "../../harness/ledger";
import { awaitLink } from "../../harness/mailbox";
import { createOneOfEverything } from "../../harness/one-of-everything";
import { openPerson } from "../../harness/open-person";
import { recordActs } from "../../harness/recorded-acts";
import { readSchema } from "../../harness/schema";
import type { TestPerson } from "../../harness/sign-in";
import { createPerson, logIn, openBrowser, signIn, testPassword } from "../../harness/sign-in";
import { newAgency, signUp, verify } from "../../harness/sign-up";
import type { TestApp } from "../../harness/test-app";
import { startTestApp } from "../../harness/test-app";

/** Routes that are no GET, and whose success leaves no audit row: why not. */
const unaudited: Readonly<Record<string, string>> = {
  "POST /v1/ledger/verification": "reads; the verification it stores is its own record",
  "POST /v1/audit/verification": "reads; the verification it stores is its own record",
  "POST /v1/periods/{period_id}/check": "reads; the checklist it stores is its own record",
  "POST /v1/auth/refresh": "goes on with a sign-in that is audited; a token used twice is audited",
  "POST /v1/auth/register/verify": "goes on with the registration, whose request the rows name",
};

/** Routes whose success is tried elsewhere, with its audit row. */
const elsewhere: Readonly<Record<string, string>> = {
  "POST /v1/operations/{operation_id}/resolve": "tests/integration/resolve-operation.test.ts",
  "POST /v1/operations/{operation_id}/cancel": "tests/integration/export-report.test.ts",
  "POST /v1/partner/exports": "tests/integration/partner-export.test.ts",
};

let app: TestApp;
let acts: ReturnType<typeof recordActs>["acts"];
/** The same API, whose requests are not looked at. */
let unrecorded: TestApp;
let people: Bookkeepers;
let scopes: PartnerDatabase[];
let ids: ReadonlyMap<string, string>;

type Body = Record<string, string>;

beforeAll(async () => {
  unrecorded = await startTestApp();
  ({ app, acts } = recordActs(unrecorded));
  people = await openBookkeepers(app);
  scopes = [people.scope];
  ids = new Map(await createOneOfEverything(people, "MARKED"));
}, 120_000);

afterAll(() => app.close());

function idOf(name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`there is no ${name}`);
  return id;
}

async function post(path: string, body?: unknown, client = people.maker): Promise<Body> {
  const answer = await client.post<Body>(path, body);
  if (![200, 201, 204].includes(answer.status)) {
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return answer.body;
}

async function versionOf(path: string, client: ApiClient): Promise<Record<string, string>> {
  return { "If-Match": (await client.get(path)).headers.get("ETag") ?? "" };
}

async function replace(method: "put" | "patch", path: string, body: unknown): Promise<void> {
  const { maker } = people;
  expectStatus(200, await maker[method](path, body, await versionOf(path, maker)));
}

const reason = { reason: "seen by the audit's test" };

async function keepCustomers(): Promise<void> {
  const id = await createTestCustomer(people.maker);
  await post(`/v1/customers/${id}/consents`, {
    purpose: "marketing_email",
    status: "given",
    channel: "counter",
    decided_at: new Date(Date.now() - 60_000).toISOString(),
  });
  await post("/v1/privacy/exports", { customer_id: id });
  await post("/v1/privacy/erasures", { customer_id: id, ...reason });
}

async function keepMasterData(): Promise<void> {
  await replace("patch", "/v1/partner", { name: "Nova Travels and Tours" });
  await replace("patch", `/v1/branches/${idOf("branch_id")}`, { name: "Gulshan" });
  const account = `/v1/accounts/${idOf("account_id")}`;
  await post(`${account}/rename`, { name: "Rent of the office" });
  await post(`${account}/deactivate`);
  await post(`${account}/activate`);
  await post("/v1/accounts/import", {
    csv: "code,name,class,parent_code,control,is_postable,is_monetary\n6002,Cleaning,expense,,,yes,no\n",
  });
  await post("/v1/fx-rates", {
    from: "EUR",
    to: "BDT",
    effective_on: today(),
    rate: "128.5",
  });
  await post("/v1/fx-rates/import", {
    csv: `from_currency,to_currency,effective_on,rate\nGBP,BDT,${today()},150.25\n`,
  });
  await post("/v1/fx-rate-feeds/ecb", { active: true });
  await post("/v1/fx-rate-feeds/ecb/refresh");
  await post("/v1/reports/export", {
    report: "trial_balance",
    format: "csv",
    from: today(),
    to: today(),
  });
  await post(`/v1/reports/definitions/${idOf("report_definition_id")}/run`);
}

async function keepBooks(): Promise<void> {
  const draft = await createDraft(people);
  const path = `/v1/journal-entries/drafts/${draft.id}`;
  const { lines } = draft;
  await replace("put", path, { entry_date: today(), description: "Changed", lines });
  expectStatus(
    200,
    await people.maker.post(`${path}/discard`, undefined, await versionOf(path, people.maker)),
  );
  const refused = await submitDraft(people, await createDraft(people));
  await post(`/v1/approvals/${refused.id}/reject`, reason, people.checker);
  const withdrawn = await submitDraft(people, await createDraft(people));
  await post(`/v1/approvals/${withdrawn.id}/withdraw`, reason);
  const template = `/v1/journal-entries/templates/${idOf("template_id")}`;
  await post(`${template}/draft`, { entry_date: today() });
  const entry = `/v1/journal-entries/${await postManualEntry(people)}`;
  const content = Buffer.from("a,b\n1,2\n").toString("base64");
  const file = { file_name: "bill.csv", content_type: "text/csv", content };
  await post(`${entry}/attachments`, file);
  await post(`${entry}/reverse`, reason);
  await post("/v1/journal-imports", {
    kind: "journal",
    csv: [
      "entry,date,description,account,debit,credit,currency,customer,supplier,fx_rate",
      `1,${today()},Bank charges,5051,12.00,,BDT,,,`,
      `1,${today()},Bank charges,1161,,12.00,BDT,,,`,
    ].join("\n"),
  });
}

async function keepRecurring(): Promise<void> {
  const id = idOf("recurring_id");
  const approvals = await people.checker.get<{ data: { id: string; subject_id: string }[] }>(
    "/v1/approvals?status=pending&limit=100",
  );
  const approval = approvals.body.data.find(({ subject_id: subject }) => subject === id);
  await approve(people, { id: approval?.id ?? "" });
  const path = `/v1/journal-entries/recurring/${id}`;
  for (const action of ["pause", "resume", "end"]) await post(`${path}/${action}`, reason);
}

async function keepPeriods(): Promise<void> {
  const books = await createBooksPartner(app);
  scopes.push(books.scope);
  const { client, scope } = books;
  for (const [rate, on] of [
    ["117.3332", "2025-01-01"],
    ["118.1", "2025-01-31"],
  ] as const) {
    await addRate(scope, { from: "USD", to: "BDT", rate, on });
  }
  const usd = parseMoney({ amount: "640.00", currency: "USD" });
  const lines = [debit("1101", usd, { customerId: books.customer.id }), credit("4031", usd, {})];
  await postEntry(books, postingOf(books, { eventDate: "2025-01-15", lines }));
  const january = `/v1/periods/${await periodIdOf(books, "2025-01")}`;
  await post(`${january}/check`, undefined, client);
  await post(`${january}/soft-close`, undefined, client);
  await post(`${january}/revalue`, undefined, client);
  const attestations = [{ item: "credit_loss_updated", note: "looked at, nothing to add" }];
  await post(`${january}/close`, { attestations }, client);
  await post(`${january}/reopen`, reason, client);
  const february = await periodIdOf(books, "2025-02");
  await setPeriodStatus(scope, "2025-01", "locked");
  await setPeriodStatus(scope, "2025-02", "closed");
  await post(`/v1/periods/${february}/lock`, undefined, client);
  for (let month = 3; month < 12; month += 1) {
    await setPeriodStatus(scope, `2025-${String(month).padStart(2, "0")}`, "closed");
  }
  await setPeriodStatus(scope, "2025-12", "soft_closed");
  await post("/v1/fiscal-years/2025/close", undefined, client);
  await post("/v1/fiscal-years", { fiscal_year: 2027 }, client);
}

async function keepAccess(): Promise<void> {
  const role = idOf("role_id");
  const permissions = ["booking.read.partner"];
  await replace("put", `/v1/roles/${role}`, { name: "Night desk", permissions });
  const { user } = await openPerson(app, people.scope, { role: "auditor" });
  await post(`/v1/users/${user.id}/roles`, { role_id: role });
  await post(`/v1/users/${user.id}/roles/${role}/take`);
  await post(`/v1/users/${user.id}/branches`, { branch_ids: [idOf("branch_id")] });
  await post(`/v1/users/${user.id}/disable`);
  await post(`/v1/users/${user.id}/enable`);
  await post(`/v1/roles/${role}/deactivate`);
  await post(`/v1/roles/${role}/activate`);
  for (const path of ["/v1/tokens", "/v1/me/tokens"]) {
    const rotated = await post(`${path}/${idOf(`token_id ${path}`)}/rotate`, {});
    await post(`${path}/${rotated["id"]}/revoke`);
  }
}

async function keepPeople(): Promise<void> {
  const email = "karim@nova.example";
  const { id } = await post("/v1/users", { email, full_name: "Karim Uddin" });
  await awaitLink(app, email, { page: "accept-invitation" });
  await post(`/v1/users/${id}/invite`);
  const token = await awaitLink(app, email, { page: "accept-invitation", count: 2 });
  const password = "four blue kettles in a row";
  await signedOut("/v1/auth/accept-invitation", { token, password });
}

async function signedOut(path: string, body: unknown): Promise<Body> {
  const answer = await openBrowser(app).send<Body>("POST", path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function signInAndOut(person: TestPerson): Promise<void> {
  const other = await signIn(app, person);
  const own = await signIn(app, person);
  const sessions = await own.send<{ data: { id: string; is_current: boolean }[] }>(
    "GET",
    "/v1/auth/sessions",
  );
  const ended = sessions.body.data.find(({ is_current: isCurrent }) => !isCurrent);
  await browse(own, "DELETE", `/v1/auth/sessions/${ended?.id}`);
  expect((await other.send("GET", "/v1/auth/profile")).status).toBe(401);
  await browse(own, "POST", "/v1/auth/step-up", { password: testPassword });
  await browse(own, "POST", "/v1/auth/change-email", { email: `new.${person.email}` });
  const token = await awaitLink(app, `new.${person.email}`, { page: "verify-email" });
  await signedOut("/v1/auth/verify-email", { token });
  await browse(own, "POST", "/v1/auth/logout");
  await browse(
    await signIn(app, { ...person, email: `new.${person.email}` }),
    "POST",
    "/v1/auth/logout-everywhere",
  );
}

async function browse(
  browser: ReturnType<typeof openBrowser>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const answer = await browser.send<Body>(method, path, body);
  if (answer.status >= 300)
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function changePasswords(person: TestPerson): Promise<void> {
  const password = "four blue kettles in a row";
  const browser = await signIn(app, person);
  const change = { current_password: testPassword, password };
  await browse(browser, "POST", "/v1/auth/change-password", change);
  const { partnerCode: partner, email } = person;
  await signedOut("/v1/auth/forgot-password", { partner, email });
  const token = await awaitLink(app, email, { page: "reset-password" });
  await signedOut("/v1/auth/reset-password", { token, password: testPassword });
}

async function useSecondFactor(person: TestPerson): Promise<void> {
  const browser = await signIn(app, person);
  const { secret = "" } = await browse(browser, "POST", "/v1/auth/totp");
  const code = (steps: number) =>
    generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * steps });
  await browse(browser, "POST", "/v1/auth/totp/confirm", { code: await code(-1) });
  await browse(browser, "POST", "/v1/auth/recovery-codes");
  // No session yet: it is the code that signs in.
  const { body } = await logIn(openBrowser(unrecorded), person);
  const { challenge } = body;
  await signedOut("/v1/auth/verify-otp", { challenge, code: await code(0) });
  await browse(browser, "DELETE", "/v1/auth/totp");
}

async function useApp({ partnerCode: partner, email }: TestPerson): Promise<void> {
  const body = { partner, email, password: testPassword, grant: "tokens" };
  const { refresh_token: token } = await signedOut("/v1/auth/login", body);
  await signedOut("/v1/auth/refresh", { refresh_token: token });
}

async function closeAccount(): Promise<void> {
  const browser = await signIn(app, await createPerson(people.scope, ["partner_admin"]));
  await browse(browser, "POST", "/v1/partner/close", reason);
  await browse(browser, "POST", "/v1/partner/reopen", reason);
}

async function signUpAgency(): Promise<void> {
  const body = newAgency();
  const { id } = await signUp(app, body);
  const link = await awaitLink(app, body.administrator.email, { page: "verify-sign-up" });
  expectStatus(200, await verify(app, link));
  scopes.push(await createPartnerScopes(app.database)(idsOfSignUp(id).partner));
}

async function rowsOf(requestId: string) {
  const found = await Promise.all(
    scopes.map(({ db }) =>
      db
        .selectFrom("audit_logs")
        .select(["event_type", "actor_type", "actor_id", "target_entity_id", "ip_address"])
        .where("request_id", "=", requestId)
        .execute(),
    ),
  );
  return found.flat();
}

const isOfPairs = (diff: readonly unknown[]) =>
  diff.length > 0 && diff.every((pair) => Array.isArray(pair) && pair.length === 2);

describe("every act that changes something", () => {
  test("is done by somebody who may", async () => {
    await keepCustomers();
    await keepMasterData();
    await keepBooks();
    await keepRecurring();
    await keepPeriods();
    await keepAccess();
    await keepPeople();
    await closeAccount();
    await signUpAgency();
    expect(acts.length).toBeGreaterThan(80);
  }, 120_000);

  test("is done by a person who has signed in", async () => {
    const before = acts.length;
    for (const act of [signInAndOut, changePasswords, useSecondFactor, useApp]) {
      await act(await createPerson(people.scope, ["auditor"]));
    }
    expect(acts.length).toBeGreaterThan(before + 20);
  }, 120_000);

  test("leaves an audit row of its request: who, from where, on what", async () => {
    const bare: string[] = [];
    for (const { route, requestId } of acts) {
      if (route in unaudited) continue;
      const rows = await rowsOf(requestId);
      const told = rows.filter(
        (row) =>
          row.ip_address !== null &&
          row.target_entity_id !== "" &&
          (row.actor_id !== null || row.actor_type === "system"),
      );
      if (told.length === 0) bare.push(`${route} ${JSON.stringify(rows)}`);
    }
    expect([...new Set(bare)]).toEqual([]);
  });

  test("leaves what was before and what is after, of each row that it changed", async () => {
    const connection = await openMigrationConnection();
    const { tables } = await readSchema(connection);
    const histories = tables.filter(({ columns }) =>
      columns.some(({ name }) => name === "diff_json"),
    );
    const bare: string[] = [];
    let changes = 0;
    for (const { name } of histories) {
      const [rows] = await connection.query<RowDataPacket[]>(
        "SELECT diff_json FROM ?? WHERE change_type = 'UPDATE' AND partner_id IN (?)",
        [name, scopes.map(({ partnerId }) => partnerId)],
      );
      changes += rows.length;
      const diffs = rows.map((row) => Object.values(JSON.parse(String(row["diff_json"]))));
      if (diffs.some((diff) => !isOfPairs(diff))) bare.push(name);
    }
    await connection.end();
    // Of somebody who was erased: what was before is what is to be forgotten.
    expect(bare).toEqual(["customer_history"]);
    expect(changes).toBeGreaterThan(20);
  });

  test("is tried here, or a reason is given", () => {
    const tried = new Set(acts.map(({ route }) => route));
    const routes = app.contract.operations
      .filter(({ method, path }) => method !== "GET" && path.startsWith("/v1/"))
      .map(({ method, path }) => `${method} ${path}`);
    expect(routes.filter((route) => !tried.has(route) && !(route in elsewhere))).toEqual([]);
    expect(Object.keys(elsewhere).filter((route) => tried.has(route))).toEqual([]);
    for (const file of Object.values(elsewhere)) {
      expect(readFileSync(file, "utf8")).toMatch(/audit/);
    }
    expect([Object.keys(unaudited).length, Object.keys(elsewhere).length]).toEqual([5, 3]);
  });
});
