import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

export interface PostingPeriod {
  readonly periodId: number;
  /** The event's own day, or the first day of the first open period after a closed one. */
  readonly entryDate: string;
}

/**
 * Finds the periods that events post in, by the events' days. In a posting's transaction they are
 * held open until the commit: every read of a serializable transaction locks what it read, so a
 * close waits.
 */
export async function findPostingPeriods(
  scope: PartnerDatabase,
  eventDates: readonly string[],
  { maySoftClosed = false }: { readonly maySoftClosed?: boolean } = {},
): Promise<Map<string, PostingPeriod>> {
  const found = new Map<string, PostingPeriod>();
  let period: OpenPeriod | undefined;
  for (const eventDate of [...new Set(eventDates)].toSorted()) {
    if (period === undefined || eventDate > period.ends_on) {
      period = await findOpenPeriod(scope, eventDate, maySoftClosed);
    }
    const entryDate = eventDate < period.starts_on ? period.starts_on : eventDate;
    found.set(eventDate, { periodId: period.accounting_period_id, entryDate });
  }
  return found;
}

interface OpenPeriod {
  readonly accounting_period_id: number;
  readonly starts_on: string;
  readonly ends_on: string;
}

async function findOpenPeriod(
  { db }: PartnerDatabase,
  eventDate: string,
  maySoftClosed: boolean,
): Promise<OpenPeriod> {
  const statuses = maySoftClosed ? (["open", "soft_closed"] as const) : (["open"] as const);
  const period = await db
    .selectFrom("accounting_periods")
    .select(["accounting_period_id", "starts_on", "ends_on"])
    .where("ends_on", ">=", eventDate)
    .where("status", "in", statuses)
    .orderBy("ends_on")
    .limit(1)
    .executeTakeFirst();
  if (period !== undefined) return period;
  throw new Refusal(
    "PERIOD_CLOSED",
    `No accounting period is open on or after ${eventDate}. Open one, then retry.`,
    { eventDate },
  );
}
