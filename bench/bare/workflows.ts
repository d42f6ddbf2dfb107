import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
} from "@temporalio/workflow";

import type { BareActivities } from "./worker";

export const bareUpdate = defineUpdate<string>("bare");

const remote = proxyActivities<BareActivities>({ startToCloseTimeout: "1 minute" });
const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: "1 minute" });

/** So many activities, one after another, and nothing in them: what anybody writes first. */
export async function bare(activities: number): Promise<void> {
  for (let count = 0; count < activities; count += 1) await remote.nothing();
}

/** Waits until the instant, in milliseconds, then does what `bare` does. */
export async function bareSleep(until: number, activities: number): Promise<void> {
  await remote.nothing();
  await sleep(Math.max(1, until - Date.now()));
  await bare(activities);
}

/** The same in the shape of ours: answered by an update, the second activity a local one. */
export async function bareAlike(): Promise<string> {
  let done: string | undefined;
  setHandler(bareUpdate, async () => {
    await condition(() => done !== undefined);
    return done ?? "";
  });
  await remote.nothing();
  done = await local.nothing();
  await condition(allHandlersFinished);
  return done;
}
