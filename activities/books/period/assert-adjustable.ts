import type { PeriodRecord } from "../../../db/read/periods";
import { takesAdjustments } from "../../../domain/period/period-state";
import { Refusal } from "../../../domain/refusal";

/** What is posted belongs to days of this period, and to no later one. */
export function assertAdjustable(periods: readonly PeriodRecord[], period: PeriodRecord): void {
  const status = periods.find(({ periodId }) => periodId === period.periodId)?.status;
  if (status !== undefined && takesAdjustments(status)) return;
  throw new Refusal("PERIOD_CLOSED", `Period ${period.code} is ${String(status)}.`, {
    period: period.code,
    periodStatus: status ?? null,
  });
}
