import type { Selectable } from "kysely";

import type { Period, PeriodStatus } from "../../domain/period/period-state";
import { Refusal } from "../../domain/refusal";
import type { Database } from "../generated/database";
import type { PartnerDatabase, PartnerTransaction } from "../partner-scope";
import { lockNumberSeries } from "./last-entry-number";

export interface PeriodRecord extends Period {
  readonly periodId: number;
  readonly publicId: string;
  readonly fiscalYear: number;
  readonly version: number;
}

export interface PeriodFilter {
  readonly fiscalYear?: number | undefined;
  readonly status?: PeriodStatus | undefined;
}

/** In the order of time. */
export async function listPeriods(
  { db }: PartnerDatabase,
  { fiscalYear, status }: PeriodFilter = {},
): Promise<PeriodRecord[]> {
  let query = db.selectFrom("accounting_periods").selectAll();
  if (fiscalYear !== undefined) query = query.where("fiscal_year", "=", fiscalYear);
  if (status !== undefined) query = query.where("status", "=", status);
  const rows = await query.orderBy("starts_on").execute();
  return rows.map(toPeriod);
}

export async function getPeriod({ db }: PartnerDatabase, publicId: string): Promise<PeriodRecord> {
  const row = await db
    .selectFrom("accounting_periods")
    .selectAll()
    .where("public_id", "=", publicId)
    .executeTakeFirst();
  if (row === undefined) throw new Refusal("NOT_FOUND", "No such accounting period.");
  return toPeriod(row);
}

/**
 * Holds the journal and every period until the transaction ends. It waits for the postings that
 * have their number and are not committed, and those that come after it wait for it.
 */
export async function lockPeriods(transaction: PartnerTransaction): Promise<PeriodRecord[]> {
  await lockNumberSeries(transaction);
  const rows = await transaction.db
    .selectFrom("accounting_periods")
    .selectAll()
    .orderBy("starts_on")
    .forUpdate()
    .execute();
  return rows.map(toPeriod);
}

/** The partner's setting: 7 for a year from July on. */
export async function getFiscalYearStartMonth({ db }: PartnerDatabase): Promise<number> {
  const row = await db
    .selectFrom("partners")
    .select("fiscal_year_start_month")
    .executeTakeFirstOrThrow();
  return row.fiscal_year_start_month;
}

function toPeriod(row: Selectable<Database["accounting_periods"]>): PeriodRecord {
  return {
    periodId: row.accounting_period_id,
    publicId: row.public_id,
    code: row.period_code,
    fiscalYear: row.fiscal_year,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    status: row.status,
    version: row.version,
  };
}
