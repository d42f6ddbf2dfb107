import { setTimeout as delay } from "node:timers/promises";

/** The answer, or an error where it takes longer. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const stopped = new AbortController();
  const late = delay(ms, undefined, { signal: stopped.signal }).then(() => {
    throw new Error("no answer in time");
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    stopped.abort();
    late.catch(() => {});
    answer.catch(() => {});
  }
}
