import { foldBalances } from "../../db/balances/fold-balances";
import { newId } from "../../db/new-id";
import type { Dimensions, Posting, PostingLine } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { sourceTypes } from "../../domain/journal/source-types";
import type { MoneyJson } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import type { NewPartner } from "../../services/partner/create-partner";
import type { ApiClient, ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import type { Ledger } from "../harness/ledger";
import { addRate, openLedger, post, postingOf } from "../harness/ledger";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
});

afterAll(() => app.close());

interface Books extends Ledger {
  readonly client: ApiClient;
}

interface Account {
  readonly code: string;
  readonly ledger_url: string;
}

interface Section {
  readonly lines: readonly { readonly account: Account; readonly amount: MoneyJson }[];
  readonly total: MoneyJson;
}

interface LedgerLineBody {
  readonly entry: {
    readonly id: string;
    readonly url: string;
    readonly number: number;
    readonly workflow_id: string | null;
  };
  readonly entry_date: string;
  readonly side: string;
  readonly amount: MoneyJson;
  readonly balance: MoneyJson;
}

interface LedgerBody {
  readonly account: Account;
  readonly opening: MoneyJson;
  readonly debits: MoneyJson;
  readonly credits: MoneyJson;
  readonly closing: MoneyJson;
  readonly brought_forward: MoneyJson;
}

interface LedgerPage extends LedgerBody {
  readonly data: readonly LedgerLineBody[];
  readonly next_cursor: string | null;
}

async function openBooks(overrides: Partial<NewPartner> = {}): Promise<Books> {
  const ledger = await openLedger(app.database, { booksFrom: "2025-01-01", ...overrides });
  const token = await app.createToken(ledger.scope, [
    "report.read.partner",
    "journal_entry.read.partner",
  ]);
  return { ...ledger, client: apiClient(app, token) };
}

const bdt = (amount: string) => parseMoney({ amount, currency: "BDT" });

function dr(account: string, amount: string, dimensions: Dimensions = {}): PostingLine {
  return debit(account, bdt(amount), dimensions);
}

function cr(account: string, amount: string, dimensions: Dimensions = {}): PostingLine {
  return credit(account, bdt(amount), dimensions);
}

function enter(
  books: Books,
  eventDate: string,
  lines: readonly PostingLine[],
  more: Partial<Posting> = {},
) {
  return post(books, postingOf(books, { eventDate, lines, ...more }));
}

/** The example of domain/statements/statements.test.ts, in the books of 2025 and 2026. */
async function enterExample(books: Books): Promise<void> {
  const { id: customerId } = books.customer;
  const { supplierId } = books;
  await enter(books, "2025-03-01", [dr("1011", "100000.00"), cr("3001", "100000.00")]);
  await enter(books, "2025-12-30", [dr("1101", "5000.00", { customerId }), cr("4031", "5000.00")]);
  await enter(books, "2026-02-10", [
    dr("1101", "49650.00", { customerId }),
    dr("1109", "2800.00", { supplierId }),
    cr("2011", "48500.00", { supplierId }),
    cr("2031", "2800.00"),
    cr("4031", "1000.00"),
    cr("2061", "150.00"),
  ]);
  await enter(books, "2026-02-11", [
    dr("1011", "49650.00"),
    cr("1101", "49650.00", { customerId }),
  ]);
  await enter(books, "2026-02-28", [dr("2031", "2800.00"), cr("4011", "2800.00")]);
  await enter(books, "2026-03-05", [
    dr("2011", "48500.00", { supplierId }),
    dr("5045", "12.50"),
    cr("1109", "2800.00", { supplierId }),
    cr("1011", "45712.50"),
  ]);
  await enter(books, "2026-03-31", [dr("5061", "300.00"), cr("1191", "300.00")]);
  await enter(books, "2026-04-02", [dr("3101", "1000.00"), cr("1011", "1000.00")]);
  await enter(
    books,
    "2026-04-30",
    [dr("1101", "490.75", { customerId }), dr("1011", "100.00"), cr("5092", "590.75")],
    { sourceType: sourceTypes.revaluation },
  );
  await enter(books, "2026-05-01", [dr("4031", "5000.00"), cr("3101", "5000.00")], {
    sourceType: sourceTypes.yearEnd,
  });
}

