import { sql } from "kysely";

import type { PartnerDatabase } from "../partner-scope";

/** The day on which a slice of `selectSlices` falls due: its last move's, or the one it began with. */
export const dueOn = sql<string>`COALESCE(move.due_on, slice.recognise_on)`;

/** Why it falls due on that day. */
export const dueRule = sql<DueRule>`COALESCE(move.move_kind, ${"scheduled"})`;

export type DueRule =
  | "scheduled"
  | "flown"
  | "no_show"
  | "no_show_expiry"
  | "unused_expiry"
  | "schedule_change";

/** Slices of deferred revenue with their schedule, and the last move of each that was moved. */
export function selectSlices({ db }: Pick<PartnerDatabase, "db">) {
  return db
    .selectFrom("revenue_schedule_lines as slice")
    .innerJoin(
      "revenue_schedules as schedule",
      "schedule.revenue_schedule_id",
      "slice.revenue_schedule_id",
    )
    .leftJoin(
      "revenue_schedule_moves as move",
      "move.revenue_schedule_line_id",
      "slice.revenue_schedule_line_id",
    )
    .leftJoin("revenue_schedule_moves as later", (join) =>
      join
        .onRef("later.revenue_schedule_line_id", "=", "move.revenue_schedule_line_id")
        .onRef("later.move_number", ">", "move.move_number"),
    )
    .where("later.revenue_schedule_move_id", "is", null);
}
