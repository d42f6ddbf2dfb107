import { randomInt } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { RowDataPacket } from "mysql2/promise";

import { sealAuditLogs } from "../../db/audit/seal-audit-logs";
import { toMoney } from "../../db/read/amounts";
import { selectReleases } from "../../db/read/revenue-releases";
import {
  readBalanceSheet,
  readCashFlow,
  readTrialBalance,
} from "../../db/read/statements/financial-statements";
import { readRemainingObligations } from "../../db/read/statements/remaining-obligations";
import { readRevenueRollForward } from "../../db/read/statements/revenue-roll-forward";
import { verifyLedger } from "../../db/verify/verify-ledger";
import { previousDay } from "../../domain/calendar";
import { parseMoney } from "../../domain/money";
import type { StatementCurrency } from "../../domain/statements/turnovers";
import { openMigrationConnection } from "../harness/database";
import type { Balances } from "../harness/hledger";
import { hledgerMonthEnds } from "../harness/hledger";
import type { Agency } from "../harness/random-year/agency";
import { functional, reporting } from "../harness/random-year/agency";
import { runRandomYear } from "../harness/random-year/run-year";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

/** Another year in every run; the one that failed again with its seed. */
const seed = Number(process.env["RANDOM_YEAR_SEED"] ?? randomInt(2 ** 31));
const year = { from: "2025-01-01", to: "2026-01-01" };
const months = Array.from({ length: 12 }, (_, index) => {
  const next = index === 11 ? "2026-01-01" : `2025-${String(index + 2).padStart(2, "0")}-01`;
  const code = `2025-${String(index + 1).padStart(2, "0")}`;
  return { code, from: `${code}-01`, to: previousDay(next) };
});

let app: TestApp;
let agency: Agency;
let directory: string;
/** hledger's balances at each month's end, in functional currency. */
let theirs: Readonly<Record<string, Balances>>;

beforeAll(async () => {
  app = await startTestApp({ waitMs: 30_000 });
  directory = await mkdtemp(join(tmpdir(), "travobooks-hledger-"));
  agency = await runRandomYear(app, seed);
  theirs = await hledgerMonthEnds(await exportTo("functional"), { ...year, atCost: true });
}, 300_000);

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await app.close();
});

/** As a partner downloads it. */
async function exportTo(book: "functional" | "reporting"): Promise<string> {
  const token = await app.createToken(agency.books.scope, ["journal_entry.read.partner"]);
  const response = await app.request(`/v1/ledger/export/hledger?book=${book}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  const file = join(directory, `${book}.journal`);
  await writeFile(file, await response.text());
  return file;
}

async function trialBalance(currency: StatementCurrency, to: string): Promise<Balances> {
  const { rows } = await readTrialBalance(agency.books.scope, { currency, to });
  return Object.fromEntries(
    rows.flatMap(({ account, closingDebit, closingCredit }) => {
      const minor = closingDebit.minor - closingCredit.minor;
      return minor === 0n
        ? []
        : [[`${account.code} ${closingDebit.currency}`, minor.toString()] as const];
    }),
  );
}

/** By transaction currency, from the lines alone; what moves only the books stands in theirs. */
async function transactedBalances(to: string): Promise<Balances> {
  const connection = await openMigrationConnection();
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT account_code AS code,
        IF(transaction_amount = 0, functional_currency, transaction_currency) AS currency,
        SUM(IF(side = 'debit', 1, -1) * IF(transaction_amount = 0, functional_amount, transaction_amount)) AS amount
       FROM journal_entry_lines line JOIN chart_of_accounts account USING (partner_id, account_id)
      WHERE partner_id = ? AND entry_date <= ? GROUP BY 1, 2 HAVING amount <> 0`,
    [agency.books.scope.partnerId, to],
  );
  await connection.end();
  return Object.fromEntries(
    rows.map(({ code, currency, amount }) => [
      `${code} ${currency}`,
      parseMoney({ amount: String(amount), currency: String(currency) }).minor.toString(),
    ]),
  );
}

function sumOf(balances: Balances, accounts: RegExp): bigint {
  return Object.entries(balances)
    .filter(([key]) => accounts.test(key))
    .reduce((total, [, minor]) => total + BigInt(minor), 0n);
}

/** Of the accounts of deferred revenue, by the slices that runs have released. */
async function recognisedIn(period: string): Promise<bigint> {
  const rows = await selectReleases(agency.books.scope)
    .innerJoin("journal_entries as entry", "entry.posting_key", "release.posting_key")
    .where("release.release_reason", "=", "recognition")
    .where("schedule.schedule_kind", "<>", "principal_cost")
    .where("entry.entry_date", "like", `${period}-%`)
    .select("release.functional_amount as amount")
    .execute();
  return rows.reduce((sum, { amount }) => sum + toMoney(amount, functional).minor, 0n);
}

