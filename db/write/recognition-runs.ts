import { sql } from "kysely";

import type { RecognitionEntries } from "../../domain/recognition";
import type { PartnerTransaction } from "../partner-scope";
import type { DueTotals } from "../read/due-recognition";
import type { RecognitionStatus } from "../read/recognition-runs";
import { selectReleases } from "../read/revenue-releases";

export interface NewRecognitionRun {
  readonly publicId: string;
  readonly accountingPeriodId: number;
  readonly through: string;
  readonly entries: RecognitionEntries;
  readonly due: DueTotals;
  readonly functionalCurrency: string;
  readonly workflowId: string;
}

export async function insertRecognitionRun(
  { db }: PartnerTransaction,
  run: NewRecognitionRun,
): Promise<void> {
  await db
    .insertInto("recognition_runs")
    .values({
      public_id: run.publicId,
      accounting_period_id: run.accountingPeriodId,
      recognised_through: run.through,
      run_status: "running",
      recognition_entries: run.entries,
      due_booking_count: run.due.bookings,
      due_line_count: run.due.lines,
      due_amount: run.due.amount,
      functional_currency: run.functionalCurrency,
      workflow_id: run.workflowId,
    })
    .execute();
}

export interface RunEnd {
  readonly status: Exclude<RecognitionStatus, "running">;
  readonly failure: { readonly code: string; readonly text: string } | null;
  readonly at: string;
}

/** Ends a run with what its slices add up to. Returns false where it has ended already. */
export async function endRecognitionRun(
  transaction: PartnerTransaction,
  recognitionRunId: number,
  end: RunEnd,
): Promise<boolean> {
  const done = await selectReleases(transaction)
    .where("release.recognition_run_id", "=", recognitionRunId)
    .select([
      sql<number>`COUNT(*)`.as("lines"),
      sql<number>`COUNT(DISTINCT release.posting_key)`.as("entries"),
      sql<string>`COALESCE(SUM(IF(schedule.schedule_kind = ${"principal_cost"}, -1, 1) * release.functional_amount), 0)`.as(
        "amount",
      ),
    ])
    .executeTakeFirstOrThrow();
  const result = await transaction.db
    .updateTable("recognition_runs")
    .set({
      run_status: end.status,
      line_count: done.lines,
      entry_count: done.entries,
      recognised_amount: done.amount,
      failure_code: end.failure?.code ?? null,
      failure_text: end.failure?.text.slice(0, 1000) ?? null,
      finished_at: end.at,
    })
    .where("recognition_run_id", "=", recognitionRunId)
    .where("run_status", "=", "running")
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows > 0n;
}
