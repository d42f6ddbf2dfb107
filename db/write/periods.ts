import type { FiscalPeriod } from "../../domain/fiscal-periods";
import type { PeriodStatus } from "../../domain/period/period-state";
import { newId } from "../new-id";
import type { PartnerTransaction } from "../partner-scope";
import type { PeriodRecord } from "../read/periods";
import { writeHistory } from "./history";

/** Moves a period that is locked by the transaction. */
export async function updatePeriodStatus(
  transaction: PartnerTransaction,
  { periodId, status, version }: PeriodRecord,
  { to, at }: { readonly to: PeriodStatus; readonly at: string },
): Promise<void> {
  await transaction.db
    .updateTable("accounting_periods")
    .set({ status: to, version: version + 1 })
    .where("accounting_period_id", "=", periodId)
    .execute();
  await writeHistory(transaction, {
    table: "accounting_periods",
    ids: [periodId],
    type: "UPDATE",
    at,
    changes: { status: [status, to] },
  });
}

/** Writes open periods, with their history; returns their rows' ids. */
export async function insertPeriods(
  transaction: PartnerTransaction,
  periods: readonly FiscalPeriod[],
  at: string,
): Promise<number[]> {
  await transaction.db
    .insertInto("accounting_periods")
    .values(
      periods.map((period) => ({
        public_id: newId("period"),
        period_code: period.code,
        fiscal_year: period.fiscalYear,
        starts_on: period.startsOn,
        ends_on: period.endsOn,
      })),
    )
    .execute();
  const codes = periods.map(({ code }) => code);
  const rows = await transaction.db
    .selectFrom("accounting_periods")
    .select("accounting_period_id as id")
    .where("period_code", "in", codes)
    .execute();
  const ids = rows.map(({ id }) => id);
  await writeHistory(transaction, { table: "accounting_periods", ids, type: "INSERT", at });
  return ids;
}
