import { readReminderHours } from "../../domain/reminder-hours";
import type { PartnerDatabase } from "../partner-scope";

/** How many hours before a deadline the partner's people are reminded. */
export async function getReminderHours(
  { db }: PartnerDatabase,
  of: "hold" | "memo",
): Promise<number[]> {
  const row = await db
    .selectFrom("partners")
    .select(["hold_reminder_hours", "memo_reminder_hours"])
    .executeTakeFirstOrThrow();
  return readReminderHours(row[`${of}_reminder_hours`]);
}