async function get<Body>({ client }: Pick<Books, "client">, path: string): Promise<Body> {
  const { status, body } = await client.get<Body>(`/v1/reports/${path}`);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** Codes with amounts, as one reads a section. */
function read(section: Section): string[] {
  return section.lines.map(({ account, amount }) => `${account.code} ${amount.amount}`);
}

/** Once with nothing folded, once with a part, once with everything. */
async function atEachFold(books: Books, check: () => Promise<void>): Promise<void> {
  await check();
  await foldBalances(books.scope);
  await check();
  await enter(books, "2026-06-01", [dr("1001", "0.01"), cr("3001", "0.01")]);
  await enter(books, "2026-06-01", [dr("3001", "0.01"), cr("1001", "0.01")]);
  await check();
}

describe("GET /v1/reports", () => {
  test("tells the worked example the same, whatever of it is folded", async () => {
    const books = await openBooks();
    await enterExample(books);
    await atEachFold(books, async () => {
      const range = "from=2026-01-01&to=2026-05-31";
      const trial = await get<{
        rows: ({ account: Account } & Record<string, MoneyJson>)[];
        totals: Record<string, MoneyJson>;
      }>(books, `trial-balance?${range}`);
      const bank = trial.rows.find(({ account }) => account.code === "1011");
      expect(
        ["opening_debit", "period_debit", "period_credit", "closing_debit"].map(
          (column) => bank?.[column]?.amount,
        ),
      ).toEqual(["100000.00", "49750.00", "46712.50", "103037.50"]);
      expect(trial.totals["closing_debit"]).toEqual({ amount: "108840.75", currency: "BDT" });
      expect(trial.totals["closing_credit"]).toEqual(trial.totals["closing_debit"]);

      const profit = await get<{ income: Section; expense: Section; result: MoneyJson }>(
        books,
        `profit-loss?${range}`,
      );
      expect(read(profit.income)).toEqual(["4011 2800.00", "4031 1000.00"]);
      expect(read(profit.expense)).toEqual(["5045 12.50", "5061 300.00", "5092 -590.75"]);
      expect(profit.result.amount).toBe("4078.25");

      const sheet = await get<{
        assets: Section;
        equity: Section & { current_result: MoneyJson; earlier_results: MoneyJson };
        liabilities_and_equity: MoneyJson;
      }>(books, "balance-sheet?as_of=2026-05-31");
      expect(read(sheet.assets)).toEqual(["1011 103037.50", "1101 5490.75", "1191 -300.00"]);
      expect(sheet.equity.current_result.amount).toBe("4078.25");
      expect(sheet.equity.earlier_results.amount).toBe("0.00");
      expect(sheet.liabilities_and_equity).toEqual(sheet.assets.total);

      const changes = await get<{ totals: Record<string, MoneyJson> }>(
        books,
        `changes-in-equity?${range}`,
      );
      expect(Object.values(changes.totals).map(({ amount }) => amount)).toEqual([
        "105000.00",
        "4078.25",
        "0.00",
        "-1000.00",
        "108078.25",
      ]);

      const flow = await get<Record<string, MoneyJson> & { operating: { total: MoneyJson } }>(
        books,
        `cash-flow?${range}`,
      );
      expect(flow.operating.total.amount).toBe("3937.50");
      expect(
        ["exchange_on_cash", "net_change", "opening_cash", "closing_cash", "difference"].map(
          (name) => flow[name]?.amount,
        ),
      ).toEqual(["100.00", "3037.50", "100000.00", "103037.50", "0.00"]);
    });
  });

  test("is of any day: the balance sheet before and after the year turns", async () => {
    const books = await openBooks();
    await enterExample(books);
    const resultsAt = async (day: string) => {
      const { equity } = await get<{ equity: Record<string, MoneyJson> }>(
        books,
        `balance-sheet?as_of=${day}`,
      );
      return [equity["current_result"]?.amount, equity["earlier_results"]?.amount];
    };
    expect(await resultsAt("2025-12-29")).toEqual(["0.00", "0.00"]);
    expect(await resultsAt("2025-12-31")).toEqual(["5000.00", "0.00"]);
    expect(await resultsAt("2026-02-10")).toEqual(["1000.00", "5000.00"]);
    expect(await resultsAt("2026-05-01")).toEqual(["4078.25", "0.00"]);
  });

  test("leads from an amount to its lines, from a line to its entry, and on to the workflow", async () => {
    const books = await openBooks();
    const context = { actor: { type: "system", id: null }, workflowId: "issue:p:b" } as const;
    await post(books, undefined, { context });
    const { rows } = await get<{ rows: { account: Account }[] }>(books, "trial-balance");
    const [receivable] = rows;
    const ledger = await books.client.get<LedgerPage>(receivable?.account.ledger_url ?? "");
    expect(ledger.body.closing).toEqual({ amount: "100.00", currency: "BDT" });
    const [line] = ledger.body.data;
    expect(line?.entry.workflow_id).toBe("issue:p:b");
    const entry = await books.client.get(line?.entry.url ?? "");
    expect(entry.body).toMatchObject({
      id: line?.entry.id,
      number: 1,
      workflow_id: "issue:p:b",
      workflow_url: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:8233\/namespaces\/[^/]+\/workflows\/issue%3Ap%3Ab(?:\/|$)/,
      ),
      lines: [{ account: { code: "1101" } }, { account: { code: "4031" } }],
    });
  });
});

