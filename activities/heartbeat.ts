import { heartbeat } from "@temporalio/activity";

const intervalMs = 1_000;

/** Beats while the work goes on, so that a worker's death is noticed long before the time limit. */
export async function keepHeartbeating<T>(
  work: () => Promise<T>,
  /** How far it is, for whoever looks at the activity in Temporal. */
  progress?: () => number,
): Promise<T> {
  const timer = setInterval(() => heartbeat(progress?.()), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** The same activity, beating from its first moment to its last. */
export function heartbeating<Args extends unknown[], Result>(
  activity: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return (...args) => keepHeartbeating(() => activity(...args));
}
