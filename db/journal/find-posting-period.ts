import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

export interface PostingPeriod {
  readonly periodId: number;
  /** The event's own day, or the first day of the first open period after a closed one. */
  readonly entryDate: string;
}

/**
 * Finds the period an event posts in. In a posting's transaction it is held open until the
 * commit: every read of a serializable transaction locks what it read, so a close waits.
 */
export async function findPostingPeriod(
  { db }: PartnerDatabase,
  eventDate: string,
  { maySoftClosed = false }: { readonly maySoftClosed?: boolean } = {},
): Promise<PostingPeriod> {
  const statuses = maySoftClosed ? (["open", "soft_closed"] as const) : (["open"] as const);
  const period = await db
    .selectFrom("accounting_periods")
    .select(["accounting_period_id", "starts_on"])
    .where("ends_on", ">=", eventDate)
    .where("status", "in", statuses)
    .orderBy("ends_on")
    .limit(1)
    .executeTakeFirst();
  if (period === undefined) {
    throw new Refusal(
      "PERIOD_CLOSED",
      `No accounting period is open on or after ${eventDate}. Open one, then retry.`,
      { eventDate },
    );
  }
  return {
    periodId: period.accounting_period_id,
    entryDate: eventDate < period.starts_on ? period.starts_on : eventDate,
  };
}
