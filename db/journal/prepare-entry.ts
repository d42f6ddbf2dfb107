import { invariant } from "../../domain/invariant";
import type { BuiltEntry } from "../../domain/journal/build-entry";
import { buildEntry } from "../../domain/journal/build-entry";
import type { Posting } from "../../domain/journal/posting";
import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";
import type { PostingPeriod } from "./find-posting-period";
import { choosePostingPeriods } from "./find-posting-period";
import type { PostableAccount } from "./get-postable-accounts";
import { assertParties, assertPostable } from "./get-postable-accounts";
import { loadRates } from "./load-rates";
import type { PostingBooks } from "./posting-books";
import { readPostingBooks } from "./posting-books";

export interface PostingPartner {
  readonly functionalCurrency: string;
  readonly reportingCurrency: string | null;
}

export interface PreparedEntry {
  readonly built: BuiltEntry;
  /** By code. */
  readonly accounts: ReadonlyMap<string, PostableAccount>;
  readonly period: PostingPeriod;
}

export interface PrepareOptions {
  readonly partner: PostingPartner;
  readonly maySoftClosed?: boolean;
  /** Looked up with the lines' own: where deferred revenue will go. */
  readonly furtherAccounts?: readonly string[];
}

type Preparable = Pick<Posting, "eventDate" | "lines"> & { readonly postingKey?: string };

/**
 * Everything that can refuse a posting, and nothing that writes: what is sold is tried on the
 * books before a supplier is asked for it, and what is written has passed the same way.
 */
export async function prepareEntry(
  scope: PartnerDatabase,
  posting: Preparable,
  options: PrepareOptions,
): Promise<PreparedEntry> {
  const books = await readPostingBooks(scope);
  const [prepared] = await prepareEntries(scope, [posting], { ...options, books });
  invariant(prepared !== undefined, "a posting that is not refused is prepared");
  return prepared;
}

/** The same for many: what one of them is refused for refuses all, and names its posting key. */
export async function prepareEntries(
  scope: PartnerDatabase,
  postings: readonly Preparable[],
  options: PrepareOptions & { readonly books: PostingBooks },
): Promise<PreparedEntry[]> {
  const { partner, books, maySoftClosed = false, furtherAccounts = [] } = options;
  const { accounts } = books;
  const each = <T>(work: (posting: Preparable) => T) =>
    postings.map((posting) => (postings.length === 1 ? work(posting) : naming(posting, work)));
  const periods = new Map(
    each(({ eventDate, lines }) => {
      assertPostable([...lines.map(({ account }) => account), ...furtherAccounts], accounts);
      assertParties(lines, accounts);
      return choosePostingPeriods(books.periods, [eventDate], { maySoftClosed });
    }).flatMap((chosen) => [...chosen]),
  );
  const rates = await loadRatesByDay(scope, postings, partner);
  return each(({ eventDate, lines }) => {
    const period = periods.get(eventDate);
    const rateOf = rates.get(eventDate);
    invariant(period !== undefined && rateOf !== undefined, "each day has its period and rates");
    const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
    const currencies = { functional, ...(reporting === null ? {} : { reporting }), rateOf };
    const built = buildEntry(lines, currencies);
    // Rounding is posted to an account that no posting rule names.
    assertPostable(
      built.lines.map(({ account }) => account),
      accounts,
    );
    return { built, accounts, period };
  });
}

/** Adds to a refusal which of many postings it is about. */
function naming<T>(posting: Preparable, work: (posting: Preparable) => T): T {
  try {
    return work(posting);
  } catch (error) {
    if (!(error instanceof Refusal) || posting.postingKey === undefined) throw error;
    const details = { ...error.details, postingKey: posting.postingKey };
    throw new Refusal(error.code, error.message, details);
  }
}

type RateOf = Awaited<ReturnType<typeof loadRates>>;

/** Of the days of the events themselves (IAS 21.21), also of those whose period is closed. */
async function loadRatesByDay(
  scope: PartnerDatabase,
  postings: readonly Preparable[],
  partner: PostingPartner,
): Promise<Map<string, RateOf>> {
  const linesByDay = new Map<string, Posting["lines"][number][]>();
  for (const { eventDate, lines } of postings) {
    const known = linesByDay.get(eventDate);
    if (known === undefined) linesByDay.set(eventDate, [...lines]);
    else known.push(...lines);
  }
  const rates = new Map<string, RateOf>();
  for (const [day, lines] of linesByDay) {
    rates.set(day, await loadRates(scope, lines, partner, day));
  }
  return rates;
}
