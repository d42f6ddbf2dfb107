import { setTimeout as delay } from "node:timers/promises";

/** Asks again until the answer is neither undefined nor false; fails, saying what it waited for, after a while. */
export async function awaitCondition<T>(
  what: string,
  ask: () => Promise<T | false | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > until) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await delay(50);
  }
}
