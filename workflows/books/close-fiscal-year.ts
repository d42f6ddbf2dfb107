import type { CloseFiscalYearInput, CloseFiscalYearResult } from "../../temporal/contract/period";
import { closeFiscalYearUpdate } from "../../temporal/contract/period";
import { periodCommits } from "./period-activities";
import { runOperation } from "./run-operation";

/** Moves a fiscal year's income and expense to retained earnings. */
export function closeFiscalYear(input: CloseFiscalYearInput): Promise<CloseFiscalYearResult> {
  return runOperation(closeFiscalYearUpdate, input, () => periodCommits.closeFiscalYear(input));
}
