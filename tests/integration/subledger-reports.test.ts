import { newId } from "../../db/new-id";
import { credit, debit } from "../../domain/journal/posting";
import { sourceTypes } from "../../domain/journal/source-types";
import type { MoneyJson } from "../../domain/money";
import { parseMoney } from "../../domain/money";
import type { NewPartner } from "../../services/partner/create-partner";
import type { ProblemBody } from "../harness/api-client";
import { apiClient } from "../harness/api-client";
import { createIssuableBooking } from "../harness/issuable-booking";
import { addCustomer, addRate, addSupplier, post } from "../harness/ledger";
import { randomSource } from "../harness/random";
import type { ReportBooks } from "../harness/report-books";
import { bdt, cr, dr, enter, getReport, openReportBooks } from "../harness/report-books";
import type { TestApp } from "../harness/test-app";
import { startTestApp } from "../harness/test-app";

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ workers: false });
});

afterAll(() => app.close());

interface Columns {
  readonly buckets: readonly MoneyJson[];
  readonly unapplied: MoneyJson;
  readonly total: MoneyJson;
}

interface AgingBody {
  readonly buckets: readonly { readonly label: string }[];
  readonly rows: readonly (Columns & {
    readonly party: { readonly id: string; readonly statement_url: string };
    readonly items_url: string;
  })[];
  readonly totals: Columns;
  readonly controls: readonly {
    readonly account: { readonly code: string };
    readonly balance: MoneyJson;
  }[];
  readonly items:
    | readonly {
        readonly entry: { readonly url: string; readonly number: number };
        readonly booking: { readonly id: string } | null;
        readonly due_on: string;
        readonly days_overdue: number;
        readonly bucket: string | null;
        readonly open: MoneyJson;
      }[]
    | null;
}

interface StatementBody {
  readonly opening: MoneyJson;
  readonly debits: MoneyJson;
  readonly credits: MoneyJson;
  readonly closing: MoneyJson;
  readonly brought_forward: MoneyJson;
  readonly data: readonly {
    readonly account: { readonly code: string };
    readonly entry: { readonly number: number };
    readonly entry_date: string;
    readonly balance: MoneyJson;
  }[];
  readonly next_cursor: string | null;
}

const openBooks = (overrides: Partial<NewPartner> = {}) => openReportBooks(app, overrides);

function read({ buckets, unapplied, total }: Columns): string[] {
  return [...buckets, unapplied, total].map(({ amount }) => amount);
}

async function balanceOf(books: ReportBooks, account: string, day: string): Promise<bigint> {
  const { closing } = await getReport<{ closing: MoneyJson }>(
    books,
    `account-ledger?account=${account}&to=${day}&limit=1`,
  );
  return parseMoney(closing).minor;
}

async function addBooking(books: ReportBooks): Promise<{ id: number; publicId: string }> {
  const { bookingId } = await createIssuableBooking(books);
  const row = await books.scope.db
    .selectFrom("bookings")
    .select("booking_id")
    .where("public_id", "=", bookingId)
    .executeTakeFirstOrThrow();
  return { id: row.booking_id, publicId: bookingId };
}

