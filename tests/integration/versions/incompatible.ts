import { checkCredit, claim, settle, untilPaid } from "./settling";

/** Has a step more before the wait: what waits there already does not replay with it. */
export async function settleLater(): Promise<string[]> {
  const steps = [await checkCredit(), await claim()];
  await untilPaid();
  return [...steps, await settle()];
}
