import { sealAuditLogs } from "../../../db/audit/seal-audit-logs";
import { addDays, previousDay } from "../../../domain/calendar";
import { credit, debit } from "../../../domain/journal/posting";
import { money } from "../../../domain/money";
import { postExpectedCreditLoss } from "../../../domain/posting/expected-credit-loss";
import type { RecognitionEntries } from "../../../domain/recognition";
import type { BooksPartner } from "../books-partner";
import { createBooksPartner, periodIdOf } from "../books-partner";
import { addCustomer, addSupplier } from "../ledger";
import { randomSource } from "../random";
import type { TestApp } from "../test-app";
import { exchange, memo, refund, reportCoupon } from "./after-sales";
import type { Agency } from "./agency";
import { book, quoteRates, reporting, saleCurrencies } from "./agency";
import { dispute, payBack, paySupplier, receive, settleBsp, spend } from "./payments";
import { sell, voidSale } from "./sales";

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
  reportCoupon,
  voidSale,
  paySupplier,
  spend,
  dispute,
];
const actsOfDayMax = 4;
/** What may be heard of when its month is closed. */
const lateActs: readonly Act[] = [receive, refund, exchange, memo, reportCoupon, paySupplier];

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
    eventCount: 0,
    reports: 0,
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
    if (month % 4 === 3 && day.endsWith("-15")) await voidAfterRun(agency, code, day);
  }
  for (const currency of saleCurrencies) await settleBsp(agency, lastDay, currency);
  await provide(agency, lastDay);
  await settleEntries(agency, month % 2 === 0 ? "summed" : "per_booking");
  await closeMonth(app, agency, code);
}

/** What the month's run posts: an entry for each booking, or one for all of a batch. */
async function settleEntries({ books }: Agency, entries: RecognitionEntries): Promise<void> {
  const { body } = await books.client.get<{ version: number }>("/v1/partner");
  const change = { recognition_entries: entries };
  const match = { "If-Match": `"v${body.version}"` };
  const { status } = await books.client.patch("/v1/partner", change, match);
  if (status !== 200) throw new Error(`recognition_entries: ${status}`);
}

function nextMonth(month: number): string {
  return month === 12 ? "2026-01" : `2025-${(month + 1).toString().padStart(2, "0")}`;
}

async function hearLate(agency: Agency, day: string): Promise<void> {
  for (const act of lateActs) {
    if (agency.random.integer(2) === 0) await act(agency, day);
  }
}

/** A run within the month, and one of the day's sales taken back after it. */
async function voidAfterRun(agency: Agency, code: string, day: string): Promise<void> {
  await sell(agency, day);
  const id = await periodIdOf(agency.books, code);
  await keepBooks(agency.books, `/v1/periods/${id}/recognise`, { through: day });
  await voidSale(agency, day);
}

async function provide(agency: Agency, day: string): Promise<void> {
  const allowance = agency.provided ?? money("BDT", 0n);
  const required = money("BDT", BigInt(agency.random.integer(10_000_000)));
  const lines = postExpectedCreditLoss({ required, allowance });
  await book(agency, day, { lines, description: "Expected credit loss" });
  agency.provided = required;
}

const attestations = ["bsp_settled", "bank_reconciled"];

/** In one act: it recognises what is due, revalues, and in December moves the year's result. */
async function closeMonth(app: TestApp, { books }: Agency, code: string): Promise<void> {
  while ((await sealAuditLogs(app.database.system)) > 0);
  const id = await periodIdOf(books, code);
  await keepBooks(books, `/v1/periods/${id}/complete`, {
    attestations: attestations.map((item) => ({ item, note: "done by the test" })),
  });
}

async function keepBooks({ client }: BooksPartner, path: string, body?: unknown): Promise<void> {
  const answer = await client.post(path, body, { Prefer: "wait=30" });
  if (answer.status !== 201) {
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
