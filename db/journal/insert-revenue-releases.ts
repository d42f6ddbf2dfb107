import { invariant } from "../../domain/invariant";
import { formatAmount } from "../../domain/money";
import type { ScheduleRelease } from "../../domain/posting/schedule";
import type { PartnerTransaction } from "../partner-scope";
import { insertRows } from "../write/insert-rows";

interface GivenBack {
  readonly reason: "void" | "refund" | "exchange" | "memo";
  readonly postingKey: string;
}

interface Recognised {
  readonly reason: "recognition";
  readonly postingKey: string;
  readonly recognitionRunId: number;
}

/** What an entry releases. */
export interface EntryReleases {
  readonly entry: GivenBack | Recognised;
  readonly releases: readonly ScheduleRelease[];
}

/**
 * Writes what no longer waits for its service, in the commit of the entry that gives it back: a
 * schedule is never edited (accounting.md 5.9).
 */
export function insertRevenueReleases(
  transaction: PartnerTransaction,
  releases: readonly ScheduleRelease[],
  entry: GivenBack,
): Promise<void> {
  return insertReleasesOfEntries(transaction, [{ entry, releases }]);
}

/** The same of many entries; of a slice that was recognised before it fails. */
export async function insertReleasesOfEntries(
  transaction: PartnerTransaction,
  entries: readonly EntryReleases[],
): Promise<void> {
  const { db } = transaction;
  const released = entries.flatMap(({ entry, releases }) =>
    releases.flatMap(({ scheduleId, slices }) =>
      slices.map((slice) => ({ entry, scheduleId, slice })),
    ),
  );
  if (released.length === 0) return;
  const lines = await db
    .selectFrom("revenue_schedule_lines")
    .select(["revenue_schedule_line_id", "revenue_schedule_id", "line_number"])
    .where("revenue_schedule_id", "in", [...new Set(released.map((each) => each.scheduleId))])
    .execute();
  const lineIds = new Map(
    lines.map((row) => [
      `${row.revenue_schedule_id}:${row.line_number}`,
      row.revenue_schedule_line_id,
    ]),
  );
  await insertRows(
    transaction,
    "revenue_releases",
    released.map(({ entry, scheduleId, slice: { lineNumber, amount, carriedAt } }) => {
      const lineId = lineIds.get(`${scheduleId}:${lineNumber}`);
      invariant(lineId !== undefined, "a release is of a line of its schedule");
      const { functional = amount, reporting } = carriedAt ?? {};
      return {
        revenue_schedule_line_id: lineId,
        release_reason: entry.reason,
        recognition_run_id: entry.reason === "recognition" ? entry.recognitionRunId : null,
        transaction_amount: formatAmount(amount),
        functional_amount: formatAmount(functional),
        reporting_amount: reporting ? formatAmount(reporting.amount) : null,
        posting_key: entry.postingKey,
      };
    }),
  );
}
