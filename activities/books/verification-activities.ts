import type { LedgerDependencies } from "../dependencies";
import { createVerifyPartner } from "./verify-partner";

export interface VerificationDependencies extends LedgerDependencies {
  /** Public ids after one of them, in their order. */
  readonly listPartners: (after: string | null, limit: number) => Promise<string[]>;
}

export type VerificationActivities = ReturnType<typeof createVerificationActivities>;

export function createVerificationActivities(dependencies: VerificationDependencies) {
  return {
    verifyPartner: createVerifyPartner(dependencies),
    listPartnersToVerify: (after: string | null, limit: number): Promise<string[]> =>
      dependencies.listPartners(after, limit),
  };
}
