import type { StatementBooks } from "./statement-books";

interface PeriodOfRange {
  readonly code: string;
  /** As far as it lies in the range. */
  readonly from: string;
  readonly to: string;
}

/** The accounting periods that a statement's range touches, in order. */
export async function listPeriodsOfRange({
  snapshot,
  range,
}: Pick<StatementBooks, "snapshot" | "range">): Promise<PeriodOfRange[]> {
  let query = snapshot.db
    .selectFrom("accounting_periods")
    .select(["period_code as code", "starts_on", "ends_on"])
    .where("starts_on", "<=", range.to)
    .orderBy("starts_on");
  if (range.from !== undefined) query = query.where("ends_on", ">=", range.from);
  const { from = "", to } = range;
  return (await query.execute()).map(({ code, starts_on: startsOn, ends_on: endsOn }) => ({
    code,
    from: startsOn > from ? startsOn : from,
    to: endsOn < to ? endsOn : to,
  }));
}
