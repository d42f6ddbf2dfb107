import { newId } from "../../db/new-id";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient, createTestCustomer } from "../harness/api-client";
import { expectStatus } from "../harness/bookkeepers";
import { today } from "../harness/database";
import { inFull } from "../harness/in-full";
import type { Person } from "../harness/open-person";
import { openPerson } from "../harness/open-person";
import { giveAccess } from "../harness/people";
import type { TestApp, TestPartner } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

interface Identified {
  readonly id: string;
}
type Page = { readonly data: readonly Identified[] };

interface Draft extends Identified {
  readonly version: number;
  readonly lines: readonly { readonly branch_id?: string }[];
}

let app: TestApp;
let partner: TestPartner;
let dhaka: string;
let chattogram: string;
/** Of Dhaka alone, where she may do everything. */
let person: Person;
/** Of both. */
let ofBoth: Person;
let house: ApiClient;

beforeAll(async () => {
  app = await startTestApp();
  partner = await app.createPartner();
  house = apiClient(app, partner.token);
  [dhaka, chattogram] = [await addBranch("DAC"), await addBranch("CGP")];
  person = await openPerson(app, partner.scope, { role: "partner_admin", branch: "DAC" });
  ofBoth = await openPerson(app, partner.scope, { role: "partner_admin", branch: "DAC" });
  await giveAccess(partner.scope, ofBoth.user.userId, { branch: "CGP" });
});

afterAll(() => app.close());

async function addBranch(code: string): Promise<string> {
  const body = expectStatus(
    201,
    await house.post<Identified>("/v1/branches", { code, name: code }),
  );
  return body.id;
}

const drafts = "/v1/journal-entries/drafts";
const refused = [403, "branch_not_allowed"];
const unseen = [404, "not_found"];

/** Bank charges, with a branch for each of the two lines. */
function newDraft([debit, credit]: readonly (string | undefined)[], more: object = {}) {
  const line = (account: string, side: string, branchId: string | undefined) => ({
    account,
    side,
    amount: { amount: "12.00", currency: "BDT" },
    ...(branchId && { branch_id: branchId }),
    ...more,
  });
  const lines = [line("5051", "debit", debit), line("1161", "credit", credit)];
  return { entry_date: today(), description: "Bank charges", lines };
}

const draft = async (client: ApiClient, ...branches: (string | undefined)[]) =>
  expectStatus(201, await client.post<Draft>(drafts, newDraft(branches)));

async function codeOf(
  answer: Promise<{ readonly status: number; readonly body: Partial<ProblemBody> }>,
) {
  const { status, body } = await answer;
  return [status, body.code];
}

async function idsOf(client: ApiClient, path: string): Promise<string[]> {
  return (await client.get<Page>(path)).body.data.map(({ id }) => id);
}

const voucher = {
  file_name: "bill.csv",
  content_type: "text/csv",
  content: Buffer.from("a,b\n").toString("base64"),
};