describe("GET /v1/reports/receivables", () => {
  test("ages what is open by its due date, and leads from a customer to its items and entries", async () => {
    const books = await openBooks();
    const { id: customerId, publicId } = books.customer;
    await books.scope.db
      .updateTable("customers")
      .set({ payment_terms_days: 30 })
      .where("customer_id", "=", customerId)
      .execute();
    const booking = await addBooking(books);
    await enter(books, "2026-01-10", [dr("1101", "500.00", { customerId }), cr("4031", "500.00")]);
    await enter(books, "2026-03-15", [
      dr("1101", "700.00", { customerId, bookingId: booking.id }),
      cr("4031", "700.00"),
    ]);
    await enter(books, "2026-04-25", [dr("1101", "90.00", { customerId }), cr("4031", "90.00")]);
    await enter(books, "2026-04-26", [
      dr("1011", "300.00"),
      cr("1101", "300.00", { customerId, bookingId: booking.id }),
    ]);
    await enter(books, "2026-04-27", [dr("1011", "120.00"), cr("1101", "120.00", { customerId })]);
    const aging = await getReport<AgingBody>(books, "receivables?as_of=2026-04-30");
    expect(aging.buckets.map(({ label }) => label)).toEqual([
      "current",
      "1-30",
      "31-60",
      "61-90",
      "90+",
    ]);
    expect(aging.rows.map(read)).toEqual([
      ["90.00", "400.00", "0.00", "380.00", "0.00", "0.00", "870.00"],
    ]);
    expect(aging.rows.map(({ party }) => party.id)).toEqual([publicId]);
    expect(read(aging.totals)).toEqual(read(aging.rows[0] ?? aging.totals));
    expect(aging.items).toBeNull();

    const { items } = await getReport<AgingBody>(books, aging.rows[0]?.items_url ?? "");
    expect(
      items?.map((item) => [item.due_on, item.days_overdue, item.bucket, item.open.amount]),
    ).toEqual([
      ["2026-02-09", 80, "61-90", "380.00"],
      ["2026-04-14", 16, "1-30", "400.00"],
      ["2026-05-25", -25, "current", "90.00"],
    ]);
    expect(items?.map((item) => item.booking?.id ?? null)).toEqual([null, booking.publicId, null]);
    const entry = await getReport<{ number: number }>(books, items?.[0]?.entry.url ?? "");
    expect(entry.number).toBe(1);
    const statement = await getReport<StatementBody>(
      books,
      aging.rows[0]?.party.statement_url ?? "",
    );
    expect(statement.closing.amount).toBe("870.00");

    const narrow = await getReport<AgingBody>(books, "receivables?as_of=2026-04-30&buckets=7,15");
    expect(narrow.rows.map(read)).toEqual([["90.00", "0.00", "0.00", "780.00", "0.00", "870.00"]]);
    expect(
      read((await getReport<AgingBody>(books, "receivables?as_of=2026-01-31")).totals),
    ).toEqual(["500.00", "0.00", "0.00", "0.00", "0.00", "0.00", "500.00"]);
  });

  test("an entry that is taken back leaves nothing open, and a payment ahead is unapplied", async () => {
    const books = await openBooks();
    const { id: customerId } = books.customer;
    const entered = [dr("1101", "500.00", { customerId }), cr("4031", "500.00")];
    await enter(books, "2026-01-05", [dr("1101", "80.00", { customerId }), cr("4031", "80.00")]);
    const { journalEntryId } = await enter(books, "2026-01-10", entered);
    await enter(books, "2026-01-12", [cr("1101", "500.00", { customerId }), dr("4031", "500.00")], {
      reversesJournalEntryId: journalEntryId,
    });
    const open = await getReport<AgingBody>(books, "receivables?as_of=2026-01-31");
    expect(read(open.totals)).toEqual(["0.00", "80.00", "0.00", "0.00", "0.00", "0.00", "80.00"]);
    await enter(books, "2026-02-01", [dr("1011", "100.00"), cr("1101", "100.00", { customerId })]);
    const paid = await getReport<AgingBody>(books, "receivables?as_of=2026-02-28");
    expect(read(paid.totals)).toEqual(["0.00", "0.00", "0.00", "0.00", "0.00", "-20.00", "-20.00"]);
  });

  test.each([
    ["its booking's sale", true],
    ["what is open, where it names no booking", false],
  ])("in foreign currency, keeps what was revalued with %s", async (_with, isNamed) => {
    const books = await openBooks();
    const { id: customerId } = books.customer;
    const { id: bookingId } = await addBooking(books);
    const named = { customerId, ...(isNamed ? { bookingId } : {}) };
    await addRate(books.scope, { from: "USD", to: "BDT", rate: "117.33320000", on: "2025-01-01" });
    const usd = parseMoney({ amount: "640.00", currency: "USD" });
    await enter(books, "2026-01-10", [debit("1101", usd, named), credit("4031", usd, {})]);
    const nothing = parseMoney({ amount: "0.00", currency: "USD" });
    await enter(
      books,
      "2026-01-31",
      [
        {
          ...debit("1101", nothing, named),
          carriedAt: { functional: bdt("490.75"), fxRate: "118.10000000" },
        },
        cr("5092", "490.75"),
      ],
      { sourceType: sourceTypes.revaluation },
    );
    const aging = await getReport<AgingBody>(books, "receivables?as_of=2026-02-15");
    expect(read(aging.totals).slice(1, 3)).toEqual(["0.00", "75584.00"]);
  });
});

