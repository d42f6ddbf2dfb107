import type { PostingPeriod } from "../../../db/journal/find-posting-period";
import { findPostingPeriods } from "../../../db/journal/find-posting-period";
import { loadRates } from "../../../db/journal/load-rates";
import type { PostingPartner } from "../../../db/journal/prepare-entry";
import type { PartnerDatabase } from "../../../db/partner-scope";
import type { ImportFinding } from "../../../domain/interchange/imported-rows";
import { buildEntry } from "../../../domain/journal/build-entry";
import type { Posting, PostingLine } from "../../../domain/journal/posting";
import { Refusal } from "../../../domain/refusal";
import { toFinding } from "./check-rows";
import { findPostedKeys } from "./find-named-rows";

export interface PostingOfFile {
  /** Where its entry begins. */
  readonly line: number;
  readonly posting: Posting;
}

/** What would refuse an entry as a whole: it is there already, its day is closed, it does not balance. */
export async function checkEntries(
  scope: PartnerDatabase,
  partner: PostingPartner,
  entries: readonly PostingOfFile[],
): Promise<ImportFinding[]> {
  const keys = entries.map(({ posting }) => posting.postingKey);
  const posted = await findPostedKeys(scope, keys);
  const days = await openDays(scope, new Set(entries.map(({ posting }) => posting.eventDate)));
  const rates = await ratesByDay(scope, partner, entries);
  return entries.flatMap(({ line, posting }): ImportFinding[] => {
    const { postingKey, eventDate, lines } = posting;
    if (posted.has(postingKey)) {
      const text = `It was imported before, as ${postingKey}.`;
      return [{ line, column: null, code: "ENTRY_IMPORTED_BEFORE", text }];
    }
    if (!days.has(eventDate)) {
      const text = `The period of ${eventDate} is not open.`;
      return [{ line, column: null, code: "PERIOD_CLOSED", text }];
    }
    const rateOf = rates.get(eventDate);
    if (rateOf === undefined) return [];
    return refusalsOf(line, lines, { partner, rateOf });
  });
}

type RateOf = Awaited<ReturnType<typeof loadRates>>;

function refusalsOf(
  line: number,
  lines: readonly PostingLine[],
  { partner, rateOf }: { readonly partner: PostingPartner; readonly rateOf: RateOf },
): ImportFinding[] {
  const { functionalCurrency: functional, reportingCurrency: reporting } = partner;
  try {
    buildEntry(lines, { functional, ...(reporting === null ? {} : { reporting }), rateOf });
    return [];
  } catch (error) {
    return [toFinding(error, { line, column: null })];
  }
}

/** Those of the days that are in an open period: an imported entry is not moved to another one. */
async function openDays(
  scope: PartnerDatabase,
  wanted: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  let periods: ReadonlyMap<string, PostingPeriod>;
  for (const day of wanted) {
    try {
      periods = await findPostingPeriods(scope, [day]);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      continue;
    }
    if (periods.get(day)?.entryDate === day) open.add(day);
  }
  return open;
}

async function ratesByDay(
  scope: PartnerDatabase,
  partner: PostingPartner,
  entries: readonly PostingOfFile[],
): Promise<ReadonlyMap<string, RateOf>> {
  const linesByDay = new Map<string, PostingLine[]>();
  for (const { posting } of entries) {
    const known = linesByDay.get(posting.eventDate);
    if (known === undefined) linesByDay.set(posting.eventDate, [...posting.lines]);
    else known.push(...posting.lines);
  }
  const rates = new Map<string, RateOf>();
  for (const [day, lines] of linesByDay) {
    rates.set(day, await loadRates(scope, lines, partner, day));
  }
  return rates;
}
