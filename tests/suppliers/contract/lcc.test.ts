import { createLccClient } from "../../../suppliers/lcc/client";
import { lccCredentialsSchema } from "../../../suppliers/lcc/config";
import { startLccSandbox } from "../../../suppliers/lcc/sandbox";
import { lccSandboxCredentials } from "../../../suppliers/lcc/sandbox/default-account";
import { startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

async function startLcc(): Promise<ContractHarness> {
  const harness = await startRestHarness(startLccSandbox);
  return {
    ...toContractParts(harness, "lcc"),
    open: (overrides) => {
      const credentials = lccCredentialsSchema.parse({
        ...lccSandboxCredentials(harness.sandbox.url),
        confirmationReadDelayMs: 20,
        ...(overrides === "unreachable" ? { endpoint: "http://lcc.invalid" } : {}),
        ...(overrides === "wrong credentials" ? { accessToken: "wrong" } : {}),
      });
      return harness.track(createLccClient(credentials));
    },
    makeReady: async () => {},
    refusals: {},
  };
}

describeContract("lcc", startLcc);
