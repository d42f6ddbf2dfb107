import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

export interface BookPeriod {
  readonly periodId: number;
  readonly fiscalYear: number;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: "open" | "soft_closed" | "closed" | "locked";
}

export interface PostingPeriod {
  readonly periodId: number;
  readonly fiscalYear: number;
  /** The event's own day, or the first day of the first open period after a closed one. */
  readonly entryDate: string;
}

/** The periods that events of these days post in, as the books stand. */
export async function findPostingPeriods(
  { db }: PartnerDatabase,
  eventDates: readonly string[],
  options: { readonly maySoftClosed?: boolean } = {},
): Promise<Map<string, PostingPeriod>> {
  const [first = ""] = eventDates.toSorted();
  const periods = await db
    .selectFrom("accounting_periods")
    .select([
      "accounting_period_id as periodId",
      "fiscal_year as fiscalYear",
      "starts_on as startsOn",
      "ends_on as endsOn",
      "status",
    ])
    .where("ends_on", ">=", first)
    .orderBy("starts_on")
    .execute();
  return choosePostingPeriods(periods, eventDates, options);
}

/** The same among periods in their order. Refuses (`PERIOD_CLOSED`) a day with none on or after it. */
export function choosePostingPeriods(
  periods: readonly BookPeriod[],
  eventDates: readonly string[],
  { maySoftClosed = false }: { readonly maySoftClosed?: boolean } = {},
): Map<string, PostingPeriod> {
  const open = periods.filter(
    ({ status }) => status === "open" || (maySoftClosed && status === "soft_closed"),
  );
  const found = new Map<string, PostingPeriod>();
  for (const eventDate of eventDates) {
    if (found.has(eventDate)) continue;
    const period = open.find(({ endsOn }) => endsOn >= eventDate);
    if (period === undefined) {
      throw new Refusal(
        "PERIOD_CLOSED",
        `No accounting period is open on or after ${eventDate}. Open one, then retry.`,
        { eventDate },
      );
    }
    const { periodId, fiscalYear, startsOn } = period;
    const entryDate = eventDate < startsOn ? startsOn : eventDate;
    found.set(eventDate, { periodId, fiscalYear, entryDate });
  }
  return found;
}