describe("drafts of who is held to a branch", () => {
  test("are of it in each line: the only one without being asked, else the one that is named", async () => {
    const own = await draft(person.client, undefined, undefined);
    expect(own.lines.map((line) => line.branch_id)).toEqual([dhaka, dhaka]);
    const between = await draft(ofBoth.client, dhaka, chattogram);
    const ofHouse = await Promise.all([
      draft(house, chattogram, chattogram),
      draft(house, dhaka, chattogram),
      draft(house, dhaka, undefined),
      draft(house, undefined, undefined),
    ]);
    expect(await idsOf(person.client, drafts)).toEqual([own.id]);
    expect((await idsOf(ofBoth.client, drafts)).toSorted()).toEqual(
      [own.id, between.id, ...ofHouse.slice(0, 2).map(({ id }) => id)].toSorted(),
    );
    expect(await idsOf(house, drafts)).toHaveLength(6);

    const post = (body: object) => codeOf(person.client.post(drafts, body));
    expect(await post(newDraft([dhaka, chattogram]))).toEqual(refused);
    expect(await post(newDraft([newId("branch"), dhaka]))).toEqual(unseen);
    expect(await codeOf(ofBoth.client.post(drafts, newDraft([dhaka, undefined])))).toEqual(refused);
    const booking = { ...inFull(), customer_id: await createTestCustomer(house) };
    const { id } = expectStatus(
      201,
      await house.post<Identified>("/v1/bookings", { ...booking, branch_id: chattogram }),
    );
    expect(await post(newDraft([dhaka, dhaka], { booking_id: id }))).toEqual(unseen);
    expect(
      await codeOf(ofBoth.client.post(drafts, newDraft([dhaka, dhaka], { booking_id: id }))),
    ).toEqual([201, undefined]);
  });

  test("of another branch, or of it in part, do not exist for them", async () => {
    const { client } = person;
    for (const branches of [[chattogram, chattogram], [dhaka, chattogram], [dhaka]]) {
      const { id, version } = await draft(house, ...branches);
      const path = `${drafts}/${id}`;
      const match = { "If-Match": `"v${version}"` };
      const attached = expectStatus(
        201,
        await house.post<Identified>(`${path}/attachments`, voucher),
      );
      const acts = [
        client.get<Partial<ProblemBody>>(path),
        client.put<Partial<ProblemBody>>(path, newDraft([dhaka, dhaka]), match),
        client.post<Partial<ProblemBody>>(`${path}/discard`, undefined, match),
        client.post<Partial<ProblemBody>>(`${path}/submit`),
        client.post<Partial<ProblemBody>>(`${path}/attachments`, voucher),
        client.get<Partial<ProblemBody>>(`${path}/attachments`),
        client.get<Partial<ProblemBody>>(`/v1/documents/${attached.id}`),
      ];
      expect(await Promise.all(acts.map(codeOf))).toEqual(acts.map(() => unseen));
      expect((await house.get<Draft>(path)).body.version).toBe(version);
    }
  });

  test("are edited, submitted and posted with what is attached to them", async () => {
    const { client } = person;
    const { id, version } = await draft(client, dhaka);
    const path = `${drafts}/${id}`;
    const match = { "If-Match": `"v${version}"` };
    expect(await codeOf(client.put(path, newDraft([dhaka, chattogram]), match))).toEqual(refused);
    expectStatus(200, await client.put(path, newDraft([dhaka, dhaka]), match));
    const document = expectStatus(
      201,
      await client.post<Identified & { content_url: string }>(`${path}/attachments`, voucher),
    );
    expect(await idsOf(client, `${path}/attachments`)).toEqual([document.id]);
    const submitted = await client.post<{ id: string; operation_id?: string }>(`${path}/submit`);
    const approval = expectStatus(201, submitted);
    expect(await idsOf(client, "/v1/approvals")).toEqual([approval.id]);
    const [operation] = await idsOf(client, "/v1/operations?kind=journal_draft.submit");
    expect((await client.get(`/v1/operations/${operation}`)).status).toBe(200);
    expectStatus(201, await ofBoth.client.post(`/v1/approvals/${approval.id}/approve`, {}));

    const [entry = ""] = await idsOf(client, `/v1/journal-entries?branch_id=${dhaka}`);
    expect(await idsOf(client, `/v1/journal-entries/${entry}/attachments`)).toEqual([document.id]);
    const headers = { Authorization: `Bearer ${person.token}` };
    expect((await app.request(document.content_url, { headers })).status).toBe(200);
    expectStatus(201, await client.post(`/v1/journal-entries/${entry}/attachments`, voucher));
  });

  test("an entry of theirs in part is read, and gets nothing from them", async () => {
    const { id } = await draft(house, dhaka, chattogram);
    const approval = expectStatus(201, await house.post<Identified>(`${drafts}/${id}/submit`));
    const { client } = await openPerson(app, partner.scope, { role: "partner_admin" });
    expectStatus(201, await client.post(`/v1/approvals/${approval.id}/approve`, {}));
    const entry = (await house.get<{ journal_entry_id: string }>(`${drafts}/${id}`)).body;
    const path = `/v1/journal-entries/${entry.journal_entry_id}`;
    expect((await person.client.get(path)).status).toBe(200);
    expect(await codeOf(person.client.post(`${path}/attachments`, voucher))).toEqual(refused);
    expect(await codeOf(person.client.post(`${path}/reverse`, { reason: "wrong" }))).toEqual(
      refused,
    );
  });
});

