import { setCurrentDetails } from "@temporalio/workflow";

import { refusalFailure } from "../../temporal/contract/failures";
import type { ClosePeriodInput, ClosePeriodResult } from "../../temporal/contract/period";
import { closePeriodUpdate } from "../../temporal/contract/period";
import { periodCommits, periodReads } from "./period-activities";
import { runOperation } from "./run-operation";

/** A soft-closed period takes adjustments only: it does not change as often as this. */
const roundsMax = 10;

/** Moves a period one step; closing runs its checklist first and refuses while it fails. */
export function closePeriod(input: ClosePeriodInput): Promise<ClosePeriodResult> {
  return runOperation(closePeriodUpdate, input, () =>
    input.action === "close" || input.action === "check" ? afterChecklist(input) : move(input),
  );
}

async function move(input: ClosePeriodInput): Promise<ClosePeriodResult> {
  return (await periodCommits.changePeriod(input, null)) ?? stillChanging();
}

/** What is posted after the checklist was run has it run again. */
async function afterChecklist(input: ClosePeriodInput): Promise<ClosePeriodResult> {
  for (let round = 1; round <= roundsMax; round += 1) {
    const run = await periodReads.runPeriodChecklist(input, round);
    const failed = run.failed.join(", ");
    setCurrentDetails(failed === "" ? "The checklist has passed." : `Failed: ${failed}`);
    if (input.action === "close" && failed !== "") {
      throw refusalFailure("PERIOD_CHECKLIST_FAILED", `The checklist fails: ${failed}.`, {
        failed,
        checklistId: run.checklistId,
      });
    }
    const result = await periodCommits.changePeriod(input, run);
    if (result !== null) return result;
  }
  return stillChanging();
}

function stillChanging(): never {
  throw refusalFailure(
    "PERIOD_STATE_INVALID",
    "Entries keep being posted into the period. Try again when they have ended.",
  );
}
