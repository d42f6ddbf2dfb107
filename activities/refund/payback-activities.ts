import { createApprovalQuestions } from "../approval/ask-approval";
import type { LedgerDependencies } from "../dependencies";
import { createActRecords } from "../ticket/record-act";
import { createCheckPayback, createCommitPayback } from "./commit-payback";

export type PaybackActivities = ReturnType<typeof createPaybackActivities>;

/** Paying a refund back: on the queue of the books, as it asks no supplier. */
export function createPaybackActivities(dependencies: LedgerDependencies) {
  return {
    checkPayback: createCheckPayback(dependencies),
    commitPayback: createCommitPayback(dependencies),
    ...createActRecords(dependencies),
    ...createApprovalQuestions(dependencies),
  };
}
