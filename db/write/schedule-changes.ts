import type { BookingRecord } from "../../domain/booking-record";
import type { SegmentChange } from "../../domain/schedule-change";
import { mostMoved } from "../../domain/schedule-change";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";

export interface KeptScheduleChange {
  readonly publicId: string;
  readonly isNew: boolean;
}

/**
 * Keeps what was found of a booking's flights until it is answered: the same found again is the
 * same, another supersedes it, none means that the airline has changed it back. The booking's row
 * is locked by the caller.
 */
export async function keepScheduleChange(
  transaction: PartnerTransaction,
  { bookingId }: BookingRecord,
  changes: readonly SegmentChange[],
  at: string,
): Promise<KeptScheduleChange | undefined> {
  const { db } = transaction;
  const segments = JSON.stringify(changes);
  const open = await db
    .selectFrom("schedule_changes")
    .select(["public_id", "segments"])
    .where("booking_id", "=", bookingId)
    .where("status", "=", "OPEN")
    .executeTakeFirst();
  if (open?.segments === segments) return { publicId: open.public_id, isNew: false };
  await answerScheduleChanges(transaction, bookingId, { answer: "SUPERSEDED", at });
  if (changes.length === 0) return undefined;
  const publicId = newId("scheduleChange");
  await db
    .insertInto("schedule_changes")
    .values({
      public_id: publicId,
      booking_id: bookingId,
      minutes_moved: mostMoved(changes),
      segments,
    })
    .execute();
  return { publicId, isNew: true };
}

/** What is open of a booking's flights is answered by what was done. */
export async function answerScheduleChanges(
  { db }: PartnerTransaction,
  bookingId: number,
  {
    answer,
    at,
  }: {
    readonly answer: "ACCEPTED" | "EXCHANGED" | "REFUNDED" | "CANCELLED" | "SUPERSEDED";
    readonly at: string;
  },
): Promise<void> {
  await db
    .updateTable("schedule_changes")
    .set((eb) => ({ status: answer, answered_at: at, version: eb("version", "+", 1) }))
    .where("booking_id", "=", bookingId)
    .where("status", "=", "OPEN")
    .execute();
}
