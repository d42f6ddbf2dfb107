import type { KeyRing } from "../../../db/encryption/key-ring";
import type { DocumentStore } from "../../../suppliers/documents/port";
import type { LedgerDependencies } from "../../dependencies";
import { createCheckRemittance } from "./check-remittance";
import { createCommitRemittance } from "./commit-remittance";
import { createRejectRemittance } from "./reject-remittance";
import { createStoreBankFile } from "./store-bank-file";

export interface RemittanceDependencies extends LedgerDependencies {
  readonly documents: DocumentStore;
  /** Opens the numbers of accounts. */
  readonly keyRing: KeyRing;
}

export type RemittanceActivities = ReturnType<typeof createRemittanceActivities>;

/** Steps of paying what BSP bills. */
export function createRemittanceActivities(dependencies: RemittanceDependencies) {
  return {
    checkRemittance: createCheckRemittance(dependencies),
    storeBankFile: createStoreBankFile(dependencies),
    commitRemittance: createCommitRemittance(dependencies),
    rejectRemittance: createRejectRemittance(dependencies),
  };
}
