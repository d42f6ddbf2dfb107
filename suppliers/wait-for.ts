import { setTimeout as sleep } from "node:timers/promises";

/** False when the caller gave up in the meantime. */
export async function waitFor(delayMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(delayMs, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
