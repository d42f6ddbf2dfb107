import type { Selectable } from "kysely";

import type { RecognitionEntries } from "../../domain/recognition";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase } from "../partner-scope";
import { toInstant } from "./amounts";
import type { Page, PageRequest } from "./page";
import { toPage } from "./page";

export type RecognitionStatus = Database["recognition_runs"]["run_status"];

export interface RecognitionRunRecord {
  readonly recognitionRunId: number;
  readonly publicId: string;
  readonly periodId: string;
  readonly periodCode: string;
  readonly through: string;
  readonly status: RecognitionStatus;
  readonly entries: RecognitionEntries;
  /** What it found to do when it began. */
  readonly due: { readonly bookings: number; readonly lines: number; readonly amount: string };
  /** What it did; of a run that is under way, nothing yet. */
  readonly recognised: {
    readonly entries: number;
    readonly lines: number;
    readonly amount: string;
  };
  readonly functionalCurrency: string;
  readonly failure: { readonly code: string; readonly text: string } | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

export interface RecognitionRunFilter {
  readonly periodId?: string | undefined;
  readonly status?: RecognitionStatus | undefined;
}

export async function findRecognitionRun(
  scope: PartnerDatabase,
  publicId: string,
): Promise<RecognitionRunRecord | undefined> {
  const row = await selectRuns(scope).where("run.public_id", "=", publicId).executeTakeFirst();
  return row && toRun(row);
}

export async function getRecognitionRun(
  scope: PartnerDatabase,
  publicId: string,
): Promise<RecognitionRunRecord> {
  const run = await findRecognitionRun(scope, publicId);
  if (run === undefined) throw new Refusal("NOT_FOUND", "No such recognition run.");
  return run;
}

export async function countSucceededRuns(
  { db }: PartnerDatabase,
  accountingPeriodId: number,
): Promise<number> {
  const row = await db
    .selectFrom("recognition_runs")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("accounting_period_id", "=", accountingPeriodId)
    .where("run_status", "=", "succeeded")
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Newest first. */
export async function listRecognitionRuns(
  scope: PartnerDatabase,
  { periodId, status }: RecognitionRunFilter,
  page: PageRequest,
): Promise<Page<RecognitionRunRecord>> {
  let query = selectRuns(scope);
  if (periodId !== undefined) query = query.where("period.public_id", "=", periodId);
  if (status !== undefined) query = query.where("run.run_status", "=", status);
  const { after } = page;
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("run.created_at", "run.recognition_run_id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  const rows = await query
    .orderBy("run.created_at", "desc")
    .orderBy("run.recognition_run_id", "desc")
    .limit(page.limit + 1)
    .execute();
  return toPage(rows, page, {
    item: toRun,
    key: (row) => ({ createdAt: row.created_at, id: row.recognition_run_id }),
  });
}

function selectRuns({ db }: PartnerDatabase) {
  return db
    .selectFrom("recognition_runs as run")
    .innerJoin(
      "accounting_periods as period",
      "period.accounting_period_id",
      "run.accounting_period_id",
    )
    .selectAll("run")
    .select(["period.public_id as period_public_id", "period.period_code"]);
}

type RunRow = Selectable<Database["recognition_runs"]> & {
  readonly period_public_id: string;
  readonly period_code: string;
};

function toRun(row: RunRow): RecognitionRunRecord {
  return {
    recognitionRunId: row.recognition_run_id,
    publicId: row.public_id,
    periodId: row.period_public_id,
    periodCode: row.period_code,
    through: row.recognised_through,
    status: row.run_status,
    entries: row.recognition_entries,
    due: { bookings: row.due_booking_count, lines: row.due_line_count, amount: row.due_amount },
    recognised: {
      entries: row.entry_count,
      lines: row.line_count,
      amount: row.recognised_amount,
    },
    functionalCurrency: row.functional_currency,
    failure:
      row.failure_code === null ? null : { code: row.failure_code, text: row.failure_text ?? "" },
    startedAt: toInstant(row.created_at),
    finishedAt: row.finished_at && toInstant(row.finished_at),
  };
}
