import type { MoneyJson } from "../../domain/money";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { addRate } from "../harness/ledger";
import type { ReportBooks } from "../harness/report-books";
import { cr, dr, enter, getReport, openReportBooks } from "../harness/report-books";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
});

afterAll(() => app.close());

interface Deferrals {
  readonly opening: MoneyJson;
  readonly deferred: MoneyJson;
  readonly recognised: MoneyJson;
  readonly released: MoneyJson;
  readonly closing: MoneyJson;
}

interface DeferredRevenueBody {
  readonly periods: readonly {
    readonly code: string;
    readonly from: string;
    readonly to: string;
    readonly rows: readonly (Deferrals & {
      readonly account: { readonly code: string; readonly ledger_url: string };
    })[];
    readonly totals: Deferrals;
  }[];
  readonly rows: readonly (Deferrals & { readonly account: { readonly code: string } })[];
  readonly totals: Deferrals;
}

interface TaxSectionBody {
  readonly opening: MoneyJson;
  readonly rows: readonly {
    readonly tax_code: string | null;
    readonly charged: MoneyJson;
    readonly cleared: MoneyJson;
    readonly net: MoneyJson;
  }[];
  readonly closing: MoneyJson;
}

interface TaxSummaryBody {
  readonly output_vat: TaxSectionBody;
  readonly input_vat: TaxSectionBody;
  readonly withholding_payable: TaxSectionBody;
  readonly withholding_receivable: TaxSectionBody;
  readonly vat_of_range: MoneyJson;
  readonly vat_payable: MoneyJson;
}

function readDeferrals(row: Deferrals | undefined): (string | undefined)[] {
  return [row?.opening, row?.deferred, row?.recognised, row?.released, row?.closing].map(
    (one) => one?.amount,
  );
}

/** Two sales, a run over each month's part, a refund and a recognition that is taken back. */
async function enterDeferrals(books: ReportBooks): Promise<void> {
  const { supplierId } = books;
  const sale = (amount: string) => [dr("1109", amount, { supplierId }), cr("2031", amount)];
  await enter(books, "2026-01-10", sale("2800.00"));
  await enter(books, "2026-01-31", [dr("2031", "700.00"), cr("4011", "700.00")]);
  await enter(books, "2026-02-05", sale("1000.00"));
  await enter(books, "2026-02-07", [dr("1001", "50.00"), cr("2032", "50.00")]);
  await enter(books, "2026-02-20", [dr("2031", "900.00"), cr("1109", "900.00", { supplierId })]);
  await enter(books, "2026-02-28", [dr("2031", "600.00"), cr("4011", "600.00")]);
  await enter(books, "2026-03-01", [dr("4011", "600.00"), cr("2031", "600.00")]);
}

describe("GET /v1/reports/deferred-revenue", () => {
  test("rolls each account forward from period to period, and ties to its balance", async () => {
    const books = await openReportBooks(app);
    await enterDeferrals(books);
    const report = await getReport<DeferredRevenueBody>(
      books,
      "deferred-revenue?from=2026-01-01&to=2026-03-15",
    );
    expect(report.periods.map(({ code, from, to }) => [code, from, to])).toEqual([
      ["2026-01", "2026-01-01", "2026-01-31"],
      ["2026-02", "2026-02-01", "2026-02-28"],
      ["2026-03", "2026-03-01", "2026-03-15"],
    ]);
    expect(report.periods.map(({ rows }) => readDeferrals(rows[0]))).toEqual([
      ["0.00", "2800.00", "700.00", "0.00", "2100.00"],
      ["2100.00", "1000.00", "600.00", "900.00", "1600.00"],
      ["1600.00", "0.00", "-600.00", "0.00", "2200.00"],
    ]);
    expect(report.rows.map((row) => [row.account.code, ...readDeferrals(row)])).toEqual([
      ["2031", "0.00", "3800.00", "700.00", "900.00", "2200.00"],
      ["2032", "0.00", "50.00", "0.00", "0.00", "50.00"],
    ]);
    expect(readDeferrals(report.totals)[4]).toBe("2250.00");
    const { closing } = await getReport<{ closing: MoneyJson }>(
      books,
      report.periods[2]?.rows[0]?.account.ledger_url ?? "",
    );
    expect(closing.amount).toBe("-2200.00");
  });

  test("begins where the days before the range left off", async () => {
    const books = await openReportBooks(app);
    await enterDeferrals(books);
    const report = await getReport<DeferredRevenueBody>(
      books,
      "deferred-revenue?from=2026-02-06&to=2026-02-28",
    );
    expect(readDeferrals(report.rows[0])).toEqual([
      "3100.00",
      "0.00",
      "600.00",
      "900.00",
      "1600.00",
    ]);
  });
});

