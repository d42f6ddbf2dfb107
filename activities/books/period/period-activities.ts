import type { LedgerDependencies } from "../../dependencies";
import { heartbeating } from "../../heartbeat";
import { createAccrueOverrides } from "./accrue-overrides";
import { createBeginClosingStage } from "./begin-closing-stage";
import { createChangePeriod } from "./change-period";
import { createCloseFiscalYear } from "./close-fiscal-year";
import { createEndClosing } from "./end-closing";
import { createRecordCancelled } from "./record-cancelled";
import { createMeasureRevaluation, createRevaluePeriod } from "./revalue-period";
import { createRunChecklist } from "./run-checklist";

export type PeriodActivities = ReturnType<typeof createPeriodActivities>;

/** Closing periods and years: each posting, and each step of a period, one commit. */
export function createPeriodActivities(dependencies: LedgerDependencies) {
  return {
    accrueOverrides: heartbeating(createAccrueOverrides(dependencies)),
    beginClosingStage: heartbeating(createBeginClosingStage(dependencies)),
    changePeriod: heartbeating(createChangePeriod(dependencies)),
    closeFiscalYear: heartbeating(createCloseFiscalYear(dependencies)),
    endClosing: heartbeating(createEndClosing(dependencies)),
    measureRevaluation: heartbeating(createMeasureRevaluation(dependencies)),
    recordRevaluationCancelled: heartbeating(createRecordCancelled(dependencies)),
    revaluePeriod: heartbeating(createRevaluePeriod(dependencies)),
    runPeriodChecklist: createRunChecklist(dependencies),
  };
}