describe("GET /v1/reports/payables", () => {
  test("ages what suppliers are owed, without provisions", async () => {
    const books = await openBooks();
    const { supplierId } = books;
    const other = await addSupplier(books.scope);
    await enter(books, "2026-01-10", [dr("5022", "500.00"), cr("2012", "500.00", { supplierId })]);
    await enter(books, "2026-03-10", [
      dr("1109", "70.00", { supplierId: other }),
      dr("1101", "930.00", { customerId: books.customer.id }),
      cr("2011", "1000.00", { supplierId: other }),
    ]);
    await enter(books, "2026-03-11", [dr("5041", "40.00"), cr("2051", "40.00", { supplierId })]);
    await enter(books, "2026-03-12", [dr("2012", "200.00", { supplierId }), cr("1011", "200.00")]);
    const aging = await getReport<AgingBody>(books, "payables?as_of=2026-03-31");
    expect(aging.rows.map(({ total }) => total.amount).toSorted()).toEqual(["1000.00", "300.00"]);
    expect(read(aging.totals)).toEqual([
      "0.00",
      "1000.00",
      "0.00",
      "300.00",
      "0.00",
      "0.00",
      "1300.00",
    ]);
    expect(aging.controls.map(({ account, balance }) => [account.code, balance.amount])).toEqual([
      ["2011", "1000.00"],
      ["2012", "300.00"],
    ]);
  });
});

describe("agings and statements of a random year", () => {
  test("tie to the control accounts on any day", async () => {
    const books = await openBooks();
    const random = randomSource(20_260_331);
    const customers = [books.customer, await addCustomer(books.scope)];
    const suppliers = [books.supplierId, await addSupplier(books.scope)];
    const bookings = [{ id: undefined }, await addBooking(books), await addBooking(books)];
    const day = () => `2026-0${1 + random.integer(9)}-${10 + random.integer(18)}`;
    const amount = () => `${1 + random.integer(900)}.${10 + random.integer(89)}`;
    for (let index = 0; index < 60; index += 1) {
      const bookingId = random.pick(bookings).id;
      const named = bookingId === undefined ? {} : { bookingId };
      const customer = { ...named, customerId: random.pick(customers).id };
      const supplier = { ...named, supplierId: random.pick(suppliers) };
      const sum = amount();
      const account = random.pick(["1101", "2021", "2022"]);
      const theirs = random.pick(["2011", "2012", "1109", "1301"]);
      await enter(
        books,
        day(),
        random.pick([
          [dr(account, sum, customer), cr(theirs, sum, supplier)],
          [dr(theirs, sum, supplier), cr(account, sum, customer)],
        ]),
      );
    }
    for (const asOf of ["2026-01-31", "2026-04-15", "2026-09-30"]) {
      const receivable = await balanceOf(books, "1101", asOf);
      const receivables = await getReport<AgingBody>(books, `receivables?as_of=${asOf}`);
      expect(parseMoney(receivables.totals.total).minor).toBe(receivable);
      for (const { publicId } of customers) {
        const alone = await getReport<AgingBody>(
          books,
          `receivables?as_of=${asOf}&customer_id=${publicId}`,
        );
        const among = receivables.rows.filter(({ party }) => party.id === publicId);
        expect(alone.rows).toEqual(among);
      }
      const payable =
        (await balanceOf(books, "2011", asOf)) + (await balanceOf(books, "2012", asOf));
      const payables = await getReport<AgingBody>(books, `payables?as_of=${asOf}`);
      expect(parseMoney(payables.totals.total).minor).toBe(-payable);
      let owed = 0n;
      for (const { publicId } of customers) {
        const path = `customer-statement?customer_id=${publicId}&from=2026-01-15&to=${asOf}`;
        const { closing } = await getReport<StatementBody>(books, path);
        owed += parseMoney(closing).minor;
      }
      const advances =
        (await balanceOf(books, "2021", asOf)) + (await balanceOf(books, "2022", asOf));
      expect(owed).toBe(receivable + advances);
    }
  });
});

