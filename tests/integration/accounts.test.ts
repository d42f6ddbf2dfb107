import type { ProblemBody } from "../harness/api-client";
import type { Bookkeepers } from "../harness/bookkeepers";
import { bdt, expectStatus, openBookkeepers, postManualEntry } from "../harness/bookkeepers";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;
let people: Bookkeepers;

beforeAll(async () => {
  app = await startTestApp();
  people = await openBookkeepers(app);
});

afterAll(() => app.close());

interface AccountBody {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly depth: number;
  readonly is_active: boolean;
}

async function listChart(client = people.maker): Promise<AccountBody[]> {
  return (await client.get<{ data: AccountBody[] }>("/v1/accounts")).body.data;
}

function addAccount(body: Record<string, unknown>) {
  return people.maker.post<AccountBody & ProblemBody>("/v1/accounts", {
    name: "An account",
    class: "expense",
    ...body,
  });
}

async function idOf(code: string): Promise<string> {
  const account = (await listChart()).find((one) => one.code === code);
  if (account === undefined) throw new Error(`no account ${code}`);
  return account.id;
}

async function exportChart(): Promise<string> {
  const token = await app.createToken(people.scope, ["account.read.partner"]);
  const response = await app.request("/v1/accounts/export", {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(response.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
  return response.text();
}

function importChart(csv: string, dryRun = false) {
  return people.maker.post<ProblemBody & { created: number; renamed: number; unchanged: number }>(
    "/v1/accounts/import",
    { csv, dry_run: dryRun },
  );
}

describe("the chart of accounts", () => {
  test("is a hierarchy: parents before children, with their depth", async () => {
    expectStatus(201, await addAccount({ code: "6000", name: "Overheads", is_postable: false }));
    expectStatus(201, await addAccount({ code: "6100", parent_code: "6000", is_postable: false }));
    expectStatus(201, await addAccount({ code: "6110", parent_code: "6100" }));
    expectStatus(201, await addAccount({ code: "6200", parent_code: "6000" }));
    const own = (await listChart()).filter(({ code }) => code.startsWith("6"));
    expect(own.map(({ code, depth }) => [code, depth])).toEqual([
      ["6000", 0],
      ["6100", 1],
      ["6110", 2],
      ["6200", 1],
    ]);
  });

  test.each([
    ["account_invalid", 422, { code: "6301", parent_code: "6999" }],
    ["account_invalid", 422, { code: "6301", parent_code: "5051" }],
    ["account_invalid", 422, { code: "6301", parent_code: "6000", class: "asset" }],
    ["duplicate_code", 409, { code: "1101" }],
  ])("refuses with %s %#", async (code, status, body) => {
    const answer = await addAccount(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("takes an entry on an account of the partner's own, and none on a header", async () => {
    const entryId = await postManualEntry(people, {
      lines: [
        { account: "6200", side: "debit", amount: bdt("10.00") },
        { account: "1161", side: "credit", amount: bdt("10.00") },
      ],
    });
    expect(entryId).toMatch(/^je_/);
    await expect(
      postManualEntry(people, {
        lines: [
          { account: "6000", side: "debit", amount: bdt("10.00") },
          { account: "1161", side: "credit", amount: bdt("10.00") },
        ],
      }),
    ).rejects.toThrow(/account_not_postable/);
  });

  test("is renamed, and deactivated where nothing needs it", async () => {
    const path = `/v1/accounts/${await idOf("6110")}`;
    const renamed = await people.maker.post<AccountBody>(`${path}/rename`, { name: "Stationery" });
    expect(renamed.body).toMatchObject({ code: "6110", name: "Stationery", version: 2 });
    const off = await people.maker.post<AccountBody>(`${path}/deactivate`);
    expect(off.body.is_active).toBe(false);
    const on = await people.maker.post<AccountBody>(`${path}/activate`);
    expect(on.body.is_active).toBe(true);
    const history = await people.scope.db
      .selectFrom("chart_of_account_history")
      .select("diff_json")
      .where("account_code", "=", "6110")
      .orderBy("history_id")
      .execute();
    expect(history.map(({ diff_json }) => JSON.parse(diff_json))).toEqual([
      {},
      { account_name: ["An account", "Stationery"] },
      { is_active: [1, 0] },
      { is_active: [0, 1] },
    ]);
  });

  test("keeps what posting rules name, and says by which name", async () => {
    const path = `/v1/accounts/${await idOf("4031")}/deactivate`;
    const answer = await people.maker.post<ProblemBody>(path);
    expect([answer.status, answer.body.code]).toEqual([422, "account_named_by_rules"]);
    expect(answer.body).toMatchObject({ rule: "serviceFeeRevenue" });
  });

  test("keeps what has a balance, and says how much, until it is transferred", async () => {
    expectStatus(201, await addAccount({ code: "6400" }));
    const move = (debit: string, credit: string) => ({
      lines: [
        { account: debit, side: "debit", amount: bdt("25.50") },
        { account: credit, side: "credit", amount: bdt("25.50") },
      ],
    });
    await postManualEntry(people, move("6400", "1161"));
    const path = `/v1/accounts/${await idOf("6400")}/deactivate`;
    const refused = await people.maker.post<ProblemBody>(path);
    expect([refused.status, refused.body.code]).toEqual([422, "account_has_balance"]);
    expect(refused.body).toMatchObject({ balance: "25.500", currency: "BDT" });
    await postManualEntry(people, move("1161", "6400"));
    expectStatus(200, await people.maker.post(path));
  });

  test("is not another partner's", async () => {
    const { maker } = await openBookkeepers(app);
    const id = await idOf("6200");
    const answers = [
      await maker.get(`/v1/accounts/${id}`),
      await maker.post(`/v1/accounts/${id}/rename`, { name: "Mine" }),
      await maker.post(`/v1/accounts/${id}/deactivate`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await listChart(maker)).map(({ code }) => code)).not.toContain("6200");
  });
});

describe("a chart as CSV", () => {
  test("comes back as it went, formulas and all, and changes nothing", async () => {
    expectStatus(201, await addAccount({ code: "6500", name: '=1+1, "quoted"' }));
    const csv = await exportChart();
    expect(csv).toContain(`6500,"'=1+1, ""quoted""",expense`);
    const before = await listChart();
    const answer = expectStatus(201, await importChart(csv));
    expect(answer).toMatchObject({ created: 0, renamed: 0, unchanged: before.length });
    expect(await listChart()).toEqual(before);
  });

  test("adds accounts, children before their parents too; a dry run adds none", async () => {
    const csv = [
      "code,name,class,parent_code,control,is_postable,is_monetary",
      "8110,Domain names,expense,8100,,yes,no",
      "8100,Internet,expense,8000,,no,no",
      "8000,Technology,expense,,,no,no",
      "8900,Loans to staff,asset,,customer,yes,yes",
      "6200,Cleaning,expense,6000,,yes,no",
    ].join("\r\n");
    const before = await listChart();
    const tried = expectStatus(201, await importChart(csv, true));
    expect(tried).toMatchObject({ dry_run: true, created: 4, renamed: 1, unchanged: 0 });
    expect(await listChart()).toEqual(before);
    expectStatus(201, await importChart(csv));
    const after = await listChart();
    expect(after.filter(({ code }) => code.startsWith("8")).map(({ code }) => code)).toEqual([
      "8000",
      "8100",
      "8110",
      "8900",
    ]);
    expect(after.find(({ code }) => code === "6200")?.name).toBe("Cleaning");
  });

  test("with bad rows is refused whole, each named by its line", async () => {
    const before = await listChart();
    const header = "code,name,class,parent_code,control,is_postable,is_monetary";
    const wrong = [
      header,
      "8200,Fine,expense,,,yes,no",
      "82 01,Blank in the code,expense,,,yes,no",
      "8202,,expense,,,yes,no",
      "8203,Class,money,,,yes,no",
      "8204,Control,asset,,moon,yes,no",
      "8205,Flag,asset,,,maybe,no",
      "8206,Caf\uFFFD,expense,,,yes,no",
      "8200,Twice,expense,,,yes,no",
    ].join("\n");
    const read = await importChart(wrong);
    expect([read.status, read.body.code]).toEqual([422, "import_invalid"]);
    expect(read.body.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/csv line 3", "code_invalid"],
      ["/csv line 4", "name_invalid"],
      ["/csv line 5", "class_invalid"],
      ["/csv line 6", "control_invalid"],
      ["/csv line 7", "flag_invalid"],
      ["/csv line 8", "name_invalid"],
      ["/csv line 9", "repeated"],
    ]);
    const unfit = await importChart(
      [
        header,
        "1101,Receivables,liability,,customer,yes,yes",
        "8300,Lost,expense,8999,,yes,no",
      ].join("\n"),
    );
    expect(unfit.body.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
      ["/csv line 2", "account_changed"],
      ["/csv line 3", "parent_invalid"],
    ]);
    expect((await importChart("a,b\n1,2")).body.errors?.[0]?.code).toBe("header_invalid");
    expect(await listChart()).toEqual(before);
  });
});
