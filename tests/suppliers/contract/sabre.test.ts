import { createSabreClient } from "../../../suppliers/sabre/client";
import { sabreCredentialsSchema } from "../../../suppliers/sabre/config";
import { startSabreSandbox } from "../../../suppliers/sabre/sandbox";
import { sabreSandboxCredentials } from "../../../suppliers/sabre/sandbox/default-account";
import { createProcessTokenStore, startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

async function startSabre(): Promise<ContractHarness> {
  const harness = await startRestHarness(startSabreSandbox);
  const tokens = createProcessTokenStore();
  return {
    ...toContractParts(harness, "sabre"),
    open: (overrides) => {
      const credentials = sabreCredentialsSchema.parse({
        ...sabreSandboxCredentials(harness.sandbox.url),
        documentReadDelayMs: 20,
        ...(overrides === "unreachable" ? { endpoint: "http://sabre.invalid" } : {}),
        ...(overrides === "wrong credentials" ? { password: "wrong" } : {}),
      });
      const own = overrides === undefined ? tokens : createProcessTokenStore();
      return harness.track(createSabreClient({ ...credentials, tokens: own }));
    },
    makeReady: async () => {},
    refusals: {},
  };
}

describeContract("sabre", startSabre);
