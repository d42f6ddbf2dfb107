import type { PeriodStatus } from "../../domain/period/period-state";
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
