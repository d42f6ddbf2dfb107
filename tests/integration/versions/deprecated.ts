import { deprecatePatch } from "@temporalio/workflow";

import { checkCredit, claim, settle, untilPaid } from "./settling";

/** When nothing without the patch waits any more: the old way is gone, the marker is still read. */
export async function settleLater(): Promise<string[]> {
  deprecatePatch("check-credit-first");
  const steps = [await checkCredit(), await claim()];
  await untilPaid();
  return [...steps, await settle()];
}
