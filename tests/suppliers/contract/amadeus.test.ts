import type { Rule } from "../../../suppliers/amadeus/sandbox/behaviours";
import { dearerFare } from "../../../suppliers/amadeus/sandbox/magic-rules";
import { behaviourOf, requestOf } from "../../harness/supplier-faults";
import { startHarness } from "../amadeus/harness";
import type { Act, ContractHarness } from "./contract-harness";
import { describeContract } from "./describe-contract";

async function startAmadeus(): Promise<ContractHarness> {
  const harness = await startHarness();
  return {
    open: (overrides) =>
      harness.client({
        onExchange: undefined,
        ...(overrides === "unreachable" ? { endpoint: "http://amadeus.invalid/" } : {}),
        ...(overrides === "wrong credentials" ? { password: "wrong" } : {}),
      }),
    createOrder: () => harness.createPnr({ pnr: { penalty: "1500.00" } }),
    makeReady: async ({ recordLocator }, act) => {
      if (act === "exchange") {
        await harness.control("PATCH", `/pnrs/${recordLocator}`, { fares: [dearerFare] });
        return;
      }
      const { documents } = await harness.readPnr(recordLocator);
      for (const { number } of documents) {
        await harness.control("PATCH", `/documents/${number}`, { issuedOn: "2026-01-05" });
      }
    },
    addFault: async (operation, recordLocator, fault) => {
      const rule = { operation: requestOf("amadeus", operation), recordLocator, times: 1 };
      const { id } = await harness.control<Rule>("POST", "/faults", {
        ...rule,
        behaviour: behaviourOf("amadeus", fault),
      });
      return {
        isHit: async () => {
          const { faults } = await harness.control<{ faults: Rule[] }>("GET", "/faults");
          return !faults.some((one) => one.id === id);
        },
      };
    },
    countEffects: async (act: Act, recordLocator) => {
      const entries = await harness.journal(recordLocator);
      return entries.filter(
        ({ operation, worked }) => worked && operation === requestOf("amadeus", act),
      ).length;
    },
    refusals: {},
    stop: harness.stop,
  };
}

describeContract("amadeus", startAmadeus);
