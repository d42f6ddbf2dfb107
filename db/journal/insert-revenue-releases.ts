import { invariant } from "../../domain/invariant";
import { formatAmount } from "../../domain/money";
import type { ScheduleRelease } from "../../domain/posting/schedule";
import type { PartnerTransaction } from "../partner-scope";

/**
 * Writes what no longer waits for its service, in the commit of the entry that gives it back: a
 * schedule is never edited (accounting.md 5.9).
 */
export async function insertRevenueReleases(
  transaction: PartnerTransaction,
  releases: readonly ScheduleRelease[],
  entry: { readonly reason: "void" | "refund" | "exchange"; readonly postingKey: string },
): Promise<void> {
  const { db } = transaction;
  if (releases.every(({ slices }) => slices.length === 0)) return;
  const lines = await db
    .selectFrom("revenue_schedule_lines")
    .select(["revenue_schedule_line_id", "revenue_schedule_id", "line_number"])
    .where(
      "revenue_schedule_id",
      "in",
      releases.map(({ scheduleId }) => scheduleId),
    )
    .execute();
  await db
    .insertInto("revenue_releases")
    .values(
      releases.flatMap(({ scheduleId, slices }) =>
        slices.map(({ lineNumber, amount, carriedAt }) => {
          const line = lines.find(
            (row) => row.revenue_schedule_id === scheduleId && row.line_number === lineNumber,
          );
          invariant(line !== undefined, "a release is of a line of its schedule");
          const { functional = amount, reporting } = carriedAt ?? {};
          return {
            revenue_schedule_line_id: line.revenue_schedule_line_id,
            release_reason: entry.reason,
            transaction_amount: formatAmount(amount),
            functional_amount: formatAmount(functional),
            reporting_amount: reporting ? formatAmount(reporting.amount) : null,
            posting_key: entry.postingKey,
          };
        }),
      ),
    )
    .execute();
}
