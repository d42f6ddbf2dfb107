import { createNdcClient } from "../../../suppliers/ndc/client";
import { ndcCredentialsSchema } from "../../../suppliers/ndc/config";
import { startNdcSandbox } from "../../../suppliers/ndc/sandbox";
import { ndcSandboxCredentials } from "../../../suppliers/ndc/sandbox/default-account";
import { startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

async function startNdc(): Promise<ContractHarness> {
  const harness = await startRestHarness(startNdcSandbox);
  return {
    ...toContractParts(harness, "ndc"),
    open: (overrides) => {
      const credentials = ndcCredentialsSchema.parse({
        ...ndcSandboxCredentials(harness.sandbox.url),
        documentReadDelayMs: 20,
        ...(overrides === "unreachable" ? { endpoint: "http://ndc.invalid" } : {}),
        ...(overrides === "wrong credentials" ? { key: "wrong" } : {}),
      });
      return harness.track(createNdcClient(credentials));
    },
    makeReady: async ({ recordLocator }, act) => {
      if (act === "refund") return;
      const { fares } = await harness.readOrder(recordLocator);
      const dearer = fares.map((fare) => ({ ...fare, base: "43500.00" }));
      await harness.control("PATCH", `/orders/${recordLocator}`, { fares: dearer });
    },
    refusals: {},
  };
}

describeContract("ndc", startNdc);
