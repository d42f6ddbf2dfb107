import type { AccruePeriodInput, AccruePeriodResult } from "../../temporal/contract/period";
import { accruePeriodUpdate } from "../../temporal/contract/period";
import { periodCommits } from "./period-activities";
import { runOperation } from "./run-operation";

/** Accrues what suppliers will pay on top of commission for what was sold by a period's end. */
export function accruePeriod(input: AccruePeriodInput): Promise<AccruePeriodResult> {
  return runOperation(accruePeriodUpdate, input, () => periodCommits.accrueOverrides(input));
}