describe("GET /v1/reports/customer-statement", () => {
  test("runs from opening to closing over its pages, over all of the customer's accounts", async () => {
    const books = await openBooks();
    const { id: customerId, publicId } = books.customer;
    const other = await addCustomer(books.scope);
    await enter(books, "2026-01-10", [dr("1101", "500.00", { customerId }), cr("4031", "500.00")]);
    await enter(books, "2026-02-01", [dr("1101", "90.00", { customerId }), cr("4031", "90.00")]);
    await enter(books, "2026-02-01", [dr("1011", "700.00"), cr("2021", "700.00", { customerId })]);
    await enter(books, "2026-02-02", [
      dr("2021", "590.00", { customerId }),
      cr("1101", "590.00", { customerId }),
    ]);
    await enter(books, "2026-02-03", [
      dr("1101", "1.00", { customerId: other.id }),
      cr("4031", "1.00"),
    ]);
    await enter(books, "2026-03-01", [dr("1101", "7.00", { customerId }), cr("4031", "7.00")]);
    const path = `customer-statement?customer_id=${publicId}&from=2026-02-01&to=2026-02-28&limit=3`;
    const first = await getReport<StatementBody>(books, path);
    const second = await getReport<StatementBody>(books, `${path}&cursor=${first.next_cursor}`);
    for (const page of [first, second]) {
      expect(
        [page.opening, page.debits, page.credits, page.closing].map(({ amount }) => amount),
      ).toEqual(["500.00", "680.00", "1290.00", "-110.00"]);
    }
    expect(
      [...first.data, ...second.data].map((line) => [
        line.entry_date,
        line.account.code,
        line.balance.amount,
      ]),
    ).toEqual([
      ["2026-02-01", "1101", "590.00"],
      ["2026-02-01", "2021", "-110.00"],
      ["2026-02-02", "2021", "480.00"],
      ["2026-02-02", "1101", "-110.00"],
    ]);
    expect(second.brought_forward.amount).toBe("480.00");
    expect(second.next_cursor).toBeNull();
  });
});

describe("GET /v1/reports/supplier-statement", () => {
  test("is what we owe: payables less commission receivable and deposits", async () => {
    const books = await openBooks();
    const { supplierId } = books;
    await enter(books, "2026-02-10", [
      dr("1101", "930.00", { customerId: books.customer.id }),
      dr("1109", "70.00", { supplierId }),
      cr("2011", "1000.00", { supplierId }),
    ]);
    const { public_id: publicId } = await books.scope.db
      .selectFrom("suppliers")
      .select("public_id")
      .where("supplier_id", "=", supplierId)
      .executeTakeFirstOrThrow();
    const statement = await getReport<StatementBody>(
      books,
      `supplier-statement?supplier_id=${publicId}&to=2026-02-28`,
    );
    expect(statement.data.map(({ balance }) => balance.amount)).toEqual(["-70.00", "930.00"]);
    expect(statement.closing.amount).toBe("930.00");
  });
});

