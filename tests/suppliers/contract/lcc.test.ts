import { createLccClient } from "../../../suppliers/lcc/client";
import { lccCredentialsSchema } from "../../../suppliers/lcc/config";
import { lccSandboxCredentials, startLccSandbox } from "../../../suppliers/lcc/sandbox";
import type { SupplierOperation } from "../../../suppliers/port";
import { startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

const requests: Partial<Readonly<Record<SupplierOperation, string>>> = {
  searchOffers: "offer_requests",
  priceOffer: "offers",
  createHold: "orders",
  issue: "payments",
  quoteRefund: "order_cancellations",
  refund: "confirm_cancellation",
  cancelOrder: "confirm_cancellation",
};

async function startLcc(): Promise<ContractHarness> {
  const harness = await startRestHarness(startLccSandbox);
  return {
    ...toContractParts(harness, (operation) => requests[operation] ?? "get_order"),
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