describe("GET /v1/reports/account-ledger", () => {
  async function readAll(books: Books, path: string): Promise<LedgerPage[]> {
    const pages: LedgerPage[] = [];
    let cursor: string | null = null;
    do {
      const more: string = cursor === null ? "" : `&cursor=${cursor}`;
      const page: LedgerPage = await get<LedgerPage>(books, path + more);
      pages.push(page);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return pages;
  }

  test("runs from the opening to the closing balance over its pages, in the order of the days", async () => {
    const books = await openBooks();
    const days = ["03-02", "01-31", "02-01", "03-02", "02-01", "02-01", "03-31", "04-01"];
    for (const [index, day] of days.entries()) {
      const amount = `${index + 1}.00`;
      const lines =
        index === 3
          ? [dr("5041", amount), cr("1001", amount)]
          : [dr("1001", amount), cr("4031", amount)];
      await enter(books, `2026-${day}`, lines);
    }
    const path = "account-ledger?account=1001&from=2026-02-01&to=2026-03-31&limit=2";
    for (const fold of [false, true]) {
      if (fold) await foldBalances(books.scope);
      const pages = await readAll(books, path);
      expect(pages.map(({ data }) => data.length)).toEqual([2, 2, 2]);
      const lines = pages.flatMap(({ data }) => data);
      expect(
        lines.map((line) => [line.entry.number, line.entry_date, line.balance.amount]),
      ).toEqual([
        [3, "2026-02-01", "5.00"],
        [5, "2026-02-01", "10.00"],
        [6, "2026-02-01", "16.00"],
        [1, "2026-03-02", "17.00"],
        [4, "2026-03-02", "13.00"],
        [7, "2026-03-31", "20.00"],
      ]);
      for (const page of pages) {
        expect(
          [page.opening, page.debits, page.credits, page.closing].map(({ amount }) => amount),
        ).toEqual(["2.00", "22.00", "4.00", "20.00"]);
      }
      expect(pages.map((page) => page.brought_forward.amount)).toEqual(["2.00", "10.00", "17.00"]);
    }
  });

  test("refuses an account that the partner has not, and a cursor of another list", async () => {
    const books = await openBooks();
    for (let index = 0; index < 2; index += 1) await post(books);
    const unknown = await books.client.get<ProblemBody>("/v1/reports/account-ledger?account=9999");
    expect([unknown.status, unknown.body.code]).toEqual([404, "not_found"]);
    const { next_cursor: cursor } = await get<LedgerPage>(
      books,
      "account-ledger?account=1101&limit=1",
    );
    const path = `/v1/reports/account-ledger?account=4031&limit=1&cursor=${cursor}`;
    const foreign = await books.client.get<ProblemBody>(path);
    expect([foreign.status, foreign.body.code]).toEqual([400, "cursor_invalid"]);
  });
});

describe("GET /v1/reports/general-ledger", () => {
  test("has every line of every account once, however it is cut into pages", async () => {
    const books = await openBooks();
    await enterExample(books);
    const range = "from=2026-01-01&to=2026-05-31";
    for (const limit of [1, 3, 4, 100]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const more: string = cursor === null ? "" : `&cursor=${cursor}`;
        const page: {
          data: (LedgerBody & { lines: LedgerLineBody[] })[];
          next_cursor: string | null;
        } = await get(books, `general-ledger?${range}&limit=${limit}${more}`);
        for (const { account, lines } of page.data) {
          seen.push(...lines.map((line) => `${account.code} ${line.entry.number} ${line.side}`));
        }
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen).toHaveLength(23);
      expect(new Set(seen).size).toBe(23);
      expect(seen.map((line) => line.slice(0, 4))).toEqual(
        seen.map((line) => line.slice(0, 4)).toSorted(),
      );
    }
    const { data } = await get<{ data: LedgerBody[] }>(books, `general-ledger?${range}&limit=100`);
    const bank = data.find(({ account }) => account.code === "1011");
    expect(
      [bank?.opening, bank?.debits, bank?.credits, bank?.closing].map((one) => one?.amount),
    ).toEqual(["100000.00", "49750.00", "46712.50", "103037.50"]);
  });
});

