import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { addDays, previousDay } from "../../domain/calendar";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import { apiClient } from "../harness/api-client";
import { today } from "../harness/database";
import { testEnvironment } from "../harness/environment";
import { hledgerMonthEnds } from "../harness/hledger";
import type { Ledger } from "../harness/ledger";
import { addRate, openLedger, post, postingOf } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

const path = "/v1/ledger/export/hledger";
const range = { from: `${today().slice(0, 7)}-01`, to: addDays(today(), 1) };

let app: TestApp;
let ledger: Ledger;
let token: string;
let directory: string;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
  directory = await mkdtemp(join(tmpdir(), "travobooks-export-"));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await app.close();
});

beforeEach(async () => {
  ledger = await openLedger(app.database);
  token = await app.createToken(ledger.scope, ["journal_entry.read.partner"]);
});

async function download(query = ""): Promise<string> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await app.request(`${path}${query}`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Disposition")).toContain("journal.hledger");
  return response.text();
}

function runExport(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const entry = join(process.cwd(), "dist/scripts/export.js");
  const env = { ...process.env, DATABASE_URL: testEnvironment().databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

async function partnerCode(): Promise<string> {
  const row = await app.database.system
    .selectFrom("partners")
    .select("partner_code")
    .where("partner_id", "=", ledger.scope.partnerId)
    .executeTakeFirstOrThrow();
  return row.partner_code;
}

describe(`GET ${path}`, () => {
  test("writes what hledger reads whatever people write: names, quotes, other scripts", async () => {
    const odd = [`"Sale"; of [2020-01-01] | (x) * !`, "ঢাকা → দুবাই 😀", "a  b\tc", "=2020-01-01"];
    for (const description of odd) await post(ledger, postingOf(ledger, { description }));
    await ledger.scope.db
      .updateTable("chart_of_accounts")
      .set({ account_name: "  Fees: (all)  ; kinds\t*" })
      .where("account_code", "=", "4031")
      .execute();
    await ledger.scope.db
      .updateTable("customers")
      .set({ customer_code: "A, [2020-01-01]; B" })
      .execute();
    const text = await download();
    const file = join(directory, "odd.journal");
    await runExport("hledger", "--partner", await partnerCode(), "--out", file);
    expect(await readFile(file, "utf8")).toBe(text);
    const months = await hledgerMonthEnds(file, range);
    expect(Object.values(months)).toEqual([{ "1101 BDT": "40000", "4031 BDT": "-40000" }]);
  });

  test("leaves out what is later than the day that is asked for", async () => {
    await post(ledger);
    expect(await download(`?through=${previousDay(today())}`)).not.toContain("(1)");
    expect(await download(`?through=${today()}`)).toContain("(1)");
  });

  test("writes currencies of no and of three decimals to their last one", async () => {
    for (const [currency, amount, rate] of [
      ["JPY", "1001", "0.79"],
      ["BHD", "1.005", "317.2"],
    ] as const) {
      await addRate(ledger.scope, { from: currency, to: "BDT", rate, on: today() });
      const money = parseMoney({ amount, currency });
      const lines = [debit("1011", money, {}), credit("4031", money, {})];
      await post(ledger, postingOf(ledger, { lines }));
    }
    const file = join(directory, "scales.journal");
    const code = await partnerCode();
    await runExport("hledger", "--partner", code, "--out", file);
    const [balances] = Object.values(await hledgerMonthEnds(file, range));
    expect(balances).toEqual({
      "1011 BHD": "1005",
      "1011 JPY": "1001",
      "4031 BHD": "-1005",
      "4031 JPY": "-1001",
    });
    const atCost = await hledgerMonthEnds(file, { ...range, atCost: true });
    expect(Object.values(atCost)[0]).toEqual({ "1011 BDT": "110958", "4031 BDT": "-110958" });
  });

  test("is for those who may, and gives a partner its own alone", async () => {
    await post(ledger);
    const other = await openLedger(app.database);
    const headers = async (permission: "booking.read.partner" | "journal_entry.read.partner") => ({
      Authorization: `Bearer ${await app.createToken(other.scope, [permission])}`,
    });
    const refused = await app.request(path, { headers: await headers("booking.read.partner") });
    expect(refused.status).toBe(403);
    const own = await app.request(path, { headers: await headers("journal_entry.read.partner") });
    expect(await own.text()).not.toContain("(1)");
    expect((await app.request(path)).status).toBe(401);
    expect((await apiClient(app, token).get(`${path}?book=own`)).status).toBe(400);
  });
});

describe("npm run export", () => {
  test("writes to standard output where no file is named", async () => {
    await post(ledger);
    const { code, stdout } = await runExport("hledger", "--partner", await partnerCode());
    expect([code, stdout]).toEqual([0, await download()]);
  });

  test("says what it does not understand", async () => {
    expect((await runExport("beancount", "--partner", "X")).code).toBe(2);
    expect((await runExport("hledger")).code).toBe(2);
    const nobody = await runExport("hledger", "--partner", "NOBODY");
    expect([nobody.code, nobody.stderr]).toEqual([1, "There is no partner NOBODY.\n"]);
  });
});
