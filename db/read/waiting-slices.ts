import { sql } from "kysely";

import type { WaitingSlice } from "../../domain/move-slices";
import type { PartnerDatabase } from "../partner-scope";
import { selectReleases } from "./revenue-releases";
import { dueOn, selectSlices } from "./revenue-slices";

/** The slices of a booking's tickets of which something is neither earned nor given back. */
export async function listWaitingSlices(
  scope: PartnerDatabase,
  bookingId: number,
): Promise<WaitingSlice[]> {
  const released = selectReleases(scope)
    .where("schedule.booking_id", "=", bookingId)
    .groupBy("release.revenue_schedule_line_id")
    .select(({ fn }) => [
      "release.revenue_schedule_line_id",
      fn.sum<string>("release.transaction_amount").as("amount"),
    ]);
  const rows = await selectSlices(scope)
    .leftJoin(
      released.as("released"),
      "released.revenue_schedule_line_id",
      "slice.revenue_schedule_line_id",
    )
    .where("schedule.booking_id", "=", bookingId)
    .where(sql<boolean>`slice.transaction_amount > COALESCE(released.amount, 0)`)
    .orderBy("slice.revenue_schedule_line_id")
    .select([
      "slice.revenue_schedule_line_id",
      "slice.booking_segment_id",
      "schedule.booking_ticket_id",
      "schedule.recognition_policy",
      "move.move_number",
      dueOn.as("due_on"),
    ])
    .execute();
  return rows.map((row) => ({
    lineId: row.revenue_schedule_line_id,
    ticketId: row.booking_ticket_id,
    policy: row.recognition_policy,
    segmentId: row.booking_segment_id,
    dueOn: row.due_on,
    moves: row.move_number ?? 0,
  }));
}