describe("imports of who is held to a branch", () => {
  const file = (entry: string, ...branches: string[]) => ({
    kind: "journal",
    csv: [
      "entry,date,description,account,debit,credit,currency,branch",
      `${entry},${today()},Bank charges,5051,12.00,,BDT,${branches[0] ?? ""}`,
      `${entry},${today()},Bank charges,1161,,12.00,BDT,${branches[1] ?? ""}`,
    ].join("\n"),
  });
  const imports = "/v1/journal-imports";

  test("name it in each row: others are bad rows, by their lines", async () => {
    const { client } = person;
    const done = expectStatus(
      201,
      await client.post<{ entries: number; operation_id: string }>(
        imports,
        file("A1", "DAC", "DAC"),
      ),
    );
    expect(done.entries).toBe(1);
    expect((await client.get(`/v1/operations/${done.operation_id}`)).status).toBe(200);
    for (const body of [file("A2", "CGP", "CGP"), file("A3", "DAC", "CGP"), file("A4", "DAC")]) {
      expect(await codeOf(client.post(imports, body))).toEqual([422, "import_invalid"]);
    }
    const dry = { ...file("A5", "DAC", "CGP"), dry_run: true };
    const { findings } = expectStatus(201, await client.post<{ findings: object[] }>(imports, dry));
    expect(findings).toMatchObject([{ line: 3, column: "branch", code: "BRANCH_NOT_ALLOWED" }]);
    const both = await ofBoth.client.post<{ operation_id: string }>(
      imports,
      file("A6", "DAC", "CGP"),
    );
    const { operation_id: operation } = expectStatus(201, both);
    expect(await codeOf(client.get(`/v1/operations/${operation}`))).toEqual(unseen);
    expect(await idsOf(client, "/v1/operations?limit=100")).not.toContain(operation);
    expectStatus(201, await house.post(imports, file("A7")));
  });

  test("bring no opening balances", async () => {
    const csv = "account,debit,credit,currency,branch\n5051,1.00,,BDT,DAC\n1161,,1.00,BDT,DAC";
    const body = { kind: "opening_balances", opening_on: today(), csv };
    expect(await codeOf(person.client.post(imports, body))).toEqual(refused);
  });
});

describe("exports of who is held to a branch", () => {
  const exporting = (client: ApiClient, more: object) =>
    client.post<Partial<ProblemBody> & { document_id: string; operation_id: string }>(
      "/v1/reports/export",
      { report: "trial_balance", format: "csv", ...more },
    );

  test("are of one of theirs, which they name; the file is that branch's", async () => {
    const { client } = person;
    const own = expectStatus(201, await exporting(client, { branch_id: dhaka }));
    const asked = expectStatus(201, await exporting(house, { branch_id: dhaka }));
    const other = expectStatus(201, await exporting(house, { branch_id: chattogram }));
    const whole = expectStatus(201, await exporting(house, {}));
    for (const [{ document_id: document, operation_id: operation }, status] of [
      [own, 200],
      [asked, 200],
      [other, 404],
      [whole, 404],
    ] as const) {
      expect((await client.get(`/v1/documents/${document}`)).status).toBe(status);
      expect((await client.get(`/v1/operations/${operation}`)).status).toBe(status);
    }
    const listed = await idsOf(client, "/v1/documents");
    expect(listed.toSorted()).toEqual([own.document_id, asked.document_id].toSorted());
    const headers = { Authorization: `Bearer ${person.token}` };
    const url = `/v1/documents/${own.document_id}/content`;
    expect((await app.request(url, { headers })).status).toBe(200);
  });

  test("are refused by name where no branch is theirs, or none can be named", async () => {
    const { client } = person;
    const pack = { report: "audit_pack", format: "zip", from: today() };
    for (const body of [{}, { branch_id: chattogram }, pack]) {
      expect(await codeOf(exporting(client, body))).toEqual(refused);
    }
    expect(await codeOf(client.get("/v1/ledger/export/hledger"))).toEqual(refused);
  });
});
