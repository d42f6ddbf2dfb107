import type { Kysely } from "kysely";

import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";

export interface PostingPeriod {
  readonly periodId: number;
  /** The event's own day, or the first day of the first open period after a closed one. */
  readonly entryDate: string;
}

export interface OpenPeriod {
  readonly periodId: number;
  readonly startsOn: string;
  readonly endsOn: string;
}

/**
 * Finds the periods that events post in, by the events' days. In a posting's transaction they are
 * held open until the commit: every read of a serializable transaction locks what it read, so a
 * close waits.
 */
export async function findPostingPeriods(
  { db }: PartnerDatabase,
  eventDates: readonly string[],
  {
    maySoftClosed = false,
    known,
  }: {
    readonly maySoftClosed?: boolean;
    /** Of the earliest day. */ readonly known?: OpenPeriod;
  } = {},
): Promise<Map<string, PostingPeriod>> {
  const found = new Map<string, PostingPeriod>();
  let period = known;
  for (const eventDate of [...new Set(eventDates)].toSorted()) {
    if (period === undefined || eventDate > period.endsOn) {
      period = await selectOpenPeriod(db, eventDate, maySoftClosed).executeTakeFirst();
    }
    if (period === undefined) {
      throw new Refusal(
        "PERIOD_CLOSED",
        `No accounting period is open on or after ${eventDate}. Open one, then retry.`,
        { eventDate },
      );
    }
    const entryDate = eventDate < period.startsOn ? period.startsOn : eventDate;
    found.set(eventDate, { periodId: period.periodId, entryDate });
  }
  return found;
}

/** The period of a day, or the first one after it that takes postings. */
export function selectOpenPeriod(db: Kysely<Database>, day: string, maySoftClosed: boolean) {
  const statuses = maySoftClosed ? (["open", "soft_closed"] as const) : (["open"] as const);
  return db
    .selectFrom("accounting_periods")
    .select(["accounting_period_id as periodId", "starts_on as startsOn", "ends_on as endsOn"])
    .where("ends_on", ">=", day)
    .where("status", "in", statuses)
    .orderBy("ends_on")
    .limit(1);
}
