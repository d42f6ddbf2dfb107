import { claim, settle, untilPaid } from "./settling";

/** As it was deployed first. */
export async function settleLater(): Promise<string[]> {
  const steps = [await claim()];
  await untilPaid();
  return [...steps, await settle()];
}
