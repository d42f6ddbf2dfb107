import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from "@temporalio/workflow";

import type { BareActivities } from "./worker";

export const bareUpdate = defineUpdate<string>("bare");

const remote = proxyActivities<BareActivities>({ startToCloseTimeout: "1 minute" });
const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: "1 minute" });

/** As many activities as an issuance has, and nothing in them: what anybody writes first. */
export async function bare(): Promise<string> {
  await remote.nothing();
  return remote.nothing();
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
