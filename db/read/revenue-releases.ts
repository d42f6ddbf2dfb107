import type { PartnerDatabase } from "../partner-scope";

/** What was released of deferred revenue, with the slice and the schedule that it is of. */
export function selectReleases({ db }: Pick<PartnerDatabase, "db">) {
  return db
    .selectFrom("revenue_releases as release")
    .innerJoin(
      "revenue_schedule_lines as slice",
      "slice.revenue_schedule_line_id",
      "release.revenue_schedule_line_id",
    )
    .innerJoin(
      "revenue_schedules as schedule",
      "schedule.revenue_schedule_id",
      "slice.revenue_schedule_id",
    );
}
