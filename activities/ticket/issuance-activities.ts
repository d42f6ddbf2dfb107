import type { LedgerDependencies } from "../dependencies";
import { createCheckVoid } from "./check-void";
import { createCommitIssuance } from "./commit-issuance";
import { createCommitVoid } from "./commit-void";
import { createActRecords } from "./record-act";
import { createIssuanceRecords } from "./record-issuance";

export type IssuanceActivities = ReturnType<typeof createIssuanceActivities>;

/** Steps of an issuance or a void in our own books. */
export function createIssuanceActivities(dependencies: LedgerDependencies) {
  return {
    checkVoid: createCheckVoid(dependencies),
    commitIssuance: createCommitIssuance(dependencies),
    commitVoid: createCommitVoid(dependencies),
    ...createActRecords(dependencies),
    ...createIssuanceRecords(dependencies),
  };
}
