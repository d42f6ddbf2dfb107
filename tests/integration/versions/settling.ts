import { condition, defineSignal, proxyActivities, setHandler } from "@temporalio/workflow";

/** What the versions of the workflow do; each step answers its own name. */
export interface SettlingActivities {
  checkCredit(): Promise<string>;
  claim(): Promise<string>;
  settle(): Promise<string>;
}

export const { checkCredit, claim, settle } = proxyActivities<SettlingActivities>({
  startToCloseTimeout: "10 seconds",
});

/** Waits, for days if need be: here every version may have workflows in flight. */
export async function untilPaid(): Promise<void> {
  let isPaid = false;
  setHandler(defineSignal("paid"), () => {
    isPaid = true;
  });
  await condition(() => isPaid);
}
