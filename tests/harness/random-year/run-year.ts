import { sealAuditLogs } from "../../../db/audit/seal-audit-logs";
import { addDays, previousDay } from "../../../domain/calendar";
import { credit, debit } from "../../../domain/journal/posting";
import { money } from "../../../domain/money";
import { postExpectedCreditLoss } from "../../../domain/posting/expected-credit-loss";
import { postRecognition } from "../../../domain/posting/recognise";
import type { BooksPartner } from "../books-partner";
import { createBooksPartner, periodIdOf } from "../books-partner";
import { addCustomer, addSupplier } from "../ledger";
import { markRecognised } from "../posting-books";
import { randomSource } from "../random";
import type { TestApp } from "../test-app";
import type { Agency } from "./agency";
import { book, booksOn, quoteRates, reporting, saleCurrencies } from "./agency";
import { dispute, payBack, paySupplier, receive, settleBsp, spend } from "./payments";
import { exchange, memo, refund, sell, voidSale } from "./sales";

type Act = (agency: Agency, day: string) => Promise<void>;

/** What a day may bring, as often as it stands here. */
const acts: readonly Act[] = [
  sell,
  sell,
  sell,
  receive,
  receive,
  payBack,
  refund,
  exchange,
  memo,
  voidSale,
  paySupplier,
  spend,
  dispute,
];
const actsOfDayMax = 4;
/** What may be heard of when its month is closed. */
const lateActs: readonly Act[] = [receive, refund, memo, paySupplier];

/** A year of an agency: sales and all that follows them, with every month and the year closed. */
export async function runRandomYear(app: TestApp, seed: number): Promise<Agency> {
  const agency = await openAgency(app, seed);
  await quoteRates(agency, "2024-12-31");
  await payInCapital(agency);
  for (let month = 1; month <= 12; month += 1) await runMonth(app, agency, month);
  return agency;
}

async function openAgency(app: TestApp, seed: number): Promise<Agency> {
  const books = await createBooksPartner(app, { reportingCurrency: reporting });
  const customers = [books.customer.id];
  const suppliers = [books.supplierId];
  for (let more = 0; more < 4; more += 1) {
    customers.push((await addCustomer(books.scope)).id);
    suppliers.push(await addSupplier(books.scope));
  }
  return {
    books,
    random: randomSource(seed),
    customers,
    suppliers,
    sales: [],
    items: [],
    rates: new Map(),
    scheduleCount: 1,
    eventCount: 0,
  };
}

async function payInCapital(agency: Agency): Promise<void> {
  const capital = money("BDT", 1_000_000_000n);
  const lines = [debit("1011", capital, {}), credit("3001", capital, {})];
  await book(agency, "2025-01-01", { lines, description: "Share capital; paid in" });
}

async function runMonth(app: TestApp, agency: Agency, month: number): Promise<void> {
  const code = `2025-${month.toString().padStart(2, "0")}`;
  const firstDay = `${code}-01`;
  const lastDay = previousDay(`${nextMonth(month)}-01`);
  if (month > 1) await hearLate(agency, previousDay(firstDay));
  for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
    if (day.endsWith("-10") || day.endsWith("-20")) await quoteRates(agency, day);
    for (let count = agency.random.integer(actsOfDayMax); count > 0; count -= 1) {
      await agency.random.pick(acts)(agency, day);
    }
  }
  await recognise(agency, lastDay);
  for (const currency of saleCurrencies) await settleBsp(agency, lastDay, currency);
  await provide(agency, lastDay);
  await closeMonth(app, agency, code);
}

function nextMonth(month: number): string {
  return month === 12 ? "2026-01" : `2025-${(month + 1).toString().padStart(2, "0")}`;
}

async function hearLate(agency: Agency, day: string): Promise<void> {
  for (const act of lateActs) {
    if (agency.random.integer(2) === 0) await act(agency, day);
  }
}

/** One entry for each booking of which something is due. */
async function recognise(agency: Agency, through: string): Promise<void> {
  for (const sale of agency.sales) {
    const run = postRecognition(
      { sale: sale.event, schedules: sale.schedules, through },
      booksOn(agency, through),
    );
    await book(agency, through, { lines: run.lines, description: `Recognised by ${through}` });
    sale.schedules = markRecognised(sale.schedules, run.recognised);
  }
}

async function provide(agency: Agency, day: string): Promise<void> {
  const allowance = agency.provided ?? money("BDT", 0n);
  const required = money("BDT", BigInt(agency.random.integer(10_000_000)));
  const lines = postExpectedCreditLoss({ required, allowance });
  await book(agency, day, { lines, description: "Expected credit loss" });
  agency.provided = required;
}

const attestations = ["bsp_settled", "bank_reconciled", "recognition_run", "credit_loss_updated"];

/** As people close it: through the API, with the revaluation, and in December the year. */
async function closeMonth(app: TestApp, { books }: Agency, code: string): Promise<void> {
  while ((await sealAuditLogs(app.database.system)) > 0);
  const id = await periodIdOf(books, code);
  await keepBooks(books, `/v1/periods/${id}/soft-close`);
  await keepBooks(books, `/v1/periods/${id}/revalue`);
  if (code.endsWith("-12")) await keepBooks(books, `/v1/fiscal-years/${code.slice(0, 4)}/close`);
  await keepBooks(books, `/v1/periods/${id}/close`, {
    attestations: attestations.map((item) => ({ item, note: "done by the test" })),
  });
}

async function keepBooks({ client }: BooksPartner, path: string, body?: unknown): Promise<void> {
  const answer = await client.post(path, body, { Prefer: "wait=30" });
  if (answer.status !== 201) {
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
