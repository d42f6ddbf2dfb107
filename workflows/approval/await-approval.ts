import {
  CancellationScope,
  condition,
  proxyActivities,
  setHandler,
  sleep,
} from "@temporalio/workflow";

import type { ApprovalActivities } from "../../activities/approval/approval-activities";
import type { MessageActivities } from "../../activities/message/message-activities";
import type {
  ApprovalMailOccasion,
  AwaitApprovalInput,
  AwaitApprovalResult,
} from "../../temporal/contract/await-approval";
import { approvalChanged } from "../../temporal/contract/await-approval";
import { taskQueues } from "../../temporal/contract/queues";

const approvals = proxyActivities<ApprovalActivities>({
  startToCloseTimeout: "30 seconds",
  heartbeatTimeout: "10 seconds",
  retry: { initialInterval: "500 milliseconds", maximumInterval: "5 seconds" },
});

// Nobody waits for a mail: who has not got one finds the request in their inbox.
const messages = proxyActivities<MessageActivities>({
  taskQueue: taskQueues.messaging,
  startToCloseTimeout: "5 minutes",
  scheduleToCloseTimeout: "1 hour",
  heartbeatTimeout: "20 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});

/** Where the clocks of two workers differ, nothing is asked faster than this. */
const pause = "1 second";

/**
 * Waits beside a request until it is decided on or has expired: writes to its approvers, reminds
 * them at half of its time, and ends it at the end. What the books say counts: it is read anew
 * whenever something is told or due.
 */
export async function awaitApproval(input: AwaitApprovalInput): Promise<AwaitApprovalResult> {
  let isChanged = false;
  setHandler(approvalChanged, () => {
    isChanged = true;
  });
  const mails = new CancellationScope();
  const mail = (occasion: ApprovalMailOccasion) =>
    messages.mailApproval({ ...input, occasion }).catch(() => undefined);
  void mails.run(() => mail("requested"));
  for (;;) {
    isChanged = false;
    const { status, waitMs, isAwaited } = await approvals.readApproval(input);
    if (status !== "pending") {
      mails.cancel();
      if (isAwaited === true) await approvals.handOverDecision(input);
      await mail("decided");
      return { status };
    }
    if (await isToldWithin(() => isChanged, waitMs)) continue;
    const step = await approvals.advanceApproval(input);
    if (step === "reminded") void mails.run(() => mail("reminder"));
    if (step === "nothing") await sleep(pause);
  }
}

/** Whether it was told of a change before the time was over. */
async function isToldWithin(isTold: () => boolean, waitMs: number | null): Promise<boolean> {
  if (waitMs !== null) return waitMs > 0 ? condition(isTold, waitMs) : isTold();
  await condition(isTold);
  return true;
}
