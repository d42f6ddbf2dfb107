import type { KeyRing } from "../../../db/encryption/key-ring";
import type { SecretBox } from "../../../db/encryption/secret-box";
import type { DatabaseHandle } from "../../../db/pool";
import type { SandboxAddresses } from "../../../suppliers/sandbox-accounts";
import type { LedgerDependencies } from "../../dependencies";
import { heartbeating } from "../../heartbeat";
import { createConnectSandbox } from "./connect-sandbox";
import { createOnboardingSteps } from "./onboarding-steps";
import { createOpenAccount } from "./open-account";
import { createPrepareSample } from "./prepare-sample";
import { createTakeUpPartner } from "./take-up-partner";

export interface OnboardingDependencies extends LedgerDependencies {
  readonly database: Pick<DatabaseHandle, "system">;
  readonly keyRing: KeyRing;
  readonly secrets: SecretBox;
  /** The sandboxes that test partners are joined to. */
  readonly sandboxes: SandboxAddresses;
}

export type OnboardingActivities = ReturnType<typeof createOnboardingActivities>;

/** How a partner is taken up: each step one commit, which finds itself done when it is run again. */
export function createOnboardingActivities(dependencies: OnboardingDependencies) {
  const { openChart, openPeriods, createRoles } = createOnboardingSteps(dependencies);
  return {
    takeUpPartner: heartbeating(createTakeUpPartner(dependencies)),
    openChart: heartbeating(openChart),
    openPeriods: heartbeating(openPeriods),
    createRoles: heartbeating(createRoles),
    connectSandbox: heartbeating(createConnectSandbox(dependencies)),
    prepareSample: heartbeating(createPrepareSample(dependencies)),
    openAccount: heartbeating(createOpenAccount(dependencies)),
  };
}
