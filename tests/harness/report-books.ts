import type { Dimensions, Posting, PostingLine } from "../../domain/journal/posting";
import { credit, debit } from "../../domain/journal/posting";
import { parseMoney } from "../../domain/money";
import type { Permission } from "../../domain/permissions";
import type { NewPartner } from "../../services/partner/create-partner";
import type { ApiClient } from "./api-client";
import { apiClient } from "./api-client";
import type { Ledger } from "./ledger";
import { openLedger, post, postingOf } from "./ledger";
import type { TestApp } from "./test-app";

/** A ledger from 2025 on, with somebody who may read its reports. */
export interface ReportBooks extends Ledger {
  readonly client: ApiClient;
}

export async function openReportBooks(
  app: TestApp,
  overrides: Partial<NewPartner> = {},
  more: readonly Permission[] = [],
): Promise<ReportBooks> {
  const ledger = await openLedger(app.database, { booksFrom: "2025-01-01", ...overrides });
  const token = await app.createToken(ledger.scope, [
    "report.read.partner",
    "journal_entry.read.partner",
    ...more,
  ]);
  return { ...ledger, client: apiClient(app, token) };
}

export const bdt = (amount: string) => parseMoney({ amount, currency: "BDT" });

export function dr(account: string, amount: string, dimensions: Dimensions = {}): PostingLine {
  return debit(account, bdt(amount), dimensions);
}

export function cr(account: string, amount: string, dimensions: Dimensions = {}): PostingLine {
  return credit(account, bdt(amount), dimensions);
}

export function enter(
  books: ReportBooks,
  eventDate: string,
  lines: readonly PostingLine[],
  more: Partial<Posting> = {},
) {
  return post(books, postingOf(books, { eventDate, lines, ...more }));
}

/** A report by its name and query, or whatever an answer's own link leads to. */
export async function getReport<Body>(
  { client }: Pick<ReportBooks, "client">,
  path: string,
): Promise<Body> {
  const url = path.startsWith("/") ? path : `/v1/reports/${path}`;
  const { status, body } = await client.get<Body>(url);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
