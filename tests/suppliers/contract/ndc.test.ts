import { createNdcClient } from "../../../suppliers/ndc/client";
import { ndcCredentialsSchema } from "../../../suppliers/ndc/config";
import { ndcSandboxCredentials, startNdcSandbox } from "../../../suppliers/ndc/sandbox";
import type { SupplierOperation } from "../../../suppliers/port";
import { startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

const requests: Partial<Readonly<Record<SupplierOperation, string>>> = {
  issue: "OrderChange",
  quoteRefund: "OrderReshop:CancelOrder",
  refund: "OrderChange:AcceptCancelledOffer",
  quoteExchange: "OrderReshop:ReshopOrder",
  exchange: "OrderChange:AcceptSelectedQuotedOfferList",
  cancelOrder: "OrderChange:CancelUnpaidOrder",
};

async function startNdc(): Promise<ContractHarness> {
  const harness = await startRestHarness(startNdcSandbox);
  return {
    ...toContractParts(harness, (operation) => requests[operation] ?? "OrderRetrieve"),
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