describe("a statement of a part", () => {
  test("is of one branch, and names what stands with the others", async () => {
    const books = await openBooks();
    const branch = newId("branch");
    const row = await books.scope.db
      .insertInto("branches")
      .values({ public_id: branch, branch_code: "CGP", branch_name: "Chattogram" })
      .executeTakeFirstOrThrow();
    const branchId = Number(row.insertId);
    await enter(books, "2026-02-01", [dr("1001", "7.00", { branchId }), cr("4031", "7.00")]);
    await enter(books, "2026-02-01", [dr("1001", "5.00"), cr("4031", "5.00")]);
    const path = `trial-balance?branch_id=${branch}`;
    const { rows, difference } = await get<{
      rows: { account: Account; closing_debit: MoneyJson }[];
      difference: MoneyJson;
    }>(books, path);
    expect(rows.map(({ account, closing_debit: amount }) => [account.code, amount.amount])).toEqual(
      [["1001", "7.00"]],
    );
    expect(difference.amount).toBe("7.00");
    const lines = await books.client.get<LedgerPage>(rows[0]?.account.ledger_url ?? "");
    expect(lines.body.data).toHaveLength(1);
  });

  test("is in the reporting currency, where every entry has it", async () => {
    const books = await openBooks({ reportingCurrency: "USD" });
    await addRate(books.scope, { from: "BDT", to: "USD", rate: "0.00850000", on: "2025-01-01" });
    await enter(books, "2026-02-01", [dr("1001", "1000.00"), cr("4031", "1000.00")]);
    const sheet = await get<{ assets: Section; liabilities_and_equity: MoneyJson }>(
      books,
      "balance-sheet?currency=reporting",
    );
    expect(sheet.assets.total).toEqual({ amount: "8.50", currency: "USD" });
    expect(sheet.liabilities_and_equity).toEqual(sheet.assets.total);
    const ledger = await get<LedgerPage>(books, "account-ledger?account=1001&currency=reporting");
    expect(ledger.data[0]?.balance).toEqual({ amount: "8.50", currency: "USD" });
  });
});

describe("a statement", () => {
  const reports = [
    "trial-balance",
    "profit-loss",
    "balance-sheet",
    "changes-in-equity",
    "cash-flow",
    "general-ledger",
    "account-ledger?account=1101",
  ];

  test.each(reports)("of /v1/reports/%s has nothing of another partner", async (report) => {
    const [own, other] = [await openBooks(), await openBooks()];
    await post(other);
    await foldBalances(other.scope);
    await post(other);
    const before = await get<object>(own, report);
    expect(JSON.stringify(before)).not.toContain("100.00");
    await post(own);
    expect(JSON.stringify(await get<object>(own, report))).not.toContain("200.00");
    expect(JSON.stringify(await get<object>(other, report))).toContain("00.00");
  });

  test.each(reports)("of /v1/reports/%s needs its permission", async (report) => {
    const { scope } = await openBooks();
    const client = apiClient(app, await app.createToken(scope, ["journal_entry.read.partner"]));
    expect((await client.get(`/v1/reports/${report}`)).status).toBe(403);
    expect((await app.request(`/v1/reports/${report}`)).status).toBe(401);
  });

  test.each([
    ["trial-balance?from=2026-02-30", 400, "request_invalid"],
    ["trial-balance?from=2026-03-01&to=2026-02-28", 400, "request_invalid"],
    ["trial-balance?month=2026-03", 400, "request_invalid"],
    ["trial-balance?currency=EUR", 400, "request_invalid"],
    ["trial-balance?branch_id=1", 400, "request_invalid"],
    ["trial-balance?branch_id=br_01hxv2ztq3k4m5n6p7q8r9s0t1", 404, "not_found"],
    ["trial-balance?from=1999-01-01", 422, "period_unknown"],
    ["balance-sheet?as_of=2199-01-01", 422, "period_unknown"],
    ["cash-flow?currency=reporting", 422, "reporting_currency_missing"],
    ["account-ledger", 400, "request_invalid"],
    ["account-ledger?account=1101&limit=0", 400, "request_invalid"],
  ])("says what is wrong with %s", async (path, status, code) => {
    const books = await openBooks();
    const answer = await books.client.get<ProblemBody>(`/v1/reports/${path}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail.length).toBeGreaterThan(10);
  });

  test("refuses amounts in a reporting currency that came after the first entries", async () => {
    const books = await openBooks();
    await post(books);
    await books.scope.db.updateTable("partners").set({ reporting_currency: "USD" }).execute();
    const answer = await books.client.get<ProblemBody>(
      "/v1/reports/trial-balance?currency=reporting",
    );
    expect([answer.status, answer.body.code]).toEqual([422, "reporting_currency_missing"]);
    expect((await books.client.get("/v1/reports/trial-balance")).status).toBe(200);
  });
});
