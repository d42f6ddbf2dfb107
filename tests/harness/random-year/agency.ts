import type { PostedEntry } from "../../../db/journal/post-journal-entries";
import { newId } from "../../../db/new-id";
import type { PartnerTransaction } from "../../../db/partner-scope";
import { inTransaction } from "../../../db/transaction";
import { addDays } from "../../../domain/calendar";
import type { EntryLine } from "../../../domain/journal/build-entry";
import type { Posting } from "../../../domain/journal/posting";
import type { EntryCurrencies } from "../../../domain/journal/valuation";
import type { Money } from "../../../domain/money";
import type { IssuanceEvent } from "../../../domain/posting/issuance";
import type { OpenItem } from "../../../domain/posting/open-item";
import type { BooksPartner } from "../books-partner";
import { addRate, postIn } from "../ledger";
import type { RandomSource } from "../random";
import type { BookingRows } from "./insert-booking";

export const functional = "BDT";
export const reporting = "EUR";
/** What the agency sells in: of two decimals, of none and of three. */
export const saleCurrencies = ["BDT", "USD", "JPY", "BHD"] as const;

export interface Sale {
  readonly event: IssuanceEvent;
  readonly rows: BookingRows;
  readonly soldOn: string;
  readonly journalEntryId: number;
  readonly lines: readonly EntryLine[];
  /** Rows of tickets that nothing was issued on yet: an exchange takes one. */
  readonly spareTickets: number[];
  /** Tickets of which it was told what became of their first coupon. */
  readonly told: Set<number>;
  /** Refunded, exchanged or void: nothing more is done with it. */
  isOver: boolean;
}

/** An agency with all that its rules have to know: what is open, what is deferred, and the rates. */
export interface Agency {
  readonly books: BooksPartner;
  readonly random: RandomSource;
  readonly customers: readonly number[];
  readonly suppliers: readonly number[];
  readonly sales: Sale[];
  /** Balances of parties that wait to be settled. */
  items: OpenItem[];
  readonly rates: Map<string, string>;
  /** The allowance for expected credit loss. */
  provided?: Money;
  eventCount: number;
  /** Coupons that were reported. */
  reports: number;
}

const partyAccounts = ["1101", "1109", "2011", "2012", "2021", "2022", "1301", "1901", "2051"];

/** What goes into the commit of an entry besides it: schedules, and what they release. */
export type Besides = (
  transaction: PartnerTransaction,
  posted: PostedEntry & { readonly postingKey: string },
) => Promise<void>;

/** Posts an event's lines; what they leave open with a party is to be settled later. */
export async function book(
  agency: Agency,
  day: string,
  posting: Pick<Posting, "lines" | "description"> & Partial<Posting>,
  besides?: Besides,
): Promise<PostedEntry | undefined> {
  if (posting.lines.length === 0) return undefined;
  agency.eventCount += 1;
  const whole: Posting = {
    postingKey: `random-year:${agency.eventCount}`,
    sourceType: "test",
    sourceId: newId("event"),
    eventDate: day,
    ...posting,
  };
  return inTransaction(agency.books.scope, async (transaction) => {
    const entry = await postIn(transaction, agency.books, whole);
    await besides?.(transaction, { ...entry, postingKey: whole.postingKey });
    return entry;
  });
}

/** The same where the lines open items: a sale's, not a settlement's. */
export async function bookOpening(
  agency: Agency,
  day: string,
  posting: Parameters<typeof book>[2],
  besides?: Besides,
): ReturnType<typeof book> {
  const entry = await book(agency, day, posting, besides);
  openItems(agency, entry?.lines ?? []);
  return entry;
}

/** Lines on these accounts are balances that wait to be settled. */
export function openItems(
  agency: Agency,
  lines: readonly EntryLine[],
  accounts: readonly string[] = partyAccounts,
): void {
  agency.items.push(
    ...lines
      .filter(({ account, transaction }) => accounts.includes(account) && transaction.minor > 0n)
      .map(toItem),
  );
}

function toItem(line: EntryLine): OpenItem {
  const { account, side, transaction, functional: worth, fxRate, dimensions } = line;
  const { reporting: reported, reportingFxRate } = line;
  const carriedAt = {
    functional: worth,
    fxRate,
    reporting:
      reported === undefined || reportingFxRate === undefined
        ? null
        : { amount: reported, fxRate: reportingFxRate },
  };
  return { account, side, amount: transaction, carriedAt, dimensions };
}

/** Takes items out of what is open, and puts what is left of them back. */
export function replaceItems(
  agency: Agency,
  taken: readonly OpenItem[],
  left: readonly (OpenItem | undefined)[] = [],
): void {
  const gone = new Set(taken);
  agency.items = [
    ...agency.items.filter((item) => !gone.has(item)),
    ...left.filter((item) => item !== undefined),
  ];
}

/** The rates of the day of an event, as the writer will find them. */
export function booksOn(agency: Agency, day: string): EntryCurrencies {
  return {
    functional,
    reporting,
    rateOf: (from, to) => {
      for (let on = day; on >= "2024-12-31"; on = addDays(on, -1)) {
        const rate = agency.rates.get(`${from}:${to}:${on}`);
        if (rate !== undefined) return rate;
      }
      throw new Error(`no rate from ${from} to ${to} on ${day}`);
    },
  };
}

const firstRates = {
  USD: [119.5, 0.92],
  JPY: [0.79, 0.0062],
  BHD: [317.2, 2.44],
  BDT: [1, 0.0077],
} as const;

/** Rates of all currencies to both of the books', somewhere around where they were. */
export async function quoteRates(agency: Agency, on: string): Promise<void> {
  for (const [currency, [toFunctional, toReporting]] of Object.entries(firstRates)) {
    for (const [to, around] of [
      [functional, toFunctional],
      [reporting, toReporting],
    ] as const) {
      if (currency === to) continue;
      const rate = (around * (0.95 + agency.random.integer(1_000) / 10_000)).toFixed(8);
      agency.rates.set(`${currency}:${to}:${on}`, rate);
      await addRate(agency.books.scope, { from: currency, to, rate, on });
    }
  }
}

/** A part of an amount, from a hundredth to the whole. */
export function partOf({ random }: Agency, minor: bigint): bigint {
  const part = (minor * BigInt(1 + random.integer(100))) / 100n;
  return part === 0n ? minor : part;
}

export function chance({ random }: Agency, percent: number): boolean {
  return random.integer(100) < percent;
}
