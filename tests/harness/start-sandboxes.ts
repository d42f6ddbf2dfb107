import { join } from "node:path";

import type { SupplierName } from "../../domain/supplier-names";
import { startAmadeusSandbox } from "../../suppliers/amadeus/sandbox";
import { startHotelbedsSandbox } from "../../suppliers/hotelbeds/sandbox";
import { startLccSandbox } from "../../suppliers/lcc/sandbox";
import { startNdcSandbox } from "../../suppliers/ndc/sandbox";
import { startSabreSandbox } from "../../suppliers/sabre/sandbox";

const starters = {
  amadeus: startAmadeusSandbox,
  sabre: startSabreSandbox,
  ndc: startNdcSandbox,
  lcc: startLccSandbox,
  hotelbeds: startHotelbedsSandbox,
} as const;

/** How the adapters name the time between two looks for what was issued, where they look again. */
export const readDelays: Readonly<Partial<Record<SupplierName, string>>> = {
  amadeus: "documentReadDelayMs",
  sabre: "documentReadDelayMs",
  ndc: "documentReadDelayMs",
  lcc: "confirmationReadDelayMs",
};

/** A sandbox of each of the suppliers, on free ports, with its state below the folder. */
export async function startSandboxes(suppliers: readonly SupplierName[], directory: string) {
  return Promise.all(
    suppliers.map(async (supplier) => {
      const stateDirectory = join(directory, supplier);
      const sandbox = await starters[supplier]({ port: 0, host: "127.0.0.1", stateDirectory });
      // Without the access point, as a sandbox is named in a configuration.
      const { origin: url } = new URL(sandbox.url);
      return { supplier, url, controlUrl: sandbox.controlUrl, close: () => sandbox.close() };
    }),
  );
}