describe("a report on customers and suppliers", () => {
  const unknownCustomer = "cus_01hxv2ztq3k4m5n6p7q8r9s0t1";

  test("has nothing of another partner, and nothing of its parties", async () => {
    const [own, other] = [await openBooks(), await openBooks()];
    await post(other);
    for (const report of ["receivables", "payables"]) {
      const { rows, totals } = await getReport<AgingBody>(own, report);
      expect([rows, totals.total.amount]).toEqual([[], "0.00"]);
    }
    for (const path of [
      `receivables?customer_id=${other.customer.publicId}`,
      `customer-statement?customer_id=${other.customer.publicId}`,
    ]) {
      const answer = await own.client.get<ProblemBody>(`/v1/reports/${path}`);
      expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    }
  });

  test("is of one branch where one is asked for", async () => {
    const books = await openBooks();
    const { id: customerId, publicId } = books.customer;
    const branch = newId("branch");
    const row = await books.scope.db
      .insertInto("branches")
      .values({ public_id: branch, branch_code: "CGP", branch_name: "Chattogram" })
      .executeTakeFirstOrThrow();
    const branchId = Number(row.insertId);
    await enter(books, "2026-02-01", [
      dr("1101", "7.00", { customerId, branchId }),
      cr("4031", "7.00"),
    ]);
    await enter(books, "2026-02-01", [dr("1101", "5.00", { customerId }), cr("4031", "5.00")]);
    const aging = await getReport<AgingBody>(books, `receivables?branch_id=${branch}`);
    expect(aging.totals.total.amount).toBe("7.00");
    const path = `customer-statement?customer_id=${publicId}&branch_id=${branch}`;
    expect((await getReport<StatementBody>(books, path)).closing.amount).toBe("7.00");
  });

  test("is in the reporting currency, and refuses it where an entry has it not", async () => {
    const books = await openBooks({ reportingCurrency: "USD" });
    await addRate(books.scope, { from: "BDT", to: "USD", rate: "0.00850000", on: "2025-01-01" });
    await post(books);
    const aging = await getReport<AgingBody>(books, "receivables?currency=reporting");
    expect(aging.totals.total).toEqual({ amount: "0.85", currency: "USD" });
    await books.scope.db.updateTable("partners").set({ reporting_currency: "EUR" }).execute();
    const path = `customer-statement?customer_id=${books.customer.publicId}&currency=reporting`;
    for (const report of ["receivables?currency=reporting", path]) {
      const answer = await books.client.get<ProblemBody>(`/v1/reports/${report}`);
      expect([answer.status, answer.body.code]).toEqual([422, "reporting_currency_missing"]);
    }
  });

  test.each([
    "receivables",
    "payables",
    `customer-statement?customer_id=${unknownCustomer}`,
    "supplier-statement?supplier_id=sup_01hxv2ztq3k4m5n6p7q8r9s0t1",
  ])("needs its permission: %s", async (report) => {
    const { scope } = await openBooks();
    const client = apiClient(app, await app.createToken(scope, ["journal_entry.read.partner"]));
    expect((await client.get(`/v1/reports/${report}`)).status).toBe(403);
    expect((await app.request(`/v1/reports/${report}`)).status).toBe(401);
  });

  test.each([
    ["receivables?buckets=30,30", 400, "request_invalid"],
    ["receivables?buckets=", 400, "request_invalid"],
    ["receivables?buckets=1.5", 400, "request_invalid"],
    ["receivables?supplier_id=sup_01hxv2ztq3k4m5n6p7q8r9s0t1", 400, "request_invalid"],
    ["receivables?as_of=2199-01-01", 422, "period_unknown"],
    [`receivables?customer_id=${unknownCustomer}`, 404, "not_found"],
    ["customer-statement", 400, "request_invalid"],
    [`customer-statement?customer_id=${unknownCustomer}`, 404, "not_found"],
  ])("says what is wrong with %s", async (path, status, code) => {
    const books = await openBooks();
    const answer = await books.client.get<ProblemBody>(`/v1/reports/${path}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