describe(`a random year of a random agency, RANDOM_YEAR_SEED=${seed}`, () => {
  test("has had everything happen in it", async () => {
    const { db } = agency.books.scope;
    const accounts = await db
      .selectFrom("journal_entry_lines as line")
      .innerJoin("chart_of_accounts as account", "account.account_id", "line.account_id")
      .select("account.account_code")
      .distinct()
      .execute();
    const codes = accounts.map((row) => row.account_code);
    expect(codes).toEqual(expect.arrayContaining(["1101", "1109", "2011", "2012", "2022", "2031"]));
    expect(codes).toEqual(expect.arrayContaining(["4011", "5041", "5045", "5091", "5092", "3101"]));
    const currencies = await db
      .selectFrom("journal_entry_lines")
      .select("transaction_currency as currency")
      .distinct()
      .execute();
    expect(currencies.map(({ currency }) => currency).toSorted()).toEqual([
      "BDT",
      "BHD",
      "JPY",
      "USD",
    ]);
    const periods = await db
      .selectFrom("accounting_periods")
      .select("status")
      .where("fiscal_year", "=", 2025)
      .execute();
    expect(periods.map(({ status }) => status)).toEqual(months.map(() => "closed"));
    expect(agency.eventCount).toBeGreaterThan(300);
    expect(agency.reports).toBeGreaterThan(5);
    const released = await db
      .selectFrom("revenue_releases")
      .select("release_reason as reason")
      .distinct()
      .execute();
    expect(released.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(["recognition", "refund", "exchange", "void"]),
    );
  });

  test("is proved clean by the verification of the ledger", async () => {
    while ((await sealAuditLogs(app.database.system)) > 0);
    const checks = await verifyLedger(agency.books.scope);
    expect(checks.flatMap(({ finding }) => finding ?? [])).toEqual([]);
  });

  test("has the trial balance of hledger at every month's end, in functional currency", async () => {
    for (const { code, to } of months) {
      expect([to, await trialBalance("functional", to)]).toEqual([to, theirs[code]]);
    }
    expect(Object.keys(theirs)).toHaveLength(12);
  });

  test("has it in every currency that was transacted in", async () => {
    const each = await hledgerMonthEnds(await exportTo("functional"), year);
    for (const { code, to } of months) {
      expect([to, await transactedBalances(to)]).toEqual([to, each[code]]);
    }
    const currencies = Object.keys(each["2025-12"] ?? {}).map((key) => key.split(" ")[1]);
    expect(new Set(currencies).size).toBeGreaterThanOrEqual(3);
  });

  test("has it in reporting currency", async () => {
    const each = await hledgerMonthEnds(await exportTo("reporting"), { ...year, atCost: true });
    for (const { code, to } of months) {
      expect([to, await trialBalance("reporting", to)]).toEqual([to, each[code]]);
    }
    expect(Object.keys(each["2025-12"] ?? {}).join()).toContain(reporting);
  });

  test("has a balance sheet that balances every month, and whose sums are hledger's", async () => {
    for (const { code, to } of months) {
      const sheet = await readBalanceSheet(agency.books.scope, { currency: "functional", to });
      const balances = theirs[code] ?? {};
      expect([to, sheet.difference.minor]).toEqual([to, 0n]);
      expect([to, sheet.assets.total.minor]).toEqual([to, sumOf(balances, /^1/)]);
      expect([to, sheet.liabilities.total.minor]).toEqual([to, -sumOf(balances, /^2/)]);
      expect([to, sheet.equity.total.minor]).toEqual([to, -sumOf(balances, /^[3-7]/)]);
    }
  });

  test("has a cash flow that ties to the change in cash every month, which is hledger's", async () => {
    let opening = 0n;
    for (const { code, from, to } of months) {
      const flow = await readCashFlow(agency.books.scope, { currency: "functional", from, to });
      const closing = sumOf(theirs[code] ?? {}, /^10[012]1 /);
      expect([to, flow.difference.minor]).toEqual([to, 0n]);
      expect([to, flow.netChange.minor]).toEqual([to, closing - opening]);
      expect([to, flow.closingCash]).toEqual([to, { currency: functional, minor: closing }]);
      opening = closing;
    }
  });

  test("rolls deferred revenue forward every month, to hledger's balance and each run's lines", async () => {
    let opening = 0n;
    for (const { code, from, to } of months) {
      const range = { currency: "functional", from, to } as const;
      const { totals } = await readRevenueRollForward(agency.books.scope, range);
      const closing = -sumOf(theirs[code] ?? {}, /^203/);
      expect([to, totals.opening.minor, totals.closing.minor]).toEqual([to, opening, closing]);
      expect([to, totals.other.minor]).toEqual([to, 0n]);
      expect([to, await recognisedIn(code)]).toEqual([to, totals.recognised.minor]);
      opening = closing;
    }
    expect(opening).toBeGreaterThan(0n);
  });

  test("has what is still to be earned add up to what is deferred", async () => {
    const to = "2025-12-31";
    const { total } = await readRemainingObligations(agency.books.scope, {
      currency: "functional",
      to,
    });
    expect(total.minor).toBe(-sumOf(theirs["2025-12"] ?? {}, /^203/));
  });

  test("has nothing left of income and expense once the year is closed", async () => {
    const closed = Object.keys(theirs["2025-12"] ?? {});
    expect(closed.filter((key) => /^[4-7]/.test(key))).toEqual([]);
    expect(closed).toContain(`3101 ${functional}`);
  });
});
