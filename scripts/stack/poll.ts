import { setTimeout as delay } from "node:timers/promises";

export type PollOptions = { timeoutMs: number; intervalMs?: number; signal?: AbortSignal };

/** Repeats an attempt until it stops throwing; at the deadline the last error becomes the cause. */
export async function poll<T>(attempt: () => Promise<T>, options: PollOptions): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline) {
        throw new Error(`within ${options.timeoutMs} ms`, { cause: error });
      }
    }
    await delay(options.intervalMs ?? 25, undefined, signalOption(options.signal));
  }
}

/** Waits, and returns early without an error when the signal aborts. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch(() => undefined);
}

function signalOption(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