describe("GET /v1/reports/tax-summary", () => {
  test("tells what was charged and cleared by tax code, and what is payable", async () => {
    const books = await openReportBooks(app);
    const standard = { taxCode: "VAT15" };
    await enter(books, "2026-01-10", [dr("1001", "90.00"), cr("2061", "90.00", standard)]);
    await enter(books, "2026-02-10", [dr("1001", "150.00"), cr("2061", "150.00", standard)]);
    await enter(books, "2026-02-11", [dr("2061", "30.00", standard), cr("1001", "30.00")]);
    await enter(books, "2026-02-12", [dr("2061", "90.00"), cr("1011", "90.00")]);
    await enter(books, "2026-02-13", [dr("1161", "20.00", standard), cr("1011", "20.00")]);
    await enter(books, "2026-02-14", [dr("1171", "5.00"), cr("2062", "5.00")]);
    for (const name of ["tax-summary", "gst-summary"]) {
      const summary = await getReport<TaxSummaryBody>(
        books,
        `${name}?from=2026-02-01&to=2026-02-28`,
      );
      const output = summary.output_vat;
      expect([output.opening.amount, output.closing.amount]).toEqual(["90.00", "120.00"]);
      expect(
        output.rows.map((row) => [row.tax_code, row.charged.amount, row.cleared.amount]),
      ).toEqual([
        [null, "0.00", "90.00"],
        ["VAT15", "150.00", "30.00"],
      ]);
      expect(summary.input_vat.rows.map(({ net }) => net.amount)).toEqual(["20.00"]);
      expect(summary.withholding_payable.closing.amount).toBe("5.00");
      expect(summary.withholding_receivable.closing.amount).toBe("5.00");
      expect([summary.vat_of_range.amount, summary.vat_payable.amount]).toEqual([
        "10.00",
        "100.00",
      ]);
    }
  });
});

describe("a report on revenue and taxes", () => {
  const reports = ["deferred-revenue", "tax-summary", "gst-summary"];

  test.each(reports)("has nothing of another partner: %s", async (report) => {
    const [own, other] = [await openReportBooks(app), await openReportBooks(app)];
    await enterDeferrals(other);
    await enter(other, "2026-02-10", [dr("1001", "2800.00"), cr("2061", "2800.00")]);
    expect(JSON.stringify(await getReport(own, report))).not.toContain("00.00");
    expect(JSON.stringify(await getReport(other, report))).toContain("2800.00");
  });

  test.each(reports)("needs its permission: %s", async (report) => {
    const { scope } = await openReportBooks(app);
    const client = apiClient(app, await app.createToken(scope, ["journal_entry.read.partner"]));
    expect((await client.get(`/v1/reports/${report}`)).status).toBe(403);
    expect((await app.request(`/v1/reports/${report}`)).status).toBe(401);
  });

  test.each(reports)("is in the reporting currency where entries have it: %s", async (report) => {
    const books = await openReportBooks(app, { reportingCurrency: "USD" });
    await addRate(books.scope, { from: "BDT", to: "USD", rate: "0.00850000", on: "2025-01-01" });
    await enter(books, "2026-02-01", [dr("1001", "1000.00"), cr("2031", "1000.00")]);
    await enter(books, "2026-02-01", [dr("1001", "1000.00"), cr("2061", "1000.00")]);
    const body = JSON.stringify(await getReport(books, `${report}?currency=reporting`));
    expect(body).toContain('{"amount":"8.50","currency":"USD"}');
    const plain = await openReportBooks(app);
    const path = `/v1/reports/${report}?currency=reporting`;
    const refused = await plain.client.get<ProblemBody>(path);
    expect([refused.status, refused.body.code]).toEqual([422, "reporting_currency_missing"]);
    await enter(plain, "2026-02-01", [dr("1001", "1000.00"), cr("2031", "1000.00")]);
    await plain.scope.db.updateTable("partners").set({ reporting_currency: "USD" }).execute();
    const late = await plain.client.get<ProblemBody>(path);
    expect([late.status, late.body.code]).toEqual([422, "reporting_currency_missing"]);
  });
});
