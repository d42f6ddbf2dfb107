import { Refusal } from "../../domain/refusal";
import type { PartnerDatabase } from "../partner-scope";

/** The first day of the period after the one that a day is in. */
export async function getNextPeriodStart({ db }: PartnerDatabase, day: string): Promise<string> {
  const row = await db
    .selectFrom("accounting_periods")
    .select("starts_on")
    .where("starts_on", ">", day)
    .orderBy("starts_on")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) {
    throw new Refusal("PERIOD_CLOSED", `There is no accounting period after ${day}. Open one.`, {
      day,
    });
  }
  return row.starts_on;
}
