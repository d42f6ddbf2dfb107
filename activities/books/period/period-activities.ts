import type { LedgerDependencies } from "../../dependencies";
import { createChangePeriod } from "./change-period";
import { createCloseFiscalYear } from "./close-fiscal-year";
import { createRecordCancelled } from "./record-cancelled";
import { createMeasureRevaluation, createRevaluePeriod } from "./revalue-period";
import { createRunChecklist } from "./run-checklist";

export type PeriodActivities = ReturnType<typeof createPeriodActivities>;

/** Closing periods and years: each posting, and each step of a period, one commit. */
export function createPeriodActivities(dependencies: LedgerDependencies) {
  return {
    changePeriod: createChangePeriod(dependencies),
    closeFiscalYear: createCloseFiscalYear(dependencies),
    measureRevaluation: createMeasureRevaluation(dependencies),
    recordRevaluationCancelled: createRecordCancelled(dependencies),
    revaluePeriod: createRevaluePeriod(dependencies),
    runPeriodChecklist: createRunChecklist(dependencies),
  };
}
