import { createHotelbedsClient } from "../../../suppliers/hotelbeds/client";
import { hotelbedsCredentialsSchema } from "../../../suppliers/hotelbeds/config";
import { startHotelbedsSandbox } from "../../../suppliers/hotelbeds/sandbox";
import { hotelbedsSandboxCredentials } from "../../../suppliers/hotelbeds/sandbox/default-account";
import { startRestHarness, toContractParts } from "../rest-harness";
import type { ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";
import { prepareStay } from "./prepare-call";

async function startHotelbeds(): Promise<ContractHarness> {
  const harness = await startRestHarness(startHotelbedsSandbox);
  const open: ContractHarness["open"] = (overrides) => {
    const credentials = hotelbedsCredentialsSchema.parse({
      ...hotelbedsSandboxCredentials(harness.sandbox.url),
      ...(overrides === "unreachable" ? { endpoint: "http://hotelbeds.invalid" } : {}),
      ...(overrides === "wrong credentials" ? { secret: "wrong" } : {}),
    });
    return harness.track(createHotelbedsClient(credentials));
  };
  return {
    ...toContractParts(harness, "hotelbeds"),
    open,
    createOrder: () => prepareStay(open()),
    makeReady: async () => {},
    looks: ["cancelOrder"],
    refusals: {},
  };
}

describeContract("hotelbeds", startHotelbeds);
