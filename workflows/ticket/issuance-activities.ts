import {
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
} from "@temporalio/workflow";

import type { IssuanceActivities } from "../../activities/ticket/issuance-activities";
import type { TicketSupplierActivities } from "../../activities/ticket/ticket-supplier-activities";
import { findRefusal } from "../../temporal/contract/failures";

// A refusal says itself that it is not to be retried: naming every code with every activity would
// double the size of the history.
const local = proxyLocalActivities<IssuanceActivities>({
  startToCloseTimeout: "10 seconds",
  scheduleToCloseTimeout: "15 seconds",
  retry: {
    initialInterval: "100 milliseconds",
    maximumInterval: "1 second",
    maximumAttempts: 3,
  },
});

const remote = proxyActivities<IssuanceActivities>({
  startToCloseTimeout: "30 seconds",
  retry: {
    initialInterval: "500 milliseconds",
    maximumInterval: "5 seconds",
  },
});

/**
 * Steps of our own database are safe to repeat, so each is a local activity first: no hop through
 * the server. A database that stays away is waited for by the remote one, which an operator sees.
 */
export const books: IssuanceActivities = {
  checkVoid: (...step) => persistently((own) => own.checkVoid(...step)),
  commitIssuance: (...step) => persistently((own) => own.commitIssuance(...step)),
  commitVoid: (...step) => persistently((own) => own.commitVoid(...step)),
  recordActAttention: (...step) => persistently((own) => own.recordActAttention(...step)),
  recordActFailed: (...step) => persistently((own) => own.recordActFailed(...step)),
  recordActResolution: (...step) => persistently((own) => own.recordActResolution(...step)),
  recordAttention: (...step) => persistently((own) => own.recordAttention(...step)),
  recordCancelled: (...step) => persistently((own) => own.recordCancelled(...step)),
  recordFailed: (...step) => persistently((own) => own.recordFailed(...step)),
  recordResolution: (...step) => persistently((own) => own.recordResolution(...step)),
};

async function persistently<Result>(
  step: (activities: IssuanceActivities) => Promise<Result>,
): Promise<Result> {
  try {
    return await step(local);
  } catch (error) {
    if (findRefusal(error) !== undefined) throw error;
    return step(remote);
  }
}

/**
 * Steps at the supplier. An attempt is over when it stops beating; all of them together end after
 * ten minutes, when a person is told and the supplier is asked on.
 */
export const supplier = proxyActivities<TicketSupplierActivities>({
  startToCloseTimeout: "2 minutes",
  scheduleToCloseTimeout: "10 minutes",
  heartbeatTimeout: "4 seconds",
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: {
    initialInterval: "500 milliseconds",
    backoffCoefficient: 2,
    maximumInterval: "20 seconds",
  },
});
