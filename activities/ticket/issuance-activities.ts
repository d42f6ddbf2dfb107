import type { LedgerDependencies } from "../dependencies";
import { createCommitIssuance } from "./commit-issuance";
import { createIssuanceRecords } from "./record-issuance";

export type IssuanceActivities = ReturnType<typeof createIssuanceActivities>;

/** Steps of an issuance in our own books. */
export function createIssuanceActivities(dependencies: LedgerDependencies) {
  return {
    commitIssuance: createCommitIssuance(dependencies),
    ...createIssuanceRecords(dependencies),
  };
}
