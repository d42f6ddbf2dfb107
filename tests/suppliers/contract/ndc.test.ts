import { createNdcClient } from "../../../suppliers/ndc/client";
import { ndcCredentialsSchema } from "../../../suppliers/ndc/config";
import { parseReference } from "../../../suppliers/ndc/offer-reference";
import { startNdcSandbox } from "../../../suppliers/ndc/sandbox";
import { ndcSandboxCredentials } from "../../../suppliers/ndc/sandbox/default-account";
import { startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

async function startNdc(): Promise<ContractHarness> {
  const harness = await startRestHarness(startNdcSandbox);
  const parts = toContractParts(harness, "ndc");
  return {
    ...parts,
    // What we ask an offer by names its items too; the airline tells calls by its id.
    addFault: (operation, subject, fault) =>
      parts.addFault(operation, parseReference(subject)?.offerId ?? subject, fault),
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
