import { createApprovalQuestions } from "../approval/ask-approval";
import { createHoldActivities } from "../booking/hold-activities";
import type { LedgerDependencies } from "../dependencies";
import { createBeginLateConfirmation } from "./begin-late-confirmation";
import { createCheckVoid } from "./check-void";
import { createCommitIssuance } from "./commit-issuance";
import { createCommitVoid } from "./commit-void";
import { createActRecords } from "./record-act";
import { createIssuanceRecords } from "./record-issuance";
import { createStrayOrderRecords } from "./stray-order";

export type IssuanceActivities = ReturnType<typeof createIssuanceActivities>;

/** Steps of an issuance, a void or a hold in our own books. */
export function createIssuanceActivities(dependencies: LedgerDependencies) {
  return {
    ...createHoldActivities(dependencies),
    beginLateConfirmation: createBeginLateConfirmation(dependencies),
    checkVoid: createCheckVoid(dependencies),
    commitIssuance: createCommitIssuance(dependencies),
    commitVoid: createCommitVoid(dependencies),
    ...createActRecords(dependencies),
    ...createApprovalQuestions(dependencies),
    ...createIssuanceRecords(dependencies),
    ...createStrayOrderRecords(dependencies),
  };
}
