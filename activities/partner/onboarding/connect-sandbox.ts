import { toDateTime } from "../../../db/read/amounts";
import { setGdsCredentials } from "../../../services/supplier/set-gds-credentials";
import { sandboxCredentials } from "../../../suppliers/amadeus/sandbox/default-account";
import type { OnboardPartnerInput } from "../../../temporal/contract/onboard-partner";
import { toActContext } from "../../act-context";
import type { OnboardingDependencies } from "./onboarding-activities";

/** Joins a test partner to the sandbox of the GDS, where there is one; says whether it is joined. */
export function createConnectSandbox(dependencies: OnboardingDependencies) {
  return async function connectSandbox(input: OnboardPartnerInput): Promise<boolean> {
    const { amadeusSandboxUrl, keyRing, now } = dependencies;
    if (amadeusSandboxUrl === undefined) return false;
    const scope = await dependencies.openPartner(input.partner);
    const known = await scope.db
      .selectFrom("gds_credentials")
      .select("gds_credential_id")
      .where("is_current", "=", 1)
      .executeTakeFirst();
    if (known !== undefined) return true;
    await setGdsCredentials(
      scope,
      {
        gdsProviderCode: "1A",
        label: "Amadeus sandbox",
        secret: JSON.stringify(sandboxCredentials(`${amadeusSandboxUrl}/1ASIWTVBSBX`)),
      },
      { keyRing, context: toActContext(input.context), at: toDateTime(now()) },
    );
    return true;
  };
}
