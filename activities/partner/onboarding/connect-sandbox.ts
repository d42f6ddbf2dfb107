import { toDateTime } from "../../../db/read/amounts";
import { setGdsCredentials } from "../../../services/supplier/set-gds-credentials";
import { sandboxAccountsAt } from "../../../suppliers/sandbox-accounts";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import { toActContext } from "../../act-context";
import type { OnboardingDependencies } from "./onboarding-activities";

/** Joins a test partner to the sandboxes that there are; says whether it is joined to any. */
export function createConnectSandbox(dependencies: OnboardingDependencies) {
  return async function connectSandbox(input: OnboardPartnerInput): Promise<boolean> {
    const { sandboxes, secrets, now } = dependencies;
    const accounts = sandboxAccountsAt(sandboxes);
    const scope = await dependencies.openPartner(input.partner);
    const rows = await scope.db
      .selectFrom("gds_credentials")
      .select("gds_provider_code")
      .where("is_current", "=", 1)
      .execute();
    const known = new Set(rows.map((row) => row.gds_provider_code));
    for (const { gdsProviderCode, label, credentials } of accounts) {
      if (known.has(gdsProviderCode)) continue;
      await setGdsCredentials(
        scope,
        { gdsProviderCode, label, secret: JSON.stringify(credentials) },
        { secrets, context: toActContext(input.context), at: toDateTime(now()) },
      );
    }
    return accounts.length > 0;
  };
}
