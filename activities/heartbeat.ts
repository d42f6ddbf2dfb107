import { heartbeat } from "@temporalio/activity";

const intervalMs = 1_000;

/** Beats while the work goes on, so that a worker's death is noticed long before the time limit. */
export async function keepHeartbeating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
