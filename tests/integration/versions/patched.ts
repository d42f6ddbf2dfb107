import { patched } from "@temporalio/workflow";

import { checkCredit, claim, settle, untilPaid } from "./settling";

/** The same change behind a patch: what waits goes on as it began. */
export async function settleLater(): Promise<string[]> {
  const checked = patched("check-credit-first") ? [await checkCredit()] : [];
  const steps = [...checked, await claim()];
  await untilPaid();
  return [...steps, await settle()];
}
